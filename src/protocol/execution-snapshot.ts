/**
 * What a view draws of one execution: made by executions/ from any endpoint's answers, drawn by preview and designer.
 * Names and statuses are those of the AWS API.
 */
export interface ExecutionSnapshot {
  readonly executionArn: string;
  readonly status: ExecutionStatus;
  /** By JSON Pointer of the state. */
  readonly states: Readonly<Record<string, StateCounts>>;
  readonly mapRuns: readonly MapRunSnapshot[];
  /** When it was taken: ISO 8601, UTC. */
  readonly at: string;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

export interface StateCounts {
  readonly entered: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly retries: number;
  /** The last error name. */
  readonly error?: string;
}

export interface MapRunSnapshot {
  readonly mapRunArn: string;
  /** JSON Pointer of the Map state. */
  readonly pointer: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly itemCounts: MapRunCounts;
  readonly executionCounts: MapRunCounts;
  /** How it is limited now; undefined where that was not read. */
  readonly limits?: MapRunLimits | undefined;
  /** How many items it will have; undefined where nobody knows before all of them were read. */
  readonly expected?: ExpectedItems | undefined;
}

/** What UpdateMapRun changes while a Map Run goes on. */
export interface MapRunLimits {
  /** 0: as many as Step Functions allows. */
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
}

export interface ExpectedItems {
  readonly items: number;
  /** False for an estimate. */
  readonly isExact: boolean;
}

/** DescribeMapRun's counts. `total` is the sum of pending, running, succeeded, failed, timedOut and aborted. */
export interface MapRunCounts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
  readonly resultsWritten: number;
  readonly failuresNotRedrivable: number;
  readonly pendingRedrive: number;
}
