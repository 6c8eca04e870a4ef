import { array, nothing, number, object, oneOf, optional, string, type Check } from './check.ts';
import { executionStatus, mapRunSnapshot } from './execution-checks.ts';
import type { ExecutionStatus, MapRunSnapshot } from './execution-snapshot.ts';
import type { MapRunProgress } from './map-run-progress.ts';
import type { MessageTable } from './messages.ts';
import { RECORD_EVENTS, RECORD_REQUESTS } from './result-records.ts';

/** What the results page shows of one execution that has ended, or of one that is still going on. */
export interface ExecutionResults {
  /** The state machine's name or the definition's file name. */
  readonly title: string;
  readonly executionArn: string;
  readonly status: ExecutionStatus;
  readonly seconds: number;
  /** Events in the history; Express has none that could be read. */
  readonly events: number | undefined;
  /** JSON text; the page shows the beginning of a long one. */
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly mapRuns: readonly MapRunSnapshot[];
  /** Of the same Map Runs, in the same order. */
  readonly progress: readonly MapRunProgress[];
  /** What can be done with it now. */
  readonly actions: readonly ResultsAction[];
  /** What to do next, where it did not succeed. */
  readonly advice: string | undefined;
  /** What can be opened: result files, manifests, the log. */
  readonly files: readonly ResultFile[];
}

export type ResultsAction = 'stop' | 'redrive';

export interface ResultFile {
  /** What `open` names it by. */
  readonly id: string;
  /** `Results of "Summarize"`. */
  readonly label: string;
  /** Where it lies, as the user knows it: a path, `s3://bucket/key`. */
  readonly location: string;
}

const progress: Check<MapRunProgress> = object<Required<MapRunProgress>>({
  mapRunArn: string,
  done: number,
  failed: number,
  running: number,
  items: number,
  known: oneOf('exactly', 'about', 'so far'),
  itemsPerSecond: optional(number),
  secondsLeft: optional(number),
});

const results: Check<ExecutionResults> = object<ExecutionResults>({
  title: string,
  executionArn: string,
  status: executionStatus,
  seconds: number,
  events: optional(number),
  output: optional(string),
  error: optional(string),
  cause: optional(string),
  mapRuns: array(mapRunSnapshot),
  progress: array(progress),
  actions: array(oneOf('stop', 'redrive')),
  advice: optional(string),
  files: array(object<ResultFile>({ id: string, label: string, location: string })),
});

/** Host → page. */
export const RESULTS_HOST_MESSAGES = { requests: {}, events: { results, ...RECORD_EVENTS } } satisfies MessageTable;

/** Page → host. */
export const RESULTS_PAGE_MESSAGES = {
  requests: {
    /** The page listens now: send it the results. */
    ready: { params: nothing, result: nothing },
    /** Opens one of the files. */
    open: { params: object<{ id: string }>({ id: string }), result: nothing },
    /** Looks at the results of one of the files, where there are several. */
    showResults: { params: object<{ id: string }>({ id: string }), result: nothing },
    /** Opens the whole output in an editor. */
    openOutput: { params: nothing, result: nothing },
    /** Ends the execution where it is. */
    stop: { params: nothing, result: nothing },
    /** Takes it up again where it ended. */
    redrive: { params: nothing, result: nothing },
    /** Shows the state in the text. */
    reveal: { params: object<{ pointer: string }>({ pointer: string }), result: nothing },
    ...RECORD_REQUESTS,
  },
  events: {},
} satisfies MessageTable;
