import type { JsonValue } from '../../asl/json.ts';
import type { Buckets } from '../../items/bucket.ts';
import { BucketError } from '../../items/bucket.ts';
import type { ExpectedItems } from '../../protocol/execution-snapshot.ts';
import { StatesError } from '../contracts.ts';
import type {
  Clock,
  MapRunFunctions,
  MapRunRecord,
  MapRunRedrives,
  MapRunRequest,
  MapRunner,
  Pace,
} from '../contracts.ts';
import { makeChildInputs, type ChildInputs } from './child-inputs.ts';
import type { ChildNames } from './child-names.ts';
import type { ChildSummary } from './child-log.ts';
import { checkCarriedFiles, writeResults } from './file-results.ts';
import { DatasetGauge } from './dataset-gauge.ts';
import { watchDataset, type DatasetTrace } from './dataset-watch.ts';
import { MapRun } from './map-run.ts';
import type { MapRunJournal } from './map-run-journal.ts';
import type { MapRunParts, MapRunUpdate } from './map-run-parts.ts';
import { collectResults } from './memory-results.ts';
import { MAX_RESULT_FILE_BYTES } from './result-file.ts';
import { ResultRecords } from './result-records.ts';
import type { CarriedResults, ResultSink } from './result-sink.ts';
import type { StoredAttempts } from './stored-attempts.ts';

export interface MapRunsOptions {
  readonly buckets: Buckets;
  readonly clock: Clock;
  /** Whether AWS's sizes (256 KiB of input and output …) are enforced. */
  readonly limits: 'aws' | 'off';
  /** Holds Map Runs and their children back; absent: they start as fast as they can. */
  readonly pace?: Pick<Pace, 'startChild' | 'openMapRun'> | undefined;
  /** Told how many items a Map Run will have, as far as that is known, while it is read. */
  readonly onExpected?: ((mapRunArn: string, expected: ExpectedItems) => void) | undefined;
  /** Bytes of one result file, 5 GB when absent. */
  readonly maxResultFileBytes?: number | undefined;
}

/** A child execution of a Map Run, with its names. */
export interface MapRunChild extends ChildSummary {
  readonly executionArn: string;
  readonly name: string;
  /** `…:stateMachine:name/label`. */
  readonly stateMachineArn: string;
}

/** The Map Runs of this process: they can be run, looked at, changed and stopped. */
export interface MapRuns extends MapRunner {
  readonly redrives: MapRunRedrives;
  /** Those of one execution, in the order of their start. */
  list(executionArn: string): readonly MapRunRecord[];
  describe(mapRunArn: string): MapRunRecord | undefined;
  /** False when there is no such run, or it does not run any more. */
  update(mapRunArn: string, change: MapRunUpdate): boolean;
  /** False when there is no such run, or it does not run any more. `reason`: what the run rejects with. */
  stop(mapRunArn: string, reason: StatesError): boolean;
  /** Its Standard children in the order of their start; none for Express ones, which AWS does not list either. */
  children(mapRunArn: string): Iterable<MapRunChild>;
  /** Whether a child execution waits to run again. */
  isPendingRedrive(mapRunArn: string, childName: string): boolean;
  /** Takes over a run that another process has begun, and that does not go on before it is redriven. */
  restore(
    request: Omit<MapRunRequest, keyof MapRunFunctions>,
    startDate: number,
    stored: StoredAttempts,
    journal: MapRunJournal,
  ): void;
  /** Kept when all that were stopped have cleared up. */
  settled(): Promise<void>;
  /** Drops what is known of an execution's runs. */
  forget(executionArn: string): void;
}

