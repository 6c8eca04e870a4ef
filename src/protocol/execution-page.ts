import { array, boolean, nothing, number, object, oneOf, optional, string, type Check } from './check.ts';
import { executionStatus, mapRunSnapshot } from './execution-checks.ts';
import type { ExecutionStatus, MapRunLimits, MapRunSnapshot, StateCounts } from './execution-snapshot.ts';
import { historyRow, type HistoryRow } from './history-row.ts';
import type { MapRunProgress } from './map-run-progress.ts';
import type { MessageTable } from './messages.ts';

/** An execution as its page shows it, but for history and Map Runs. */
export interface ShownExecution {
  readonly name: string;
  /** Of the state machine. */
  readonly machine: string;
  readonly executionArn: string;
  /** `Local`, `AWS prod eu-central-1`. */
  readonly connection: string;
  readonly status: ExecutionStatus;
  /** ISO 8601. */
  readonly startDate: string | undefined;
  readonly stopDate: string | undefined;
  readonly redriveCount: number;
  readonly input: ShownText | undefined;
  readonly output: ShownText | undefined;
  readonly error: string | undefined;
  readonly cause: ShownText | undefined;
  /** The Map Run that it is a child of. */
  readonly mapRunArn: string | undefined;
  readonly actions: readonly ExecutionAction[];
  /** Why it cannot be redriven, where it has ended without success. */
  readonly whyNotRedrivable: string | undefined;
  /** Why there is no history, in a sentence; undefined: there is one. */
  readonly whyNoHistory: string | undefined;
  /** The console's page of its log, where it has one that is known. */
  readonly log: { readonly logGroup: string; readonly url: string } | undefined;
}

/** The beginning of a text. */
export interface ShownText {
  readonly text: string;
  readonly isCut: boolean;
}

export type ExecutionAction = 'stop' | 'redrive' | 'rerun' | 'compare' | 'copyCommand';

/** A Map Run with how far it is. */
export interface ShownMapRun {
  readonly name: string;
  readonly mapRun: MapRunSnapshot;
  readonly progress: MapRunProgress;
}

/** What an execution did in a state. */
export interface StateRow extends StateCounts {
  readonly name: string;
  readonly pointer: string;
}

/** An event, opened. */
export interface ShownEvent {
  readonly id: number;
  readonly texts: readonly (ShownText & { readonly name: string })[];
}

/** A child of a Map Run that has failed. */
export interface FailedChild {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly stopDate: string | undefined;
}

const shownText = object<ShownText>({ text: string, isCut: boolean });

const execution: Check<ShownExecution> = object<ShownExecution>({
  name: string,
  machine: string,
  executionArn: string,
  connection: string,
  status: executionStatus,
  startDate: optional(string),
  stopDate: optional(string),
  redriveCount: number,
  input: optional(shownText),
  output: optional(shownText),
  error: optional(string),
  cause: optional(shownText),
  mapRunArn: optional(string),
  actions: array(oneOf('stop', 'redrive', 'rerun', 'compare', 'copyCommand')),
  whyNotRedrivable: optional(string),
  whyNoHistory: optional(string),
  log: optional(object<NonNullable<ShownExecution['log']>>({ logGroup: string, url: string })),
});

/** Of a Map Run, how far it is. */
const mapRunProgress: Check<MapRunProgress> = object<MapRunProgress>({
  mapRunArn: string,
  done: number,
  failed: number,
  running: number,
  items: number,
  known: oneOf('exactly', 'about', 'so far'),
  itemsPerSecond: optional(number),
  secondsLeft: optional(number),
});

const stateRow: Check<StateRow> = object<Required<StateRow>>({
  name: string,
  pointer: string,
  entered: number,
  running: number,
  succeeded: number,
  failed: number,
  retries: number,
  error: optional(string) as Check<string>,
});

interface RowsEvent {
  readonly rows: readonly HistoryRow[];
  /** They are the first ones: what the page has is out of date. */
  readonly isFirst: boolean;
}

/** Host → page. */
export const EXECUTION_HOST_MESSAGES = {
  requests: {},
  events: {
    execution,
    states: object<{ states: readonly StateRow[] }>({ states: array(stateRow) }),
    mapRuns: object<{ mapRuns: readonly ShownMapRun[] }>({
      mapRuns: array(object<ShownMapRun>({ name: string, mapRun: mapRunSnapshot, progress: mapRunProgress })),
    }),
    /** The next events of the history. */
    rows: object<RowsEvent>({ rows: array(historyRow), isFirst: boolean }),
    /** Why it is not followed for the moment, or any more, in one line; undefined: it is. */
    trouble: object<{ message: string | undefined }>({ message: optional(string) }),
  },
} satisfies MessageTable;

const mapRunArn = object<{ mapRunArn: string }>({ mapRunArn: string });

/** A text of the execution that can be copied, or opened whole. */
export type TextPart = 'input' | 'output' | 'cause';

const part = object<{ part: TextPart }>({ part: oneOf('input', 'output', 'cause') });

interface EventText {
  readonly id: number;
  /** Of the text in the event: `input`. */
  readonly name: string;
}

/** What is absent stays as it is. */
type LimitsChange = { readonly mapRunArn: string } & { readonly [Limit in keyof MapRunLimits]?: number | undefined };

interface FailedChildren {
  readonly children: readonly FailedChild[];
  readonly hasMore: boolean;
}

/** Page → host. */
export const EXECUTION_PAGE_MESSAGES = {
  requests: {
    /** The page listens now: send it everything. */
    ready: { params: nothing, result: nothing },
    /** Follows it again, after trouble. */
    retry: { params: nothing, result: nothing },
    /** Does one of the actions; what it asks the user is asked by the editor. */
    act: {
      params: object<{ action: ExecutionAction }>({
        action: oneOf('stop', 'redrive', 'rerun', 'compare', 'copyCommand'),
      }),
      result: nothing,
    },
    copyText: { params: part, result: nothing },
    /** Opens a text of the execution in an editor, whole. */
    openText: { params: part, result: nothing },
    copyArn: { params: nothing, result: nothing },
    openLog: { params: nothing, result: nothing },
    copyLog: { params: nothing, result: nothing },
    /** Opens the page of another execution. */
    openExecution: { params: object<{ executionArn: string }>({ executionArn: string }), result: nothing },
    /** Reads an event with its data. */
    openEvent: {
      params: object<{ id: number }>({ id: number }),
      result: object<ShownEvent>({
        id: number,
        texts: array(object<ShownEvent['texts'][number]>({ name: string, text: string, isCut: boolean })),
      }),
    },
    openEventText: { params: object<EventText>({ id: number, name: string }), result: nothing },
    copyEventText: { params: object<EventText>({ id: number, name: string }), result: nothing },
    /** Shows the state in the text. */
    reveal: { params: object<{ pointer: string }>({ pointer: string }), result: nothing },
    /** Shows the picture that the counts are drawn on. */
    openPreview: { params: nothing, result: nothing },
    openResults: { params: mapRunArn, result: nothing },
    /** The first children that have failed. */
    failedChildren: {
      params: mapRunArn,
      result: object<FailedChildren>({
        children: array(
          object<FailedChild>({ executionArn: string, name: string, status: string, stopDate: optional(string) }),
        ),
        hasMore: boolean,
      }),
    },
    updateMapRun: {
      params: object<LimitsChange>({
        mapRunArn: string,
        maxConcurrency: optional(number),
        toleratedFailurePercentage: optional(number),
        toleratedFailureCount: optional(number),
      }),
      result: nothing,
    },
  },
  events: {},
} satisfies MessageTable;
