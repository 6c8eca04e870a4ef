import type { Clock, MapRunRequest, Pace } from '../contracts.ts';
import type { ChildInputs } from './child-inputs.ts';
import type { ChildNames } from './child-names.ts';
import type { DatasetTrace } from './dataset-watch.ts';
import type { MapRunJournal } from './map-run-journal.ts';
import type { CarriedResults, ResultSink } from './result-sink.ts';

/** What UpdateMapRun may change. */
export interface MapRunUpdate {
  /** 0: as many as a Map Run may have. */
  readonly maxConcurrency?: number | undefined;
  readonly toleratedFailurePercentage?: number | undefined;
  readonly toleratedFailureCount?: number | undefined;
}

export interface MapRunParts {
  readonly clock: Clock;
  readonly limits: 'aws' | 'off';
  /** Of the run; milliseconds since 1970. */
  readonly startDate: number;
  readonly pace: Pick<Pace, 'startChild' | 'openMapRun'> | undefined;
  /** The inputs of the children; `skip` items were read by earlier attempts, which left `trace`. */
  readonly openInputs: (request: MapRunRequest, skip: number, trace: DatasetTrace) => AsyncGenerator<ChildInputs>;
  readonly openSink: (names: ChildNames, carried: CarriedResults | undefined) => Promise<ResultSink>;
  /** Absent: nothing of the run outlives this process. */
  readonly journal?: MapRunJournal | undefined;
}