export function createMapRuns(options: MapRunsOptions): MapRuns {
  const runs = new Map<string, MapRun>();
  const runningRun = (mapRunArn: string): MapRun | undefined => {
    const run = runs.get(mapRunArn);
    return run?.status === 'RUNNING' ? run : undefined;
  };
  return {
    run: (request, signal): Promise<JsonValue> => {
      const startDate = options.clock.now();
      const journal = request.journal?.openMapRun(request, startDate);
      const run = new MapRun(request, partsOf(request, options, startDate, journal));
      runs.set(request.mapRunArn, run);
      return run.execute(signal);
    },
    restore: (request, startDate, stored, journal) => {
      const runChild = (): never => {
        throw new Error('The Map Run was taken over: it has nothing to run before it is redriven.');
      };
      const whole = { ...request, selectItem: undefined, runChild };
      runs.set(request.mapRunArn, new MapRun(whole, partsOf(whole, options, startDate, journal), stored));
    },
    redrives: {
      prepare: async (mapRunArn) => {
        const run = runs.get(mapRunArn);
        return (await run?.canRedrive()) === true ? run?.redriveCount : undefined;
      },
      redrive: (mapRunArn, functions, signal) => {
        const run = runs.get(mapRunArn);
        if (run === undefined) return Promise.reject(new Error(`There is no Map Run ${mapRunArn} to redrive.`));
        return run.redrive(functions, signal);
      },
    },
    list: (executionArn) => [...runs.values()].filter((run) => run.executionArn === executionArn),
    describe: (mapRunArn) => runs.get(mapRunArn),
    update: (mapRunArn, change) => {
      const run = runningRun(mapRunArn);
      run?.update(change);
      return run !== undefined;
    },
    stop: (mapRunArn, reason) => {
      const run = runningRun(mapRunArn);
      run?.stop(reason);
      return run !== undefined;
    },
    children: function* (mapRunArn) {
      const run = runs.get(mapRunArn);
      for (let index = 0; index < (run?.log?.length ?? 0); index++) {
        const child = run?.log?.at(index);
        if (run === undefined || child === undefined) return;
        const name = run.names.nameOf(index);
        yield { ...child, name, executionArn: run.names.arnOf(name), stateMachineArn: run.names.stateMachineArn };
      }
    },
    isPendingRedrive: (mapRunArn, childName) => runs.get(mapRunArn)?.isPendingRedrive(childName) ?? false,
    settled: async () => {
      for (const run of runs.values()) if (run.status !== 'RUNNING') await run.canRedrive();
    },
    forget: (executionArn) => {
      for (const [arn, run] of runs) if (run.executionArn === executionArn) runs.delete(arn);
    },
  };
}

/** Where a run reads and writes, and who is told of it. */
function partsOf(
  request: MapRunRequest,
  options: MapRunsOptions,
  startDate: number,
  journal: MapRunJournal | undefined,
): MapRunParts {
  const { clock, limits, pace } = options;
  return {
    clock,
    limits,
    pace,
    startDate,
    openInputs: (present, skip, trace) => openInputs(present, skip, trace, options, journal),
    openSink: (names, carried) => openSink(request, names, carried, options, journal),
    journal,
  };
}

async function* openInputs(
  request: MapRunRequest,
  skip: number,
  trace: DatasetTrace,
  options: MapRunsOptions,
  journal: MapRunJournal | undefined,
): AsyncGenerator<ChildInputs> {
  const { onExpected, limits } = options;
  const gauge = onExpected && new DatasetGauge(request, skip, (expected) => onExpected(request.mapRunArn, expected));
  const buckets = watchDataset(gauge?.watch(options.buckets) ?? options.buckets, trace, (seen) => journal?.noted(seen));
  const inputs = makeChildInputs(request, buckets, limits, skip);
  yield* gauge?.follow(inputs) ?? inputs;
  buckets.checkEnd();
}

/** `carried`: of a sink that was opened for the same request. */
async function openSink(
  request: MapRunRequest,
  names: ChildNames,
  carried: CarriedResults | undefined,
  options: MapRunsOptions,
  journal: MapRunJournal | undefined,
): Promise<ResultSink> {
  const records = new ResultRecords(names);
  const { writer, mapRunArn, stateName } = request;
  if (writer?.target === undefined) {
    // How JSON Lines look in a state's output is not documented.
    if (writer?.outputType === 'JSONL')
      throw new StatesError('States.ResultWriterFailed', 'OutputType JSONL needs a Resource to write to.');
    const values = carried?.kind === 'VALUES' ? carried : undefined;
    return collectResults(writer?.transformation ?? 'COMPACT', records, stateName, options.limits, values, journal);
  }
  const { bucket: name, prefix } = writer.target;
  const bucket = await options.buckets.find(name).catch((error: unknown) => {
    if (!(error instanceof BucketError)) throw error;
    throw new StatesError('States.ResultWriterFailed', `${error.code}: ${error.message}`);
  });
  const { transformation, outputType } = writer;
  const maxFileBytes = options.maxResultFileBytes ?? MAX_RESULT_FILE_BYTES;
  const files = carried?.kind === 'FILES' ? carried : undefined;
  if (files !== undefined) await checkCarriedFiles(bucket, files.succeeded);
  const where = { bucket, prefix, mapRunArn, transformation, outputType, maxFileBytes, carried: files, journal };
  const sink = writeResults(where, records);
  for (const texts of files?.unwritten ?? []) {
    sink.addAgain(texts);
    const wait = sink.drained();
    if (wait !== undefined) await wait;
  }
  return sink;
}
