/** Child executions of one Map Run at once (Step Functions quotas). */
const MOST_CHILDREN = 10_000;

/** What MaxConcurrency means for a Map Run: 0 sets no limit of its own, and none goes beyond AWS's. */
export function childrenAtOnce(maxConcurrency: number): number {
  return maxConcurrency === 0 ? MOST_CHILDREN : Math.min(maxConcurrency, MOST_CHILDREN);
}
