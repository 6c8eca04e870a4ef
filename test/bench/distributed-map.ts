import { createWriteStream } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../src/asl/json.ts';
import { parseDefinition } from '../../src/asl/parse.ts';
import { makeBuckets } from '../../src/items/buckets.ts';
import { RealClock } from '../../src/runtime/clock/real-clock.ts';
import type { TaskRunner } from '../../src/runtime/contracts.ts';
import { compileStateMachine } from '../../src/runtime/interpreter/compile.ts';
import { startExecution } from '../../src/runtime/interpreter/execution.ts';
import { createMapRuns } from '../../src/runtime/map-run/map-runs.ts';

/* What the benches of distributed Maps share: their datasets, and one execution of one Map by the interpreter. */

const DATASETS = fileURLToPath(new URL('../../node_modules/vega-datasets/data', import.meta.url));
export const HEADERS = ['zip_code', 'latitude', 'longitude', 'city', 'state', 'county'];
export const WRITER = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'data', Prefix: 'out' } };
export const CSV_READER = readerOf('data', 'rows.csv', {
  InputType: 'CSV',
  CSVHeaderLocation: 'GIVEN',
  CSVHeaders: HEADERS,
});

/** An ItemReader of the bucket `data`, which is the bench's folder, or `vega`, the datasets. */
export function readerOf(bucket: string, key: string, config: JsonObject): JsonObject {
  return { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: bucket, Key: key }, ReaderConfig: config };
}

const NO_TASKS: TaskRunner = {
  run: () => Promise.reject(new Error('There are no tasks.')),
  close: () => Promise.resolve(),
};

/** Runs a machine of one distributed Map whose EXPRESS children are one state; gives the items that succeeded. */
export async function runMachine(
  folder: string,
  fields: JsonObject,
  state: JsonObject,
  tasks = NO_TASKS,
): Promise<number> {
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
    tasks,
    mapRuns,
    limits: 'aws',
    random: Math.random,
    uuid: randomUUID,
    hash: () => '',
  });
  const ended = await result;
  await tasks.close();
  if (ended.status !== 'SUCCEEDED') throw new Error(JSON.stringify(ended));
  return mapRuns.list(executionArn)[0]?.itemCounts.succeeded ?? 0;
}

/** Makes rows.csv: rows of zipcodes.csv, over and over, without the header. */
export async function writeRows(folder: string, rows: number): Promise<void> {
  const file = await open(join(DATASETS, 'zipcodes.csv'));
  const [, ...lines] = (await file.readFile('utf8')).trimEnd().split('\n');
  await file.close();
  const out = createWriteStream(join(folder, 'rows.csv'));
  for (let written = 0; written < rows; written += lines.length)
    if (!out.write(`${lines.slice(0, rows - written).join('\n')}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
}
