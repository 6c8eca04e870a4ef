import type { FailureGroup } from '../items/failure-groups.ts';
import type { ResultsPage, ResultsSummary } from '../items/query-results.ts';
import type { ResultSet } from '../items/result-files.ts';
import { listCounts, RESULT_STATUSES } from '../items/result-status.ts';
import type { ResultRecord } from '../items/result-records.ts';

/** What `fanout results` tells of. */
export interface ToldResults {
  readonly set: ResultSet;
  readonly summary: ResultsSummary;
  /** The records that were asked for. */
  readonly page: ResultsPage | undefined;
}

/** Groups that are listed without being asked for. */
const FEW_GROUPS = 10;
/** Characters of a text in a line. */
const SHOWN = 160;

/** The document of `--json`; what a record does not say is null. */
export function resultsToJson({ set, summary, page }: ToldResults): object {
  const { bucket, mapRunArn, files } = set.manifest;
  return {
    manifest: set.place,
    mapRunArn,
    bucket,
    files: RESULT_STATUSES.flatMap((status) => files[status].map(({ key, size }) => ({ status, key, size }))),
    counts: summary.counts,
    groups: summary.groups.map(({ error, cause, count, isRest }) => ({
      error: error ?? null,
      cause: cause ?? null,
      count,
      ...(isRest ? { furtherCauses: true } : {}),
    })),
    ...(page === undefined ? {} : { records: page.records.map(recordToJson), more: page.next !== undefined }),
  };
}

function recordToJson({ place, ...record }: ResultRecord): object {
  const { status: file, start, end } = place;
  const values = Object.entries(record).map(([key, value]): [string, string | null] => [key, value ?? null]);
  return { ...Object.fromEntries(values), file, start, end };
}

/** For people. `allGroups`: else the largest. */
export function formatResults({ set, summary, page }: ToldResults, { allGroups }: { allGroups: boolean }): string {
  const lines = [set.manifest.mapRunArn];
  const { counts, groups } = summary;
  for (const { status, count } of listCounts(counts)) lines.push(countLine(count, status));
  if (Object.keys(counts).length === 0) lines.push('No records: the Map had no items.');
  if (groups.length > 0) lines.push('', 'failures by error and cause');
  const shown = allGroups ? groups : groups.slice(0, FEW_GROUPS);
  for (const group of shown) lines.push(countLine(group.count, describeGroup(group)));
  if (shown.length < groups.length) lines.push(`  and ${groups.length - shown.length} more groups: --group lists them`);
  if (page !== undefined) lines.push('', ...page.records.map(formatRecord));
  if (page?.records.length === 0) lines.push('Nothing was found.');
  if (page?.next !== undefined) lines.push('There are more: raise --limit, or --export them.');
  return `${lines.join('\n')}\n`;
}

function countLine(count: number, what: string): string {
  return `${count.toLocaleString('en-US').padStart(12)}  ${what}`;
}

function describeGroup({ error, cause, isRest }: FailureGroup): string {
  return `${error ?? 'unknown'}: ${isRest ? 'further causes' : shorten(cause ?? 'unknown')}`;
}

function formatRecord({ status, name, executionArn, error, cause, input, output }: ResultRecord): string {
  const facts = [
    [status, name ?? executionArn ?? ''],
    ...(error === undefined && cause === undefined
      ? []
      : [['  error', `${error ?? 'unknown'}: ${cause ?? 'unknown'}`]]),
    ...(input === undefined ? [] : [['  input', input]]),
    ...(output === undefined ? [] : [['  output', output]]),
  ];
  return facts.map(([label = '', text = '']) => `${label}  ${shorten(text)}`.trimEnd()).join('\n');
}

/** One line of it. */
function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
