import type { JsonObject, JsonValue } from '../json.ts';
import { digitsOf } from '../kept-numbers.ts';

/** A property of the object itself: `toString` and its like are no JSON. */
export function getOwn(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** `null`, `boolean`, `number`, `string`, `array` or `object`, as AWS names types in errors. */
export function nameType(value: JsonValue): string {
  if (value === null) return 'null';
  if (digitsOf(value) !== undefined) return 'number';
  return Array.isArray(value) ? 'array' : typeof value;
}
