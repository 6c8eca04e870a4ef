import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** Equal as JSON: numbers by value, objects whatever the order of their keys. */
export function equalJson(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equalJson(item, right[index] ?? null))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => equalMember(left, right, key));
}

function equalMember(left: JsonObject, right: JsonObject, key: string): boolean {
  const first = left[key];
  const second = getOwn(right, key);
  return first !== undefined && second !== undefined && equalJson(first, second);
}

/** A property of the object itself: `toString` and its like are no JSON. */
export function getOwn(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** `null`, `boolean`, `number`, `string`, `array` or `object`, as AWS names types in errors. */
export function nameType(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
