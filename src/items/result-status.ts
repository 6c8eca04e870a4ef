/** The kinds of result files: `SUCCEEDED_0.json` …; FAILED holds what timed out or was aborted, too. */
export const RESULT_STATUSES = ['FAILED', 'PENDING', 'SUCCEEDED'] as const;
export type ResultStatus = (typeof RESULT_STATUSES)[number];
