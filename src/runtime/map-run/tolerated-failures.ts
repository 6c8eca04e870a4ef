import { StatesError } from '../contracts.ts';

export interface FailureThreshold {
  /** 0 to 100. */
  readonly percentage: number | undefined;
  readonly count: number | undefined;
}

/**
 * Whether more items failed or timed out than is tolerated, by count or by percentage (state-map-distributed.html).
 * Without either none is. `total`: all items of the dataset; undefined while they are still being read. A count is known
 * to be exceeded at once; of the percentages only 0 is.
 */
export function exceedsThreshold(
  failures: number,
  total: number | undefined,
  { percentage, count }: FailureThreshold,
): boolean {
  if (failures === 0) return false;
  if (count !== undefined && failures > count) return true;
  if (percentage === undefined) return count === undefined;
  if (percentage === 0) return true;
  return total !== undefined && (failures * 100) / total > percentage;
}

/** What a Map fails with when they are. */
export function thresholdExceeded(): StatesError {
  return new StatesError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}
