import { causeOf, FailureGroups, type FailureGroup } from './failure-groups.ts';
import type { ResultSet } from './result-files.ts';
import type { ResultStatus } from './result-status.ts';
import { readRecord, type ResultPlace, type ResultRecord } from './result-records.ts';
import { readRecordBytes, scanResults, type ResultPosition, type ScanOptions } from './scan-results.ts';

export type ReadOptions = Pick<ScanOptions, 'signal' | 'onRead' | 'onWarning'>;

/** What the result files hold. Counts are of child executions, as the records tell them. */
export interface ResultsSummary {
  /** By the status in the records: `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, `PENDING`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of what did not succeed and has run, the largest first. */
  readonly groups: readonly FailureGroup[];
}

/**
 * Counts the records of the files. Successes are counted without being read; under Transformation FLATTEN these are
 * elements of outputs, not executions. `onSummary` is called after each stretch, with what
 * tells how far it is by then: groups are put in order only for who asks. Throws ResultsError.
 */
export async function summarizeResults(
  set: ResultSet,
  statuses: readonly ResultStatus[],
  options: ReadOptions & { readonly onSummary?: (summarize: () => ResultsSummary) => void } = {},
): Promise<ResultsSummary> {
  const counts: Record<string, number> = {};
  const groups = new FailureGroups();
  const count = (status: string, by: number): void => {
    counts[status] = (counts[status] ?? 0) + by;
  };
  const summarize = (): ResultsSummary => ({ counts: { ...counts }, groups: groups.list() });
  for await (const { status, file, records } of scanResults(set, { ...options, statuses })) {
    if (status !== 'FAILED') count(status, records.length);
    else
      for (const { start, end, bytes } of records) {
        const record = readRecord(set, { status, file, start, end }, bytes);
        count(record.status, 1);
        groups.add(record);
      }
    options.onSummary?.(summarize);
  }
  return summarize();
}

/** Which records are wanted. */
export interface ResultsQuery {
  readonly statuses: readonly ResultStatus[];
  /** Only those of a group of failures; of one that stands for further causes, all of its error. */
  readonly group?: Pick<FailureGroup, 'error' | 'cause' | 'isRest'> | undefined;
  /** Only those that hold it in name, ARN, input, output, error or cause; upper and lower case are the same. */
  readonly text?: string | undefined;
}

/** Some records, and where the next ones begin; undefined: there are no more. */
export interface ResultsPage {
  readonly records: readonly ResultRecord[];
  readonly next: ResultPosition | undefined;
}

/**
 * The next records that a query asks for, at most `limit`. A search that is stopped gives what it has found, and goes on
 * from there. Throws ResultsError.
 */
export async function queryResults(
  set: ResultSet,
  query: ResultsQuery,
  { from, limit, ...options }: ReadOptions & { readonly from?: ResultPosition | undefined; readonly limit: number },
): Promise<ResultsPage> {
  const matches = matcherOf(query);
  const records: ResultRecord[] = [];
  let next = from;
  try {
    for await (const stretch of scanResults(set, { ...options, statuses: query.statuses, from })) {
      const { status, file, layout, size } = stretch;
      for (const { start, end, bytes } of stretch.records) {
        const record = readRecord(set, { status, file, start, end }, bytes);
        next = { status, file, offset: end, layout, size };
        if (!matches(record)) continue;
        records.push(record);
        if (records.length >= limit) return { records, next };
      }
    }
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    return { records, next };
  }
  return { records, next: undefined };
}

/** All records that a query asks for, in stretches: for who writes them on. Throws as `queryResults` does. */
export async function* readResults(
  set: ResultSet,
  query: ResultsQuery,
  options: ReadOptions = {},
): AsyncGenerator<readonly (readonly [record: ResultRecord, bytes: Uint8Array])[]> {
  const matches = matcherOf(query);
  for await (const { status, file, records } of scanResults(set, { ...options, statuses: query.statuses })) {
    const found: [ResultRecord, Uint8Array][] = [];
    for (const { start, end, bytes } of records) {
      const record = readRecord(set, { status, file, start, end }, bytes);
      if (matches(record)) found.push([record, bytes]);
    }
    if (found.length > 0) yield found;
  }
}

/** The record at a place that a query has given. Throws ResultsError. */
export async function openRecord(set: ResultSet, place: ResultPlace): Promise<ResultRecord> {
  return readRecord(set, place, await readRecordBytes(set, place));
}

function matcherOf({ group, text = '' }: ResultsQuery): (record: ResultRecord) => boolean {
  const wanted = text.toLowerCase();
  const holds = (part: string | undefined): boolean => part?.toLowerCase().includes(wanted) === true;
  return (record) => {
    if (group !== undefined) {
      if (record.error !== group.error) return false;
      if (!group.isRest && causeOf(record.cause) !== group.cause) return false;
    }
    const { name, executionArn, input, output, error, cause } = record;
    return wanted === '' || [name, error, cause, input, output, executionArn].some(holds);
  };
}
