import type { FileMetaData, ParquetParsers, SchemaElement } from 'hyparquet';
import type { JsonObject, JsonValue } from '../asl/json.ts';
import type { Bucket } from './bucket.ts';
import { CHUNK_ITEMS, ItemReaderError } from './item-source.ts';

/** input-output-itemreader.html: a row group of at most 256 MB, a footer of at most 5 MB. */
const MAX_ROW_GROUP_BYTES = 256 * 1024 * 1024;
const MAX_FOOTER_BYTES = 5 * 1024 * 1024;
/** The footer's length and the magic number, which end the file. */
const TRAILER_BYTES = 8;
/** Decimal digits that a JSON number keeps, whatever they are. */
const EXACT_DIGITS = 15;

/**
 * The rows of a Parquet file, a row group at a time. AWS does not say how it writes what JSON has no type for; here
 * dates are `2001-01-31`, timestamps ISO 8601 in UTC, binary values base64, NaN and the infinities null. A 64-bit
 * integer that a JSON number cannot hold exactly becomes a string of its digits.
 */
export async function* readParquetItems(bucket: Bucket, key: string, place: string): AsyncGenerator<JsonObject[]> {
  const { parquetRead } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const { size } = await bucket.head(key);
  const file = {
    byteLength: size,
    slice: (start: number, end = size): Promise<ArrayBuffer> => readRange(bucket, key, start, end),
  };
  const metadata = await readFooter(file, place);
  const columns = topLevelColumns(metadata);
  for (const column of columns) checkDecimal(column, place);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    if (Number(group.total_byte_size) > MAX_ROW_GROUP_BYTES)
      throw new ItemReaderError(`${place} has a row group of more than 256 MB, the most that is supported.`);
    const parts = new Map<string, ArrayLike<unknown>[]>(columns.map(({ name }) => [name, []]));
    await parquetRead({
      file,
      metadata,
      rowStart,
      rowEnd,
      compressors,
      parsers: JSON_PARSERS,
      onChunk: ({ columnName, columnData, rowStart: first }) => {
        // A page may start before the group when the library reads ahead; no such file is known.
        if (first < rowStart) throw new ItemReaderError(`${place} has a page that spans two row groups.`);
        parts.get(columnName)?.push(columnData);
      },
    }).catch((error: unknown) => {
      throw refuse(error, place);
    });
    const values = columns.map((column) => ({ column, values: flatten(parts.get(column.name) ?? []) }));
    for (const column of values)
      if (column.values.length !== rowEnd - rowStart)
        throw new ItemReaderError(
          `${place}: column ${column.column.name} has ${column.values.length} values in a group of ${rowEnd - rowStart} rows.`,
        );
    for (let at = 0; at < rowEnd - rowStart; at += CHUNK_ITEMS)
      yield makeRows(values, at, Math.min(at + CHUNK_ITEMS, rowEnd - rowStart));
    rowStart = rowEnd;
  }
}

interface Column {
  readonly column: SchemaElement;
  readonly values: ArrayLike<unknown>;
}

function makeRows(columns: readonly Column[], start: number, end: number): JsonObject[] {
  const rows: JsonObject[] = [];
  for (let at = start; at < end; at++) {
    const row: JsonObject = {};
    for (const { column, values } of columns) {
      const value = values[at];
      row[column.name] = typeof value === 'string' ? value : toJson(value, column);
    }
    rows.push(row);
  }
  return rows;
}

function toJson(value: unknown, column: SchemaElement | undefined): JsonValue {
  switch (typeof value) {
    case 'bigint':
      return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'number':
      if (!Number.isFinite(value)) return null;
      // The library multiplies by 0.1, 0.01 …, which is not exact.
      return column?.converted_type === 'DECIMAL' ? Number(value.toFixed(column.scale ?? 0)) : value;
    case 'boolean':
    case 'string':
      return value;
    case 'object':
      if (value === null) return null;
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
      if (Array.isArray(value)) return value.map((one) => toJson(one, undefined));
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toJson(one, undefined)]));
    default:
      return null;
  }
}

const MICROS = 1000n;
const NANOS = 1_000_000n;

const JSON_PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis: bigint | undefined) => timestamp(millis, 1n),
  timestampFromMicroseconds: (micros: bigint | undefined) => timestamp(micros, MICROS),
  timestampFromNanoseconds: (nanos: bigint | undefined) => timestamp(nanos, NANOS),
  dateFromDays: (days: number | undefined) =>
    days === undefined ? undefined : new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/** ISO 8601 in UTC with as many digits of a second as it takes; `unit` is how many of it make a millisecond. */
function timestamp(value: bigint | undefined, unit: bigint): string | undefined {
  if (value === undefined) return undefined;
  const rest = ((value % unit) + unit) % unit;
  const text = new Date(Number((value - rest) / unit)).toISOString();
  if (rest === 0n) return text;
  return `${text.slice(0, -1)}${rest.toString().padStart(unit === MICROS ? 3 : 6, '0')}Z`;
}

async function readFooter(
  file: { byteLength: number; slice(start: number, end?: number): Promise<ArrayBuffer> },
  place: string,
): Promise<FileMetaData> {
  const { parquetMetadataAsync } = await import('hyparquet');
  if (file.byteLength < 12) throw new ItemReaderError(`${place} is no Parquet file: it has ${file.byteLength} bytes.`);
  const trailer = new DataView(await file.slice(file.byteLength - TRAILER_BYTES));
  if (trailer.getUint32(0, true) > MAX_FOOTER_BYTES)
    throw new ItemReaderError(`${place} has a footer of more than 5 MB, the most that is supported.`);
  return parquetMetadataAsync(file).catch((error: unknown) => {
    throw refuse(error, place);
  });
}

function topLevelColumns(metadata: FileMetaData): SchemaElement[] {
  const columns: SchemaElement[] = [];
  let at = 1;
  const skip = (): void => {
    const children = metadata.schema[at++]?.num_children ?? 0;
    for (let child = 0; child < children; child++) skip();
  };
  while (at < metadata.schema.length) {
    const column = metadata.schema[at];
    if (column !== undefined) columns.push(column);
    skip();
  }
  return columns;
}

function checkDecimal(column: SchemaElement, place: string): void {
  if (column.converted_type === 'DECIMAL' && (column.precision ?? 0) > EXACT_DIGITS)
    throw new ItemReaderError(
      `${place}: column ${column.name} is a DECIMAL of ${column.precision ?? 0} digits, more than a JSON number keeps; store it as a string or a DOUBLE.`,
    );
}

function flatten(parts: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return parts.flatMap((part) => Array.from(part));
}

async function readRange(bucket: Bucket, key: string, start: number, end: number): Promise<ArrayBuffer> {
  const body = await bucket.open(key, { start, end });
  const bytes = new Uint8Array(end - start);
  let at = 0;
  for await (const chunk of body.chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes.buffer;
}

/** The library's own errors are about the file; everything else keeps its name. */
function refuse(error: unknown, place: string): unknown {
  if (error instanceof ItemReaderError || (error instanceof Error && error.name === 'BucketError')) return error;
  return new ItemReaderError(
    `${place} is no Parquet file that can be read: ${error instanceof Error ? error.message : String(error)}.`,
    {
      cause: error,
    },
  );
}
