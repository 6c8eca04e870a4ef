import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { setKey } from '../values.ts';
import { NOT_DIRECT, type Result } from './jsonata-direct-result.ts';

/** A function of JSONata on arguments that are all there; NOT_DIRECT leaves the call to JSONata itself. */
type DirectFunction = (args: readonly JsonValue[]) => Result;

function onText(compute: (text: string) => JsonValue): DirectFunction {
  return ([text, more]) => (typeof text === 'string' && more === undefined ? compute(text) : NOT_DIRECT);
}

function onTexts(compute: (text: string, other: string) => JsonValue): DirectFunction {
  return ([text, other, more]) =>
    typeof text === 'string' && typeof other === 'string' && more === undefined ? compute(text, other) : NOT_DIRECT;
}

function onNumbers(compute: (numbers: readonly number[]) => number): DirectFunction {
  return ([items, more]) => {
    if (!Array.isArray(items) || items.length === 0 || more !== undefined) return NOT_DIRECT;
    if (!items.every((item) => typeof item === 'number')) return NOT_DIRECT;
    const value = compute(items);
    return Number.isFinite(value) ? value : NOT_DIRECT;
  };
}

/** JSONata prints numbers with 15 digits; integers below that are safe. */
const SAFE_INTEGER = 1e15;

function print([value, more]: readonly JsonValue[]): Result {
  if (more !== undefined) return NOT_DIRECT;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < SAFE_INTEGER
    ? String(value)
    : NOT_DIRECT;
}

function merge([objects, more]: readonly JsonValue[]): Result {
  if (!Array.isArray(objects) || more !== undefined || !objects.every(isJsonObject)) return NOT_DIRECT;
  const merged: JsonObject = {};
  for (const object of objects) for (const [key, value] of Object.entries(object)) setKey(merged, key, value);
  return merged;
}

/** Functions whose meaning on plain values is certain (https://docs.jsonata.org). */
export const DIRECT_FUNCTIONS: ReadonlyMap<string, DirectFunction> = new Map<string, DirectFunction>([
  ['string', print],
  ['merge', merge],
  ['sum', onNumbers((numbers) => numbers.reduce((total, number) => total + number, 0))],
  ['max', onNumbers((numbers) => numbers.reduce((high, number) => Math.max(high, number)))],
  ['min', onNumbers((numbers) => numbers.reduce((low, number) => Math.min(low, number)))],
  ['count', ([items, more]) => (Array.isArray(items) && more === undefined ? items.length : NOT_DIRECT)],
  ['not', ([value, more]) => (typeof value === 'boolean' && more === undefined ? !value : NOT_DIRECT)],
  ['length', onText((text) => Array.from(text).length)],
  ['uppercase', onText((text) => text.toUpperCase())],
  ['lowercase', onText((text) => text.toLowerCase())],
  ['contains', onTexts((text, part) => text.includes(part))],
  [
    'append',
    ([first, second, more]) =>
      Array.isArray(first) && Array.isArray(second) && more === undefined ? [...first, ...second] : NOT_DIRECT,
  ],
]);
