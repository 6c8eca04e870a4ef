import type { JsonValue } from '../../asl/json.ts';

/**
 * The event types that the interpreter writes, and those of redrives and stopped Map Runs, which only AWS's histories
 * have. Their place in this list is their number in the history's column.
 */
export const EVENT_TYPES = [
  'ExecutionStarted',
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
  'PassStateEntered',
  'PassStateExited',
  'TaskStateEntered',
  'TaskStateExited',
  'TaskStateAborted',
  'ChoiceStateEntered',
  'ChoiceStateExited',
  'WaitStateEntered',
  'WaitStateExited',
  'WaitStateAborted',
  'SucceedStateEntered',
  'SucceedStateExited',
  'FailStateEntered',
  'ParallelStateEntered',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'ParallelStateFailed',
  'ParallelStateAborted',
  'ParallelStateExited',
  'MapStateEntered',
  'MapStateStarted',
  'MapStateSucceeded',
  'MapStateFailed',
  'MapStateAborted',
  'MapStateExited',
  'MapIterationStarted',
  'MapIterationSucceeded',
  'MapIterationFailed',
  'MapIterationAborted',
  'MapRunStarted',
  'MapRunSucceeded',
  'MapRunFailed',
  'MapRunAborted',
  'MapRunRedriven',
  'ExecutionRedriven',
  'LambdaFunctionScheduled',
  'LambdaFunctionStarted',
  'LambdaFunctionSucceeded',
  'LambdaFunctionFailed',
  'LambdaFunctionTimedOut',
  'ActivityScheduled',
  'ActivityStarted',
  'ActivitySucceeded',
  'ActivityFailed',
  'ActivityTimedOut',
  'TaskScheduled',
  'TaskStarted',
  'TaskSubmitted',
  'TaskSucceeded',
  'TaskFailed',
  'TaskTimedOut',
  'EvaluationFailed',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** An event as GetExecutionHistory gives it; its details stand under the key that AWS uses for its type. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since 1970, with milliseconds as the fraction, as the JSON protocol carries time. */
  readonly timestamp: number;
  readonly type: EventType;
  readonly [details: `${string}EventDetails`]: Readonly<Record<string, EventDetail>>;
}

export type EventDetail = JsonValue | Readonly<Record<string, JsonValue>> | undefined;

/** A part of a history. Without `from`: from the first event, or in reverse from the last. */
export interface HistoryPage {
  /** Id of the first event wanted. */
  readonly from?: number | undefined;
  /** Default: all. */
  readonly count?: number | undefined;
  readonly reverse?: boolean | undefined;
}

/** A history that can be read while it grows. */
export interface History {
  readonly length: number;
  /** Linear in the number of events read. */
  read(page?: HistoryPage): HistoryEvent[];
}
