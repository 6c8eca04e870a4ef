import { StatesError, type MapRunRecord } from '../contracts.ts';
import type { DatasetTrace } from './dataset-watch.ts';
import type { MapRunEnd } from './map-run-journal.ts';
import type { MapRunTally } from './map-run-tally.ts';
import type { CarriedResults } from './result-sink.ts';
import type { UnsuccessfulChildren } from './unsuccessful-children.ts';

/** What the attempts of a Map Run in another process have come to: it can be redriven from here. */
export interface StoredAttempts {
  /** Milliseconds since 1970. */
  readonly stopDate: number | undefined;
  readonly status: Exclude<MapRunRecord['status'], 'RUNNING'>;
  readonly redriveCount: number;
  readonly redriveDate: number | undefined;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number | undefined;
  readonly toleratedFailureCount: number | undefined;
  readonly tally: MapRunTally;
  readonly unsuccessful: UnsuccessfulChildren;
  readonly trace: DatasetTrace;
  /** All items were read. */
  readonly hasRead: boolean;
  /** How many children were started. */
  readonly children: number;
  readonly carried: CarriedResults | undefined;
  readonly hasLostResults: boolean;
  /** What it failed with, or was stopped for. */
  readonly failure: Error | undefined;
}

/** How an attempt of `run` ended, for a journal. */
export function describeEnd(
  { status, stopDate = 0 }: Pick<MapRunRecord, 'status' | 'stopDate'>,
  failure: unknown,
  hasLostResults: boolean,
): MapRunEnd {
  const { error, cause } = failure instanceof StatesError ? failure : { error: undefined, cause: undefined };
  return { status: status === 'RUNNING' ? 'ABORTED' : status, stopDate, error, cause, hasLostResults };
}
