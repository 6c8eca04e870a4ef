import type { ObjectBody } from './bucket.ts';
import type { ResultFile, ResultSet } from './result-files.ts';
import type { ResultStatus } from './result-status.ts';
import type { ResultPlace } from './result-records.ts';
import { detectLayout, RecordScanner, ScanError, type ResultLayout, type ScannedRecord } from './result-scanner.ts';
import { describeResultsError, ResultsError } from './results-error.ts';

/** The end of a record, from which reading goes on. */
export interface ResultPosition {
  readonly status: ResultStatus;
  /** Position of the file in the manifest. */
  readonly file: number;
  /** Bytes. */
  readonly offset: number;
  readonly layout: ResultLayout;
  /** Of the file, as its bucket says. */
  readonly size: number;
}

/** Records of one file that follow each other. */
export interface ScannedRecords {
  readonly status: ResultStatus;
  readonly file: number;
  readonly layout: ResultLayout;
  readonly size: number;
  readonly records: readonly ScannedRecord[];
}

export interface ScanOptions {
  /** Which files, in this order. */
  readonly statuses: readonly ResultStatus[];
  /** Where to go on; else from the beginning. */
  readonly from?: ResultPosition | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes were read since the last time. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Told of a file that has another size than the manifest says. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

/**
 * The records of result files as bytes, in the order of the files, read as they are asked for: nothing but a chunk and a
 * record is in memory, however large a file is. Throws ResultsError, which names the file, and the signal's reason.
 */
export async function* scanResults(set: ResultSet, options: ScanOptions): AsyncGenerator<ScannedRecords> {
  const { statuses, from, signal } = options;
  const first = from === undefined ? 0 : statuses.indexOf(from.status);
  for (const status of statuses.slice(first)) {
    const files = set.manifest.files[status];
    for (let file = status === from?.status ? from.file : 0; file < files.length; file++) {
      const found = files[file];
      if (found === undefined) continue;
      signal?.throwIfAborted();
      const start = status === from?.status && file === from.file ? from : undefined;
      try {
        yield* scanFile(set, { status, file, found, start }, options);
      } catch (error) {
        throw describeScanError(error, set.placeOf(found));
      }
    }
  }
}

/** The bytes of one record. Throws ResultsError. */
export async function readRecordBytes(set: ResultSet, place: ResultPlace): Promise<Uint8Array> {
  const found = set.manifest.files[place.status][place.file];
  if (found === undefined) throw new ResultsError('content', `${set.place} names no such file any more.`);
  try {
    const body = await set.bucket.open(set.keyOf(found), place);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body.chunks) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    throw describeResultsError(error, set.placeOf(found), false);
  }
}

/** Bytes of all files of these kinds, as far as the manifest says. */
export function sizeOfFiles({ manifest }: ResultSet, statuses: readonly ResultStatus[]): number {
  return statuses.flatMap((status) => manifest.files[status]).reduce((sum, { size }) => sum + (size ?? 0), 0);
}

interface FileToScan {
  readonly status: ResultStatus;
  readonly file: number;
  readonly found: ResultFile;
  readonly start: ResultPosition | undefined;
}

async function* scanFile(
  set: ResultSet,
  { status, file, found, start }: FileToScan,
  { signal, onRead, onWarning }: ScanOptions,
): AsyncGenerator<ScannedRecords> {
  if (start !== undefined && start.offset >= start.size) return;
  const body = await set.bucket.open(
    set.keyOf(found),
    start === undefined ? undefined : { start: start.offset, end: start.size },
  );
  const size = start?.size ?? body.size;
  if (start === undefined && found.size !== undefined && found.size !== size)
    onWarning?.(
      `${set.placeOf(found)} has ${size.toLocaleString('en-US')} bytes, and the manifest says ${found.size.toLocaleString('en-US')}: it was written anew since, or is cut off.`,
    );
  const { layout, chunks } = await beginFile(body, start?.layout);
  const scanner = new RecordScanner(layout, start?.offset);
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    const records = scanner.push(chunk);
    onRead?.(chunk.length);
    if (records.length > 0) yield { status, file, layout, size, records };
  }
  const records = scanner.end();
  if (records.length > 0) yield { status, file, layout, size, records };
}

const [GZIP, ZSTD] = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
] as const;
const MARK = [0xef, 0xbb, 0xbf] as const;

/** Finds out how a file is laid out, and gives all of its bytes. */
async function beginFile(
  { chunks }: ObjectBody,
  known: ResultLayout | undefined,
): Promise<{ layout: ResultLayout; chunks: AsyncIterable<Uint8Array> }> {
  if (known !== undefined) return { layout: known, chunks };
  const rest = chunks[Symbol.asyncIterator]();
  try {
    const { layout, bytes } = await readBeginning(rest);
    return { layout, chunks: chain(bytes, rest) };
  } catch (error) {
    await rest.return?.();
    throw error;
  }
}

/** As many bytes as tell how the file is laid out. */
async function readBeginning(chunks: AsyncIterator<Uint8Array>): Promise<{ layout: ResultLayout; bytes: Uint8Array }> {
  let bytes: Uint8Array = new Uint8Array();
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    bytes = bytes.length === 0 ? next.value : Buffer.concat([bytes, next.value]);
    if (beginsWith(bytes, GZIP) || beginsWith(bytes, ZSTD))
      throw new ScanError('it is packed (GZIP or ZSTD), which no ResultWriter does: unpack it under the same name');
    // A byte order mark, which some editor has put there, is passed over like a blank: places stay what they are.
    if (beginsWith(bytes, MARK)) bytes = Uint8Array.from(bytes).fill(32, 0, MARK.length);
    const layout = detectLayout(bytes, false);
    if (layout !== undefined) return { layout, bytes };
  }
  return { layout: detectLayout(bytes, true) ?? 'JSON', bytes };
}

async function* chain(beginning: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (beginning.length > 0) yield beginning;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    // Who stops early closes the file, or the connection.
    await rest.return?.();
  }
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

function describeScanError(error: unknown, place: string): Error {
  if (error instanceof ScanError)
    return new ResultsError('content', `${place} is no whole result file: ${error.message}.`, { cause: error });
  return describeResultsError(error, place, false);
}
