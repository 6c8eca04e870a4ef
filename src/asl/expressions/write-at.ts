import { isJsonObject, type JsonValue } from '../json.ts';
import { setKey } from '../values.ts';
import { EvaluationError, type ReferencePath } from './expression.ts';
import { getOwn } from './json-values.ts';

/**
 * The value with another one put in at a Reference Path, as ResultPath does: objects that are missing on the way are
 * made, an array takes an index that it has. Only what lies on the path is copied.
 * @throws EvaluationError States.ResultPathMatchFailure where the path cannot be applied
 * (https://states-language.net/spec.html#filters).
 */
export function writeAt(root: JsonValue, path: ReferencePath, value: JsonValue): JsonValue {
  return write(root, path, 0, value, root);
}

function write(
  at: JsonValue | undefined,
  path: ReferencePath,
  depth: number,
  value: JsonValue,
  root: JsonValue,
): JsonValue {
  const step = path.steps[depth];
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(at) || step >= at.length) throw mismatch(path, root);
    const items = at.slice();
    items[step] = write(at[step], path, depth + 1, value, root);
    return items;
  }
  if (at !== undefined && !isJsonObject(at)) throw mismatch(path, root);
  const copy = { ...at };
  setKey(copy, step, write(at === undefined ? undefined : getOwn(at, step), path, depth + 1, value, root));
  return copy;
}

function mismatch(path: ReferencePath, root: JsonValue): EvaluationError {
  return new EvaluationError(
    'States.ResultPathMatchFailure',
    `Unable to apply ReferencePath ${path.text} to input ${JSON.stringify(root)}`,
  );
}
