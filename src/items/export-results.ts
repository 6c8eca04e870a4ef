import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { csvLine } from '../protocol/csv-line.ts';
import { readResults, type ReadOptions, type ResultsQuery } from './query-results.ts';
import type { ResultSet } from './result-files.ts';
import type { ResultRecord } from './result-records.ts';
import { ResultsError } from './results-error.ts';

export type ExportFormat = 'JSONL' | 'CSV';

const COLUMNS = [
  'status',
  'name',
  'executionArn',
  'error',
  'cause',
  'startDate',
  'stopDate',
  'input',
  'output',
] as const satisfies readonly (keyof ResultRecord)[];

/** The format that a file's name asks for; undefined for another ending. */
export function exportFormatOf(path: string): ExportFormat | undefined {
  if (/\.csv$/i.test(path)) return 'CSV';
  return /\.(?:jsonl|ndjson)$/i.test(path) ? 'JSONL' : undefined;
}

/**
 * Writes the records that a query asks for into a file, which appears whole or not at all: as JSON Lines each record as it
 * stands in its result file, as CSV (RFC 4180, with a header) its main fields, none of them a formula. Gives how many there were. `onRecords` is
 * told how many so far. Throws ResultsError, and the signal's reason: nothing is left behind then.
 */
export async function exportResults(
  set: ResultSet,
  query: ResultsQuery,
  { path, format }: { readonly path: string; readonly format: ExportFormat },
  { onRecords, ...options }: ReadOptions & { readonly onRecords?: (records: number) => void } = {},
): Promise<number> {
  const temporary = join(dirname(path), `.fanout-${randomUUID()}`);
  const refuse = (error: unknown): Error =>
    new ResultsError('access', `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  const file = await open(temporary, 'wx').catch((error: unknown) => {
    throw refuse(error);
  });
  let count = 0;
  try {
    const write = async (text: string): Promise<void> => {
      await file.writeFile(text).catch((error: unknown) => {
        throw refuse(error);
      });
    };
    if (format === 'CSV') await write(csvLine(COLUMNS));
    for await (const records of readResults(set, query, options)) {
      await write(records.map(([record, bytes]) => (format === 'CSV' ? csvRecord(record) : jsonLine(bytes))).join(''));
      count += records.length;
      onRecords?.(count);
    }
    await file.close();
    await rename(temporary, path).catch((error: unknown) => {
      throw refuse(error);
    });
    return count;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Line ends stand between the tokens of a JSON text only, so that they can be left out. */
function jsonLine(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return `${text.replace(/[\r\n]+/g, ' ')}\n`;
}

const csvRecord = (record: ResultRecord): string => csvLine(COLUMNS.map((column) => record[column] ?? ''));
