export interface FailureThreshold {
  /** 0 to 100; 0 is the default, too, so it says nothing beside a count. */
  readonly percentage: number;
  readonly count: number | undefined;
}

/**
 * Whether more items failed or timed out than is tolerated, by count or by percentage (state-map-distributed.html).
 * `total`: all items of the dataset; undefined while they are still being read. A count is known to be exceeded at
 * once; of the percentages only 0 is.
 */
export function exceedsThreshold(
  failures: number,
  total: number | undefined,
  { percentage, count }: FailureThreshold,
): boolean {
  if (failures === 0) return false;
  if (count !== undefined && failures > count) return true;
  if (percentage === 0) return count === undefined;
  return total !== undefined && (failures * 100) / total > percentage;
}
