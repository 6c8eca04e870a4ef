import type { ParquetParsers, SchemaElement } from 'hyparquet';
import type { JsonValue } from '../asl/json.ts';
import { ItemReaderError } from './item-source.ts';

/** Values of one column of a row group, kept small, with the way to make JSON of them. */
export interface ParquetColumn {
  readonly name: string;
  jsonAt(row: number): JsonValue;
}

/** Decimal digits that a JSON number keeps, whatever they are. */
const EXACT_DIGITS = 15;
const DAY_MILLISECONDS = 86_400_000;

const MICROS = 1000n;
const NANOS = 1_000_000n;

/** Refuses by name what cannot be given as JSON without losing digits. */
export function checkColumn(column: SchemaElement, place: string): void {
  if (column.converted_type === 'DECIMAL' && (column.precision ?? 0) > EXACT_DIGITS)
    throw new ItemReaderError(
      `${place}: column ${column.name} is a DECIMAL of ${column.precision ?? 0} digits, more than a JSON number keeps; store it as a string or a DOUBLE.`,
    );
}

/** Dates and times as text. The library converts each value of a dictionary once, which formatting rows would not. */
export const TEXT_PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis: bigint | undefined) => timestampText(millis, 1n),
  timestampFromMicroseconds: (micros: bigint | undefined) => timestampText(micros, MICROS),
  timestampFromNanoseconds: (nanos: bigint | undefined) => timestampText(nanos, NANOS),
  dateFromDays: (days: number | undefined) =>
    days === undefined ? undefined : new Date(days * DAY_MILLISECONDS).toISOString().slice(0, 10),
};

/** `values` were read with TEXT_PARSERS. */
export function makeColumn(column: SchemaElement, values: ArrayLike<unknown>): ParquetColumn {
  const { name } = column;
  if (column.converted_type === 'DECIMAL') {
    const digits = column.scale ?? 0;
    // The library multiplies by 0.1, 0.01 …, which is not exact.
    return {
      name,
      jsonAt: (row) => {
        const value = values[row];
        return typeof value === 'number' ? Number(value.toFixed(digits)) : null;
      },
    };
  }
  const numbers = compact(values);
  if (numbers === undefined) return { name, jsonAt: (row) => toJson(values[row]) };
  return {
    name,
    jsonAt: (row) => {
      const value = numbers[row] ?? NaN;
      return Number.isFinite(value) ? value : null;
    },
  };
}

/**
 * Numbers in 8 bytes each, where 64-bit integers come as objects of 24. What is missing is NaN, which JSON writes as
 * null like it. Undefined when a value is no number, or an integer that a JSON number cannot hold.
 */
function compact(values: ArrayLike<unknown>): Float64Array | undefined {
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value === 'bigint') {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) return undefined;
      numbers[row] = number;
    } else if (typeof value === 'number') numbers[row] = value;
    else if (value === undefined || value === null) numbers[row] = NaN;
    else return undefined;
  }
  return numbers;
}

function toJson(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'object':
      if (value === null) return null;
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
      if (Array.isArray(value)) return value.map(toJson);
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toJson(one)]));
    default:
      return null;
  }
}

/** ISO 8601 in UTC with as many digits of a second as it takes; `unit`: how many of it make a millisecond. */
function timestampText(value: bigint | undefined, unit: bigint): string | undefined {
  if (value === undefined) return undefined;
  const rest = ((value % unit) + unit) % unit;
  const text = new Date(Number((value - rest) / unit)).toISOString();
  if (rest === 0n) return text;
  return `${text.slice(0, -1)}${rest.toString().padStart(unit === MICROS ? 3 : 6, '0')}Z`;
}
