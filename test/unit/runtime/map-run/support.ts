import { mkdtemp, readFile, writeFile, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { makeBuckets } from '../../../../src/items/buckets.ts';
import type { Clock, MapRunRequest } from '../../../../src/runtime/contracts.ts';
import { createMapRuns } from '../../../../src/runtime/map-run/map-runs.ts';
import type { MapRuns, MapRunsOptions } from '../../../../src/runtime/map-run/map-runs.ts';

export const RUN_ID = 'ad9b5f27-090b-3ac6-9beb-243cd77144a7';
export const MAP_RUN_ARN = `arn:aws:states:us-east-1:123456789012:mapRun:csvProcess/Map:${RUN_ID}`;
export const EXECUTION_ARN = 'arn:aws:states:us-east-1:123456789012:execution:csvProcess:run-1';

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    }),
  work: (run) => run(),
};

/** A bucket folder of a test, and Map Runs over it. */
export interface Bench {
  readonly folder: string;
  readonly runs: MapRuns;
  put(key: string, body: string | Uint8Array): Promise<void>;
  /** Text of an object, or undefined. */
  get(key: string): Promise<string | undefined>;
  remove(): Promise<void>;
}

/** `s3`: the endpoint that serves all buckets but `data`. */
export async function makeBench({ s3, ...options }: Partial<MapRunsOptions> & { s3?: string } = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'map-run-'));
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const buckets = await makeBuckets({
    folders: { data: folder },
    ...(s3 === undefined ? {} : { s3: { endpoint: s3, region: 'us-east-1', credentials } }),
  });
  return {
    folder,
    runs: createMapRuns({ buckets, clock: realClock, limits: 'aws', ...options }),
    put: async (key, body) => {
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), body);
    },
    get: (key) => readFile(join(folder, key), 'utf8').catch(() => undefined),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A request whose children hand their input on; `change` what the test is about. */
export function makeRequest(change: Partial<MapRunRequest>): MapRunRequest {
  return {
    mapRunArn: MAP_RUN_ARN,
    executionArn: EXECUTION_ARN,
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:csvProcess',
    stateName: 'Map',
    pointer: '/States/Map',
    label: 'Map',
    executionType: 'STANDARD',
    source: { items: [] },
    selectItem: undefined,
    batcher: undefined,
    maxConcurrency: 10_000,
    toleratedFailurePercentage: undefined,
    toleratedFailureCount: undefined,
    writer: undefined,
    runChild: ({ input }) => input,
    ...change,
  };
}

export function readerOf(key: string, config: JsonObject): MapRunRequest['source'] {
  return { reader: { action: 'getObject', parameters: { Bucket: 'data', Key: key }, config } };
}

export const WRITER: NonNullable<MapRunRequest['writer']> = {
  target: { bucket: 'data', prefix: 'out' },
  transformation: 'NONE',
  outputType: 'JSON',
};

export interface Manifest {
  DestinationBucket: string;
  MapRunArn: string;
  ResultFiles: Record<'FAILED' | 'PENDING' | 'SUCCEEDED', { Key: string; Size: number }[]>;
}

export async function readManifest(bench: Bench): Promise<Manifest> {
  return JSON.parse((await bench.get(`out/${RUN_ID}/manifest.json`)) ?? 'null') as Manifest;
}

/** The records of all files of one status that the manifest names. */
export async function readRecords(
  bench: Bench,
  status: 'FAILED' | 'PENDING' | 'SUCCEEDED',
  outputType: 'JSON' | 'JSONL' = 'JSON',
): Promise<JsonValue[]> {
  const records: JsonValue[] = [];
  for (const { Key } of (await readManifest(bench)).ResultFiles[status]) {
    const text = (await bench.get(Key)) ?? '';
    const values =
      outputType === 'JSON'
        ? (JSON.parse(text) as JsonValue[])
        : text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as JsonValue);
    for (const value of values) records.push(value);
  }
  return records;
}
