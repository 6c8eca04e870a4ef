import type { AsyncBuffer, FileMetaData, SchemaElement } from 'hyparquet';
import type { JsonObject } from '../asl/json.ts';
import { BucketError } from './bucket.ts';
import type { Bucket, ObjectSummary } from './bucket.ts';
import { CHUNK_ITEMS, ItemReaderError } from './item-source.ts';
import { checkColumn, declareColumn, makeColumn, parsersOf } from './parquet-columns.ts';
import type { ParquetColumn } from './parquet-columns.ts';

/** input-output-itemreader.html: a row group of at most 256 MB, a footer of at most 5 MB. */
const MAX_ROW_GROUP_BYTES = 256 * 1024 * 1024;
const MAX_FOOTER_BYTES = 5 * 1024 * 1024;
/** The footer's length and the magic number, which end the file. */
const TRAILER_BYTES = 8;
const SMALLEST_FILE_BYTES = 12;

/**
 * The rows of a Parquet file: a row group at a time, its columns one after the other, rows as they are asked for. AWS
 * does not say how it writes what JSON has no type for; here dates are `2001-01-31`, timestamps ISO 8601 in UTC, binary
 * values base64, NaN and the infinities null. A 64-bit integer beyond JavaScript's is kept as it is (kept-numbers.ts).
 */
export async function* readParquetItems(bucket: Bucket, key: string, place: string): AsyncGenerator<JsonObject[]> {
  const summary = await bucket.head(key);
  const { size } = summary;
  const file: AsyncBuffer = {
    byteLength: size,
    slice: (start, end = size) => readRange(bucket, summary, start, end),
  };
  const footer = await readFooter(file, place);
  const schema = topLevelColumns(footer);
  const metadata = {
    ...footer,
    schema: footer.schema.map((column) => (schema.includes(column) ? declareColumn(column) : column)),
  };
  for (const column of schema) checkColumn(column, place);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (Number(group.total_byte_size) > MAX_ROW_GROUP_BYTES)
      throw new ItemReaderError(`${place} has a row group of more than 256 MB, the most that is supported.`);
    const columns: ParquetColumn[] = [];
    for (const column of schema) {
      const values = await readColumn(file, metadata, column, rowStart, rows).catch((error: unknown) => {
        throw refuse(error, place);
      });
      if (values.length !== rows)
        throw new ItemReaderError(
          `${place}: column ${column.name} has ${values.length} values in a group of ${rows} rows.`,
        );
      columns.push(makeColumn(column, values));
    }
    for (let at = 0; at < rows; at += CHUNK_ITEMS) yield makeRows(columns, at, Math.min(at + CHUNK_ITEMS, rows));
    rowStart += rows;
  }
}

async function readColumn(
  file: AsyncBuffer,
  metadata: FileMetaData,
  column: SchemaElement,
  rowStart: number,
  rows: number,
): Promise<ArrayLike<unknown>> {
  const [{ parquetRead }, { compressors }] = await Promise.all([import('hyparquet'), import('hyparquet-compressors')]);
  const parts: ArrayLike<unknown>[] = [];
  await parquetRead({
    file,
    metadata,
    columns: [column.name],
    rowStart,
    rowEnd: rowStart + rows,
    compressors,
    parsers: parsersOf(column),
    onChunk: ({ columnData }) => parts.push(columnData),
  });
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : parts.flatMap((part) => Array.from(part));
}

function makeRows(columns: readonly ParquetColumn[], start: number, end: number): JsonObject[] {
  const rows: JsonObject[] = [];
  for (let at = start; at < end; at++) {
    const row: JsonObject = {};
    for (const column of columns) row[column.name] = column.jsonAt(at);
    rows.push(row);
  }
  return rows;
}

async function readFooter(file: AsyncBuffer, place: string): Promise<FileMetaData> {
  if (file.byteLength < SMALLEST_FILE_BYTES)
    throw new ItemReaderError(`${place} is no Parquet file: it has ${file.byteLength} bytes.`);
  const trailer = new DataView(await file.slice(file.byteLength - TRAILER_BYTES));
  if (trailer.getUint32(0, true) > MAX_FOOTER_BYTES)
    throw new ItemReaderError(
      `${place} is no Parquet file, or its footer has more than 5 MB, the most that is supported.`,
    );
  const { parquetMetadataAsync } = await import('hyparquet');
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

/** Bytes of the object that `summary` is of: what another one of its key has there would be read as its columns. */
async function readRange(
  bucket: Bucket,
  { key, etag }: ObjectSummary,
  start: number,
  end: number,
): Promise<ArrayBuffer> {
  const body = await bucket.open(key, { start, end });
  if (body.etag !== etag) throw new BucketError('PreconditionFailed', `${key} changed while it was being read.`);
  const bytes = new Uint8Array(end - start);
  let at = 0;
  for await (const chunk of body.chunks) {
    if (at + chunk.length <= bytes.length) bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at !== bytes.length)
    throw new BucketError('InvalidRange', `${bytes.length} bytes of ${key} were asked for, and ${at} came.`);
  return bytes.buffer;
}

/** The library's own errors are about the file; a bucket's keep their name. */
function refuse(error: unknown, place: string): unknown {
  if (error instanceof ItemReaderError || error instanceof BucketError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ItemReaderError(`${place} is no Parquet file that can be read: ${reason}.`, { cause: error });
}
