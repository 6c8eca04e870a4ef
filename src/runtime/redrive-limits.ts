import { MAX_HISTORY_EVENTS, MAX_STANDARD_SECONDS } from '../asl/quotas.ts';

/** An attempt of a Standard execution that did not succeed. Times in milliseconds since 1970. */
export interface EndedAttempt {
  /** Events of all attempts. */
  readonly events: number;
  readonly startDate: number;
  readonly stopDate: number;
}

const DAY = 24 * 60 * 60 * 1000;
/** The redrivable period, from the end of the last attempt. */
export const REDRIVABLE_MILLISECONDS = 14 * DAY;
/** An execution may be open for a year. */
const MAX_EXECUTION_MILLISECONDS = MAX_STANDARD_SECONDS * 1000;
/** Room is needed for ExecutionRedriven and one more. */
const MAX_EVENTS_BEFORE = MAX_HISTORY_EVENTS - 1;

/**
 * Why an attempt cannot be redriven, as `redriveStatusReason` says it; undefined when it can.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-eligibility
 */
export function whyNotRedrivable({ events, startDate, stopDate }: EndedAttempt, now: number): string | undefined {
  if (events >= MAX_EVENTS_BEFORE) return 'Execution history event limit exceeded';
  if (now - stopDate > REDRIVABLE_MILLISECONDS) return 'Execution redrivable period exceeded';
  if (now - startDate > MAX_EXECUTION_MILLISECONDS) return 'Execution has exceeded the max execution time';
  return undefined;
}
