/** The kinds of result files: `SUCCEEDED_0.json` …; FAILED holds what timed out or was aborted, too. */
export const RESULT_STATUSES = ['FAILED', 'PENDING', 'SUCCEEDED'] as const;
export type ResultStatus = (typeof RESULT_STATUSES)[number];

/** In this order statuses of child executions are counted for the reader; others come last. */
const COUNT_ORDER = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING'];

/** Counts by status, in the order in which they are read. */
export function listCounts(
  counts: Readonly<Record<string, number>>,
): readonly { readonly status: string; readonly count: number }[] {
  const others = Object.keys(counts).filter((status) => !COUNT_ORDER.includes(status));
  return [...COUNT_ORDER, ...others].flatMap((status) => {
    const count = counts[status];
    return count === undefined ? [] : [{ status, count }];
  });
}
