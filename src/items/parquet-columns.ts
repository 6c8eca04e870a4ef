import type { ParquetParsers, SchemaElement } from 'hyparquet';
import type { JsonValue } from '../asl/json.ts';
import { keepNumber } from '../asl/kept-numbers.ts';
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
const TEXT_PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis: bigint | undefined) => timestampText(millis, 1n),
  timestampFromMicroseconds: (micros: bigint | undefined) => timestampText(micros, MICROS),
  timestampFromNanoseconds: (nanos: bigint | undefined) => timestampText(nanos, NANOS),
  dateFromDays: (days: number | undefined) =>
    days === undefined ? undefined : new Date(days * DAY_MILLISECONDS).toISOString().slice(0, 10),
};

/** A 64-bit integer, which the library gives as an object of 24 bytes for every row. */
function isInteger64({ type, num_children, repetition_type, converted_type, logical_type }: SchemaElement): boolean {
  if (type !== 'INT64' || num_children !== undefined || repetition_type === 'REPEATED') return false;
  const isTime = converted_type?.startsWith('TIMESTAMP') === true || logical_type?.type === 'TIMESTAMP';
  return !isTime && converted_type !== 'DECIMAL' && logical_type?.type !== 'DECIMAL';
}

/**
 * How the library is to take a column: 64-bit integers as timestamps, since those are what it hands to a parser, once
 * for each value of a dictionary.
 */
export function declareColumn(column: SchemaElement): SchemaElement {
  if (!isInteger64(column)) return column;
  const timestamp = { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } as const;
  const declared: SchemaElement = { ...column, logical_type: timestamp };
  delete declared.converted_type;
  return declared;
}

/** The parsers that a column, as it stands in the file, is read with. */
export function parsersOf(column: SchemaElement): Partial<ParquetParsers> {
  if (!isInteger64(column)) return TEXT_PARSERS;
  const { converted_type: converted, logical_type: logical } = column;
  const isUnsigned = converted === 'UINT_64' || (logical?.type === 'INTEGER' && !logical.isSigned);
  return {
    timestampFromNanoseconds: (value: bigint | undefined) =>
      value === undefined ? undefined : toSmall(isUnsigned ? BigInt.asUintN(64, value) : value),
  };
}

/** `values` were read with the column's parsers, declared as `declareColumn` says. */
export function makeColumn(column: SchemaElement, values: ArrayLike<unknown>): ParquetColumn {
  const { name } = column;
  if (isInteger64(column)) return { name, jsonAt: (row) => toJson(values[row]) };
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

/** A number where that is exact: it takes less room. */
function toSmall(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) || String(number) === String(value) ? number : value;
}

/**
 * Numbers in 8 bytes each. What is missing is NaN, which JSON writes as null like it. Undefined when a value is no
 * number.
 */
function compact(values: ArrayLike<unknown>): Float64Array | undefined {
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value === 'number') numbers[row] = value;
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
      return typeof toSmall(value) === 'number' ? Number(value) : keepNumber(value.toString());
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
