import { array, boolean, nothing, number, object, oneOf, optional, string, type Check } from './check.ts';

/** What the results page shows of a Map Run's result files: counts, groups of failures, and how far they were read. */
export interface ShownSummary {
  readonly title: string;
  /** Of the manifest, as the user knows it. */
  readonly location: string;
  readonly mapRunArn: string | undefined;
  readonly state: 'reading' | 'done' | 'stopped' | 'failed';
  /** Why it failed, one line. */
  readonly problem: string | undefined;
  readonly warnings: readonly string[];
  /** Bytes of the result files. */
  readonly read: number;
  readonly total: number;
  readonly counts: readonly ShownCount[];
  readonly groups: readonly ShownGroup[];
  /** Whether what failed or never ran can be run again from here. */
  readonly canRerun: boolean;
}

export interface ShownCount {
  /** `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`, `PENDING`. */
  readonly status: string;
  readonly count: number;
}

export interface ShownGroup {
  readonly id: string;
  /** Undefined: the records do not say. */
  readonly error: string | undefined;
  /** The beginning of a long one; undefined: the records do not say. */
  readonly cause: string | undefined;
  readonly count: number;
  /** Stands for further causes of the error. */
  readonly isRest: boolean;
}

/** Which records the page wants. */
export interface RecordFilter {
  readonly which: 'all' | 'failed' | 'succeeded';
  /** Of a group of failures. */
  readonly group: string | undefined;
  readonly text: string | undefined;
}

/** A line of the list; texts are cut short. */
export interface RecordRow {
  /** Where the record stands: `FAILED:0:1:400`. */
  readonly id: string;
  readonly status: string;
  readonly name: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly input: string | undefined;
  readonly output: string | undefined;
}

export interface RecordRows {
  readonly rows: readonly RecordRow[];
  /** What asks for the next ones; undefined: there are no more. */
  readonly next: string | undefined;
}

/** One record, opened; of long texts the beginning. */
export interface ShownRecord extends RecordRow {
  readonly executionArn: string | undefined;
  readonly startDate: string | undefined;
  readonly stopDate: string | undefined;
  /** Of input, output and cause those that go on after what is shown. */
  readonly cut: readonly RecordPart[];
}

export type RecordPart = 'input' | 'output' | 'cause';

const part = oneOf('input', 'output', 'cause');

const shownSummary: Check<ShownSummary> = object<ShownSummary>({
  title: string,
  location: string,
  mapRunArn: optional(string),
  state: oneOf('reading', 'done', 'stopped', 'failed'),
  problem: optional(string),
  warnings: array(string),
  read: number,
  total: number,
  counts: array(object<ShownCount>({ status: string, count: number })),
  groups: array(
    object<ShownGroup>({
      id: string,
      error: optional(string),
      cause: optional(string),
      count: number,
      isRest: boolean,
    }),
  ),
  canRerun: boolean,
});

const recordFilter: Check<RecordFilter> = object<RecordFilter>({
  which: oneOf('all', 'failed', 'succeeded'),
  group: optional(string),
  text: optional(string),
});

const ROW = {
  id: string,
  status: string,
  name: optional(string),
  error: optional(string),
  cause: optional(string),
  input: optional(string),
  output: optional(string),
};

const shownRecord: Check<ShownRecord> = object<ShownRecord>({
  ...ROW,
  executionArn: optional(string),
  startDate: optional(string),
  stopDate: optional(string),
  cut: array(part),
});

interface SearchProgress {
  /** Bytes. */
  readonly read: number;
  readonly total: number;
}

/** Host → page. */
export const RECORD_EVENTS = {
  /** What the files hold, as far as they were read. */
  summary: shownSummary,
  /** How far the search for the records that were asked for has come. */
  searching: object<SearchProgress>({ read: number, total: number }),
};

const id = object<{ id: string }>({ id: string });

/** Page → host. */
export const RECORD_REQUESTS = {
  /** The first records of a filter; ends a search that still goes on. */
  findRecords: {
    params: object<{ filter: RecordFilter }>({ filter: recordFilter }),
    result: object<RecordRows>({ rows: array(object<RecordRow>(ROW)), next: optional(string) }),
  },
  /** The next ones of the same filter. */
  moreRecords: {
    params: object<{ next: string }>({ next: string }),
    result: object<RecordRows>({ rows: array(object<RecordRow>(ROW)), next: optional(string) }),
  },
  /** Ends the search; it is answered with what was found. */
  stopSearch: { params: nothing, result: nothing },
  /** Ends the counting. */
  stopReading: { params: nothing, result: nothing },
  openRecord: { params: id, result: shownRecord },
  /** Opens a text of a record in an editor, whole. */
  openText: {
    params: object<{ id: string; part: RecordPart }>({ id: string, part }),
    result: nothing,
  },
  /** Puts the ARN of a record's child execution on the clipboard. */
  copyArn: { params: id, result: nothing },
  /** Asks for a file, and writes the records of a filter to it. */
  exportRecords: { params: object<{ filter: RecordFilter }>({ filter: recordFilter }), result: nothing },
  /** Has what failed or never ran run again. */
  rerunFailed: { params: nothing, result: nothing },
};
