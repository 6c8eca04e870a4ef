import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { JsonObject } from '../../src/asl/json.ts';
import { parseDefinition } from '../../src/asl/parse.ts';
import { makeBuckets } from '../../src/items/buckets.ts';
import { readCsvItems } from '../../src/items/csv-items.ts';
import { RealClock } from '../../src/runtime/clock/real-clock.ts';
import { compileStateMachine } from '../../src/runtime/interpreter/compile.ts';
import { startExecution } from '../../src/runtime/interpreter/execution.ts';
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
 * What is measured, each in a process of its own: distributed Maps with EXPRESS children and a ResultWriter, run by the
 * interpreter; `bare` reads the same rows with the same parser and writes the same records in a plain loop.
 */
const WORKERS: Readonly<Record<string, (folder: string) => Promise<number>>> = {
  pass: (folder) => runMachine(folder, { ItemReader: CSV_READER, ResultWriter: WRITER }, PASS),
  selected: (folder) =>
    runMachine(
      folder,
      {
        ItemReader: CSV_READER,
        ResultWriter: WRITER,
        ItemSelector: { 'index.$': '$$.Map.Item.Index', 'row.$': '$$.Map.Item.Value' },
      },
      { ...PASS, Parameters: { 'city.$': '$.row.city', 'at.$': '$.index' }, ResultPath: '$.made' },
    ),
  bare: bareLoop,
  'parquet batches': (folder) =>
    runMachine(
      folder,
      {
        ItemReader: readerOf('vega', 'flights-3m.parquet', { InputType: 'PARQUET' }),
        ItemBatcher: { MaxItemsPerBatch: 1000 },
        ResultWriter: { ...WRITER, WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' } },
      },
      { ...PASS, Result: null },
    ),
};

const PASS = { Type: 'Pass', End: true };
const WRITER = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'data', Prefix: 'out' } };
const CSV_READER = readerOf('data', 'rows.csv', {
  InputType: 'CSV',
  CSVHeaderLocation: 'GIVEN',
  CSVHeaders: HEADERS,
});

function readerOf(bucket: string, key: string, config: JsonObject): JsonObject {
  return { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: bucket, Key: key }, ReaderConfig: config };
}

/** Runs a machine of one distributed Map whose children are one state; gives the items that succeeded. */
async function runMachine(folder: string, fields: JsonObject, state: JsonObject): Promise<number> {
  const definition = {
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        Label: 'Map',
        ...fields,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Work',
          States: { Work: state },
        },
        End: true,
      },
    },
  };
  const compiled = compileStateMachine(parseDefinition(JSON.stringify(definition), 'json'), 'STANDARD');
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join(' '));
  const clock = new RealClock();
  const buckets = await makeBuckets({ folders: { data: folder, vega: DATASETS } });
  const mapRuns = createMapRuns({ buckets, clock, limits: 'aws' });
  const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:bench:1';
  const { result } = startExecution({
    plan: compiled.plan,
    input: {},
    executionArn,
    executionName: '1',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:bench',
    stateMachineName: 'bench',
    roleArn: 'arn:aws:iam::123456789012:role/bench',
    startDate: clock.now(),
    type: 'STANDARD',
    clock,
    tasks: { run: () => Promise.reject(new Error('There are no tasks.')), close: () => Promise.resolve() },
    mapRuns,
    limits: 'aws',
    random: Math.random,
    uuid: randomUUID,
    hash: () => '',
  });
  const ended = await result;
  if (ended.status !== 'SUCCEEDED') throw new Error(JSON.stringify(ended));
  return mapRuns.list(executionArn)[0]?.itemCounts.succeeded ?? 0;
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
    const small = await measure('pass', folder);
    await writeRows(folder, 1_000_000);
    const names = ['pass', 'selected', 'bare'] as const;
    const rounds: Record<(typeof names)[number], Measure[]> = { pass: [], selected: [], bare: [] };
    for (let round = 0; round < ROUNDS; round++)
      for (const name of names) rounds[name].push(await measure(name, folder));
    const cpuOf = (name: (typeof names)[number]): number => median(rounds[name].map(({ cpu }) => cpu));
    const { size } = await stat(join(folder, 'bare', 'SUCCEEDED_0.json'));
    console.log(
      `distributed  ${rounds.pass[0]?.items ?? 0} CSV rows, bare loop: ${cpuOf('bare').toFixed(2)} CPU s, ${(size / 1e6).toFixed(0)} MB written`,
    );
    for (const [name, what, goal] of [
      ['pass', 'EXPRESS children of one Pass', 1.8],
      ['selected', 'with ItemSelector, Parameters and ResultPath', 3],
    ] as const)
      console.log(
        `distributed  ${what}: ${cpuOf(name).toFixed(2)} CPU s, ${(cpuOf(name) / cpuOf('bare')).toFixed(2)}x the bare loop (goal ${goal}x)`,
      );
    const rss = median(rounds.pass.map((one) => one.rss));
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
