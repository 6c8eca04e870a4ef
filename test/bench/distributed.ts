import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeBuckets } from '../../src/items/buckets.ts';
import { readCsvItems } from '../../src/items/csv-items.ts';
import type { Clock, MapRunRequest } from '../../src/runtime/contracts.ts';
import { createMapRuns } from '../../src/runtime/map-run/map-runs.ts';
import { median } from './measure.ts';

const ROUNDS = Number(process.env.FANOUT_BENCH_ROUNDS ?? 5);
const SELF = fileURLToPath(import.meta.url);
const DATASETS = fileURLToPath(new URL('../../node_modules/vega-datasets/data', import.meta.url));
const HEADERS = ['zip_code', 'latitude', 'longitude', 'city', 'state', 'county'];
const WRITE_BYTES = 256 * 1024;

interface Measure {
  /** Seconds of user and system time, from the start of the work on. */
  readonly cpu: number;
  /** Bytes. */
  readonly rss: number;
  readonly items: number;
}

/**
 * What is measured, each in a process of its own: `map-run` runs a distributed Map whose children hand their input on,
 * with a ResultWriter; `bare` reads the same rows with the same parser and writes the same records in a plain loop.
 */
const WORKERS: Readonly<Record<string, (folder: string) => Promise<number>>> = {
  'map-run': (folder) => runMap(folder, { source: csvSource(), writer: WRITER }),
  bare: bareLoop,
  'parquet batches': (folder) =>
    runMap(folder, {
      source: {
        reader: {
          action: 'getObject',
          parameters: { Bucket: 'vega', Key: 'flights-3m.parquet' },
          config: { InputType: 'PARQUET' },
        },
      },
      batcher: { maxItemsPerBatch: 1000, maxInputBytesPerBatch: undefined, batchInput: undefined },
      runChild: () => null,
      writer: { ...WRITER, transformation: 'COMPACT' },
    }),
};

const WRITER: NonNullable<MapRunRequest['writer']> = {
  target: { bucket: 'data', prefix: 'out' },
  transformation: 'NONE',
  outputType: 'JSON',
};

function csvSource(): MapRunRequest['source'] {
  const config = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: HEADERS };
  return { reader: { action: 'getObject', parameters: { Bucket: 'data', Key: 'rows.csv' }, config } };
}

const clock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  work: (work) => work(),
};

async function runMap(folder: string, change: Partial<MapRunRequest> & Pick<MapRunRequest, 'source'>): Promise<number> {
  const buckets = await makeBuckets({ folders: { data: folder, vega: DATASETS } });
  const runs = createMapRuns({ buckets, clock, limits: 'aws' });
  const mapRunArn = 'arn:aws:states:us-east-1:123456789012:mapRun:bench/Map:ad9b5f27-090b-3ac6-9beb-243cd77144a7';
  await runs.run(
    {
      mapRunArn,
      executionArn: 'arn:aws:states:us-east-1:123456789012:execution:bench:1',
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:bench',
      stateName: 'Map',
      pointer: '/States/Map',
      label: 'Map',
      executionType: 'EXPRESS',
      selectItem: undefined,
      batcher: undefined,
      maxConcurrency: 10_000,
      toleratedFailurePercentage: 0,
      toleratedFailureCount: undefined,
      writer: undefined,
      runChild: ({ input }) => input,
      ...change,
    },
    new AbortController().signal,
  );
  return runs.describe(mapRunArn)?.itemCounts.succeeded ?? 0;
}

/** One template, one `JSON.stringify` of the payload, writes of 256 KB: what a careful script would do. */
async function bareLoop(folder: string): Promise<number> {
  await mkdir(join(folder, 'bare'), { recursive: true });
  const out = await open(join(folder, 'bare', 'SUCCEEDED_0.json'), 'w');
  const text = createReadStream(join(folder, 'rows.csv'), { encoding: 'utf8', highWaterMark: WRITE_BYTES });
  const tail = '-090b-3ac6-9beb-243cd77144a7';
  let count = 0;
  let waiting = '[';
  for await (const items of readCsvItems(
    text as AsyncIterable<string>,
    { delimiter: ',', headers: HEADERS },
    'rows.csv',
  ))
    for (const item of items) {
      const payload = JSON.stringify(JSON.stringify(item));
      const name = (count++).toString(16).padStart(8, '0') + tail;
      const date = new Date().toISOString();
      waiting += `${count === 1 ? '' : ',\n'}{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:bench/Map:${name}","Input":${payload},"InputDetails":{"Included":true},"Name":"${name}","Output":${payload},"OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":"${date}","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:bench/Map","Status":"SUCCEEDED","StopDate":"${date}"}`;
      if (waiting.length < WRITE_BYTES) continue;
      await out.write(waiting);
      waiting = '';
    }
  await out.write(`${waiting}]`);
  await out.close();
  return count;
}

async function work(name: string, folder: string): Promise<void> {
  const before = process.cpuUsage();
  const items = await WORKERS[name]?.(folder);
  const { user, system } = process.cpuUsage(before);
  const measure: Measure = {
    cpu: (user + system) / 1e6,
    rss: process.resourceUsage().maxRSS * 1024,
    items: items ?? 0,
  };
  console.log(JSON.stringify(measure));
}

async function measure(name: string, folder: string): Promise<Measure> {
  const { stdout } = await promisify(execFile)(process.execPath, [SELF, name, folder]);
  return JSON.parse(stdout) as Measure;
}

/** Rows of zipcodes.csv, over and over, without the header. */
async function writeRows(folder: string, rows: number): Promise<void> {
  const file = await open(join(DATASETS, 'zipcodes.csv'));
  const [, ...lines] = (await file.readFile('utf8')).trimEnd().split('\n');
  await file.close();
  const out = createWriteStream(join(folder, 'rows.csv'));
  for (let written = 0; written < rows; written += lines.length)
    if (!out.write(`${lines.slice(0, rows - written).join('\n')}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
}

/** A million CSV rows beside a bare loop, the memory of a hundred thousand, and three million rows of Parquet in batches. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fanout-bench-'));
  try {
    await writeRows(folder, 100_000);
    const small = await measure('map-run', folder);
    await writeRows(folder, 1_000_000);
    const rounds: { map: Measure; bare: Measure }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({ map: await measure('map-run', folder), bare: await measure('bare', folder) });
    const map = median(rounds.map((round) => round.map.cpu));
    const bare = median(rounds.map((round) => round.bare.cpu));
    const rss = median(rounds.map((round) => round.map.rss));
    const { size } = await stat(join(folder, 'bare', 'SUCCEEDED_0.json'));
    console.log(
      `distributed  ${rounds[0]?.map.items ?? 0} CSV rows, EXPRESS, ResultWriter: ${map.toFixed(2)} CPU s, bare loop ${bare.toFixed(2)} CPU s: ${(map / bare).toFixed(2)}x (goal 1.8x); ${(size / 1e6).toFixed(0)} MB written`,
    );
    console.log(
      `distributed  peak RSS ${(rss / 1e6).toFixed(0)} MB (goal 256 MB), ${(rss / small.rss).toFixed(2)}x that of 100,000 rows (goal 1.2x)`,
    );
    const parquet = await measure('parquet batches', folder);
    console.log(
      `distributed  flights-3m.parquet in batches of 1,000: ${(parquet.items / parquet.cpu / 1000).toFixed(0)}k rows a CPU second (goal 400k), RSS ${(parquet.rss / 1e6).toFixed(0)} MB (goal 350 MB)`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [, script, name, folder] = process.argv;
if (script === SELF && name !== undefined && folder !== undefined) await work(name, folder);
