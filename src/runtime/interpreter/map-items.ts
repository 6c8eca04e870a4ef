import { readSelection } from '../../asl/expressions/paths.ts';
import { isJsonObject, type JsonValue } from '../../asl/json.ts';
import { FieldError } from './failure.ts';
import type { FieldReader } from './field-reader.ts';
import { StateScope, type Frame } from './frame.ts';
import { unexpectedType } from './number-field.ts';

/** The items of a Map: an array, or for a distributed Map also an object. */
export type ReadItems = (frame: Frame, input: JsonValue) => JsonValue | Promise<JsonValue>;

/** Items (JSONata) or ItemsPath (JSONPath). `objects`: whether an object's members may be the items. */
export function compileItems(fields: FieldReader, objects: boolean): ReadItems {
  const isAllowed = (value: JsonValue): boolean => Array.isArray(value) || (objects && isJsonObject(value));
  return fields.isJsonata ? compileJsonata(fields, isAllowed) : compileJsonPath(fields, isAllowed);
}

function compileJsonata(fields: FieldReader, isAllowed: (value: JsonValue) => boolean): ReadItems {
  const source = fields.value('Items');
  const template = fields.template('Items');
  const check = (value: JsonValue): JsonValue => {
    if (isAllowed(value)) return value;
    if (template) throw unexpectedType(source, 'Items', 'array', value);
    const cause = `Map state input must be an array but was: ${JSON.stringify(value)}`;
    throw new FieldError('States.QueryEvaluationError', cause);
  };
  return (frame, input) => {
    const value = template ? template.evaluate(new StateScope(frame, input)) : input;
    return value instanceof Promise ? value.then(check) : check(value);
  };
}

function compileJsonPath(fields: FieldReader, isAllowed: (value: JsonValue) => boolean): ReadItems {
  const path = fields.path('ItemsPath');
  return (frame, input) => {
    const value = path ? readSelection(path, new StateScope(frame, input)) : input;
    if (isAllowed(value)) {
      fields.probe?.see('afterItemsPath', value);
      return value;
    }
    throw new FieldError('States.Runtime', `Reference path "${path?.text ?? '$'}" must point to array.`);
  };
}
