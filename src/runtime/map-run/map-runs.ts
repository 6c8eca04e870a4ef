import type { JsonValue } from '../../asl/json.ts';
import type { Buckets } from '../../items/bucket.ts';
import { BucketError } from '../../items/bucket.ts';
import type { ExpectedItems } from '../../protocol/execution-snapshot.ts';
import { StatesError } from '../contracts.ts';
import type { Clock, MapRunRecord, MapRunRedrives, MapRunRequest, MapRunner, Pace } from '../contracts.ts';
import { makeChildInputs, type ChildInputs } from './child-inputs.ts';
import type { ChildNames } from './child-names.ts';
import type { ChildSummary } from './child-log.ts';
import { writeResults } from './file-results.ts';
import { DatasetGauge } from './dataset-gauge.ts';
import { watchDataset, type DatasetTrace } from './dataset-watch.ts';
import { MapRun } from './map-run.ts';
import type { MapRunUpdate } from './map-run-parts.ts';
import { collectResults } from './memory-results.ts';
import { MAX_RESULT_FILE_BYTES } from './result-file.ts';
import { ResultRecords } from './result-records.ts';
import type { CarriedResults, ResultSink } from './result-sink.ts';

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
      const run = new MapRun(request, {
        clock: options.clock,
        limits: options.limits,
        pace: options.pace,
        openInputs: (present, skip, trace) => openInputs(present, skip, trace, options),
        openSink: (names, carried) => openSink(request, names, carried, options),
      });
      runs.set(request.mapRunArn, run);
      return run.execute(signal);
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
    forget: (executionArn) => {
      for (const [arn, run] of runs) if (run.executionArn === executionArn) runs.delete(arn);
    },
  };
}

async function* openInputs(
  request: MapRunRequest,
  skip: number,
  trace: DatasetTrace,
  options: MapRunsOptions,
): AsyncGenerator<ChildInputs> {
  const { onExpected, limits } = options;
  const gauge = onExpected && new DatasetGauge(request, skip, (expected) => onExpected(request.mapRunArn, expected));
  const buckets = watchDataset(gauge?.watch(options.buckets) ?? options.buckets, trace);
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
): Promise<ResultSink> {
  const records = new ResultRecords(names);
  const { writer, mapRunArn, stateName } = request;
  if (writer?.target === undefined) {
    // How JSON Lines look in a state's output is not documented.
    if (writer?.outputType === 'JSONL')
      throw new StatesError('States.ResultWriterFailed', 'OutputType JSONL needs a Resource to write to.');
    const values = carried?.kind === 'VALUES' ? carried : undefined;
    return collectResults(writer?.transformation ?? 'COMPACT', records, stateName, options.limits, values);
  }
  const { bucket: name, prefix } = writer.target;
  const bucket = await options.buckets.find(name).catch((error: unknown) => {
    if (!(error instanceof BucketError)) throw error;
    throw new StatesError('States.ResultWriterFailed', `${error.code}: ${error.message}`);
  });
  const { transformation, outputType } = writer;
  const maxFileBytes = options.maxResultFileBytes ?? MAX_RESULT_FILE_BYTES;
  const files = carried?.kind === 'FILES' ? carried : undefined;
  const where = { bucket, prefix, mapRunArn, transformation, outputType, maxFileBytes, carried: files };
  return writeResults(where, records);
}
