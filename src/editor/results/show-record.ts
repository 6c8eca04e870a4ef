import { causeOf } from '../../items/failure-groups.ts';
import { RESULT_STATUSES, type ResultStatus } from '../../items/result-status.ts';
import type { ResultPlace, ResultRecord } from '../../items/result-records.ts';
import type { RecordFilter, RecordPart, RecordRow, ShownRecord } from '../../protocol/result-records.ts';
import { formatJsonText } from './format-json-text.ts';

/** Characters of a text that a row of the list, and an opened record, have at most. */
const MOST_IN_ROW = 200;
const MOST_IN_RECORD = 20_000;

export const STATUSES_OF: Readonly<Record<RecordFilter['which'], readonly ResultStatus[]>> = {
  all: RESULT_STATUSES,
  failed: ['FAILED', 'PENDING'],
  succeeded: ['SUCCEEDED'],
};

/** A record's place as the page hands it back. */
export function writePlace({ status, file, start, end }: ResultPlace): string {
  return [status, file, start, end].join(':');
}

/** Throws for what no page was given. */
export function readPlace(id: string): ResultPlace {
  const [, name, file, start, end] = /^([A-Z]+):(\d+):(\d+):(\d+)$/.exec(id) ?? [];
  const status = RESULT_STATUSES.find((each) => each === name);
  if (status === undefined) throw new Error(`There is no record ${id}.`);
  return { status, file: Number(file), start: Number(start), end: Number(end) };
}

export function showRow(record: ResultRecord): RecordRow {
  const { place, status, name, error, cause, input, output } = record;
  return {
    id: writePlace(place),
    status,
    name,
    error: shorten(error, MOST_IN_ROW),
    cause: shorten(causeOf(cause), MOST_IN_ROW),
    input: shorten(input, MOST_IN_ROW),
    output: shorten(output, MOST_IN_ROW),
  };
}

/** With its JSON indented, as far as it is shown. */
export function showRecord(record: ResultRecord): ShownRecord {
  const { executionArn, startDate, stopDate } = record;
  const whole = { input: indent(record.input), output: indent(record.output), cause: indent(record.cause) };
  const parts = ['input', 'output', 'cause'] as const satisfies readonly RecordPart[];
  return {
    ...showRow(record),
    error: record.error,
    executionArn,
    startDate,
    stopDate,
    input: whole.input?.slice(0, MOST_IN_RECORD),
    output: whole.output?.slice(0, MOST_IN_RECORD),
    cause: whole.cause?.slice(0, MOST_IN_RECORD),
    cut: parts.filter((part) => (whole[part]?.length ?? 0) > MOST_IN_RECORD),
  };
}

function indent(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (formatJsonText(text) ?? text);
}

/** The beginning of a text on one line. */
export function shorten(text: string | undefined, most: number): string | undefined {
  if (text === undefined || text.length <= most) return text;
  return `${text.slice(0, most)}…`;
}

export function isStopped(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
