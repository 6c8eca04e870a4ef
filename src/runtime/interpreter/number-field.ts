import type { Path, Template } from '../../asl/expressions/expression.ts';
import type { JsonValue } from '../../asl/json.ts';
import { FieldError } from './failure.ts';
import type { FieldReader } from './field-reader.ts';
import { StateScope, type Frame } from './frame.ts';

/** A number that stands in the definition, behind a path, or comes from an expression; undefined where none is given. */
export type NumberField = (frame: Frame, input: JsonValue) => number | undefined | Promise<number | undefined>;

export interface NumberRule {
  /** Decimals are refused. */
  readonly integer: boolean;
  readonly min?: number;
  readonly max?: number;
  /** What AWS says of a number below `min` or above `max`. */
  readonly outOfRange?: string;
}

/** Reads `NAME` (a number; in JSONata also an expression) or, in JSONPath, `NAMEPath`. */
export function compileNumber(fields: FieldReader, name: string, rule: NumberRule): NumberField {
  if (fields.isJsonata) {
    const value = fields.value(name);
    if (typeof value !== 'string') return constant(fields.number(name));
    const template = fields.template(name);
    return template ? fromTemplate(template, fields.nameOf(name), value, rule) : constant(undefined);
  }
  const path = fields.path(`${name}Path`);
  return path ? fromPath(path, name, rule) : constant(fields.number(name));
}

/** AWS reads a number behind a path from its text, too. */
const NUMERIC = /^-?\d+(\.\d+)?$/;

function constant(value: number | undefined): NumberField {
  return () => value;
}

function fromPath(path: Path, name: string, rule: NumberRule): NumberField {
  return (frame, input) => {
    const value = path.read(new StateScope(frame, input));
    if (value === undefined)
      throw new FieldError(
        'States.Runtime',
        `The ${name}Path parameter does not reference an input value: ${path.text}`,
      );
    const number = typeof value === 'string' && NUMERIC.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || (rule.integer && !Number.isInteger(number))) {
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      const kind = rule.integer ? 'integer' : 'number';
      const cause = `The ${name}Path field refers to value "${shown}" which is not a valid ${kind}: ${path.text}`;
      throw new FieldError('States.Runtime', cause);
    }
    return checkRange(number, name, rule, 'States.Runtime');
  };
}

function fromTemplate(template: Template, name: string, source: string, rule: NumberRule): NumberField {
  return async (frame, input) => {
    const value = await template.evaluate(new StateScope(frame, input));
    if (typeof value === 'number' && !(rule.integer && !Number.isInteger(value)))
      return checkRange(value, name, rule, 'States.QueryEvaluationError');
    throw unexpectedType(source, name, rule.integer ? 'integer' : 'number', value);
  };
}

/** A JSONata expression that gives something else than its field takes. `source`: with its `{% %}`. */
export function unexpectedType(
  source: JsonValue | undefined,
  field: string,
  expected: string,
  value: JsonValue,
): FieldError {
  const text = typeof source === 'string' ? source.replace(/^\{%\s*|\s*%\}$/g, '') : JSON.stringify(source);
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return new FieldError(
    'States.QueryEvaluationError',
    `The JSONata expression '${text}' specified for the field '${field}' returned an unexpected result type. Expected '${expected}', but was '${type}' for value: ${JSON.stringify(value)}`,
    field,
  );
}

function checkRange(value: number, name: string, rule: NumberRule, error: string): number {
  if (value < (rule.min ?? -Infinity) || value > (rule.max ?? Infinity))
    throw new FieldError(error, rule.outOfRange ?? `The value of ${name} is out of range: ${value}`, name);
  return value;
}
