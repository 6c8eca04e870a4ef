import type { JsonValue } from '../asl/json.ts';
import type { ExecutionStatus, MapRunSnapshot } from '../protocol/execution-snapshot.ts';
import type { LaunchedExecution } from './launch.ts';

/** How a run ended; names as in the API of Step Functions, null for what it does not have. */
export interface RunOutcome {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  /** The value, not its text. */
  readonly output: JsonValue;
  readonly error: string | null;
  readonly cause: string | null;
  readonly executionArn: string;
  /** Number of events of the history; null for Express, which has none. */
  readonly events: number | null;
  readonly mapRuns: readonly Omit<MapRunSnapshot, 'pointer' | 'expected'>[];
  /** From start to stop of the execution, or of its last redrive, by the clock that it ran on. */
  readonly seconds: number;
}

/** How an execution that was followed to its end is told. */
export function describeOutcome({ startDate, stopDate, output, ...launched }: LaunchedExecution): RunOutcome {
  return {
    status: launched.status,
    output: output === undefined ? null : readOutput(output),
    error: launched.error ?? null,
    cause: launched.cause ?? null,
    executionArn: launched.executionArn,
    events: launched.events ?? null,
    mapRuns: launched.mapRuns.map(({ mapRunArn, status, itemCounts, executionCounts }) => ({
      mapRunArn,
      status,
      itemCounts,
      executionCounts,
    })),
    seconds: startDate && stopDate ? (stopDate.getTime() - startDate.getTime()) / 1000 : 0,
  };
}

/** Step Functions gives JSON; some that stand in for it give a bare text. */
export function readOutput(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
