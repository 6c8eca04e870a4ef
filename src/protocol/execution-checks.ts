import { array, boolean, number, object, oneOf, optional, record, string, type Check } from './check.ts';
import type {
  ExecutionSnapshot,
  ExpectedItems,
  ExecutionStatus,
  MapRunCounts,
  MapRunLimits,
  MapRunSnapshot,
  StateCounts,
} from './execution-snapshot.ts';

export const executionStatus: Check<ExecutionStatus> = oneOf(
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
);

const mapRunCounts = object<MapRunCounts>({
  pending: number,
  running: number,
  succeeded: number,
  failed: number,
  timedOut: number,
  aborted: number,
  total: number,
  resultsWritten: number,
  failuresNotRedrivable: number,
  pendingRedrive: number,
});

export const mapRunSnapshot: Check<MapRunSnapshot> = object<Required<MapRunSnapshot>>({
  mapRunArn: string,
  pointer: string,
  status: oneOf('RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'),
  itemCounts: mapRunCounts,
  executionCounts: mapRunCounts,
  limits: optional(
    object<MapRunLimits>({ maxConcurrency: number, toleratedFailurePercentage: number, toleratedFailureCount: number }),
  ),
  expected: optional(object<ExpectedItems>({ items: number, isExact: boolean })),
});

const stateCounts: Check<StateCounts> = object<Required<StateCounts>>({
  entered: number,
  running: number,
  succeeded: number,
  failed: number,
  retries: number,
  error: optional(string) as Check<string>,
});

export const executionSnapshot = object<ExecutionSnapshot>({
  executionArn: string,
  status: executionStatus,
  states: record(stateCounts),
  mapRuns: array(mapRunSnapshot),
  at: string,
});
