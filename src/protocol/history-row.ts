import { boolean, number, object, optional, string, type Check } from './check.ts';

/** An event of an execution's history, as a row of a table. */
export interface HistoryRow {
  readonly id: number;
  /** `TaskStateEntered`. */
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds since the event before; undefined for the first. */
  readonly since: number | undefined;
  /** The state that it belongs to; undefined for those of the execution itself. */
  readonly state: string | undefined;
  /** Of that state. */
  readonly pointer: string | undefined;
  /** The error, the service, the iteration: what it is about, in one line. */
  readonly about: string;
  readonly isFailed: boolean;
}

export const historyRow: Check<HistoryRow> = object<HistoryRow>({
  id: number,
  type: string,
  at: number,
  since: optional(number),
  state: optional(string),
  pointer: optional(string),
  about: string,
  isFailed: boolean,
});

/** Which rows are wanted. */
export interface RowFilter {
  /** Empty: of any state. */
  readonly state: string;
  /** Empty: of any type. */
  readonly type: string;
  /** A part of what the row says, in any case; empty: any. */
  readonly text: string;
  readonly failuresOnly: boolean;
}

export const ALL_ROWS: RowFilter = { state: '', type: '', text: '', failuresOnly: false };

/** Whether a row is wanted. */
export function matchesRow(row: HistoryRow, { state, type, text, failuresOnly }: RowFilter): boolean {
  if (failuresOnly && !row.isFailed) return false;
  if (state !== '' && row.state !== state) return false;
  if (type !== '' && row.type !== type) return false;
  if (text === '') return true;
  return `${row.id} ${row.type} ${row.state ?? ''} ${row.about}`.toLowerCase().includes(text.toLowerCase());
}
