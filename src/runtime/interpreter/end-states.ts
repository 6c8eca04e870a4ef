import { readRequired } from '../../asl/expressions/paths.ts';
import type { JsonValue } from '../../asl/json.ts';
import { FieldError, Failure } from './failure.ts';
import type { FieldReader } from './field-reader.ts';
import { StateScope, type Frame } from './frame.ts';
import { compileInputPath, compileSelection } from './input-output.ts';
import { unexpectedType } from './number-field.ts';
import type { StatePlan } from './plan.ts';

/** Succeed: InputPath and OutputPath, or Output. */
export function compileSucceed(fields: FieldReader): StatePlan['run'] {
  if (fields.isJsonata) {
    const output = fields.template('Output');
    return (frame, input) => (output ? output.evaluate(new StateScope(frame, input)) : input);
  }
  const selectInput = compileInputPath(fields);
  const selectOutput = compileSelection(fields.path('OutputPath'));
  return (frame, input) => selectOutput(frame, selectInput(frame, input));
}

type Read = (frame: Frame, input: JsonValue) => string | undefined | Promise<string | undefined>;

/** Fail: Error and Cause, or their paths; JSONata expressions for both. */
export function compileFail(fields: FieldReader): StatePlan['run'] {
  const readError = compileText(fields, 'Error');
  const readCause = compileText(fields, 'Cause');
  return (frame, input) => {
    if (!fields.isJsonata) fields.probe?.see('afterInputPath', input);
    const error = readError(frame, input);
    const cause = readCause(frame, input);
    if (!(error instanceof Promise) && !(cause instanceof Promise)) throw new Failure(error, cause);
    return Promise.all([error, cause]).then(([name, text]) => {
      throw new Failure(name, text);
    });
  };
}

function compileText(fields: FieldReader, name: 'Error' | 'Cause'): Read {
  if (fields.isJsonata) {
    const source = fields.value(name);
    const template = fields.template(name);
    if (!template) return () => undefined;
    const check = (value: JsonValue): string => {
      if (typeof value === 'string') return value;
      throw unexpectedType(source, name, 'string', value);
    };
    return (frame, input) => {
      const value = template.evaluate(new StateScope(frame, input));
      return value instanceof Promise ? value.then(check) : check(value);
    };
  }
  const pathName = `${name}Path`;
  if (!fields.has(pathName)) {
    const text = fields.string(name);
    return () => text;
  }
  const text = fields.string(pathName);
  if (text?.startsWith('States.')) {
    const expression = fields.pathExpression(pathName);
    return (frame, input) => asText(expression?.evaluate(new StateScope(frame, input)), pathName);
  }
  const path = fields.path(pathName);
  return (frame, input) =>
    path ? asText(readRequired(path, new StateScope(frame, input), pathName), pathName) : undefined;
}

function asText(value: JsonValue | undefined, field: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  const cause = `The field '${field}' must be a string, but was: ${JSON.stringify(value)}`;
  throw new FieldError('States.Runtime', cause, field);
}
