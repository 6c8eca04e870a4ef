import { isJsonObject, type JsonValue } from '../json.ts';
import { refuseKept } from '../kept-numbers.ts';
import type { PathFunction } from './path-steps.ts';

function overNumbers(compute: (numbers: readonly number[]) => number): PathFunction {
  return (value) => {
    if (!Array.isArray(value)) return null;
    value.forEach(refuseKept);
    const numbers = value.filter((item) => typeof item === 'number');
    return numbers.length === 0 ? null : compute(numbers);
  };
}

function count(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : null;
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The functions that a path may end with (https://github.com/json-path/JsonPath#functions), those without arguments. */
export const PATH_FUNCTIONS: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ['length', count],
  ['size', count],
  ['keys', (value) => (isJsonObject(value) ? Object.keys(value) : null)],
  ['min', overNumbers((numbers) => numbers.reduce((low, number) => Math.min(low, number)))],
  ['max', overNumbers((numbers) => numbers.reduce((high, number) => Math.max(high, number)))],
  ['sum', overNumbers(sum)],
  ['avg', overNumbers(mean)],
  [
    'stddev',
    overNumbers((numbers) => {
      const middle = mean(numbers);
      return Math.sqrt(mean(numbers.map((number) => (number - middle) ** 2)));
    }),
  ],
  ['first', (value) => (Array.isArray(value) ? (value[0] ?? null) : null)],
  ['last', (value) => (Array.isArray(value) ? (value.at(-1) ?? null) : null)],
]);
