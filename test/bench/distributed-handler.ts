import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { JsonValue } from '../../src/asl/json.ts';
import { makeBuckets } from '../../src/items/buckets.ts';
import { RealClock } from '../../src/runtime/clock/real-clock.ts';
import { createTaskRunner } from '../../src/runtime/tasks/task-runner.ts';
import { BareRecords, readRows } from './distributed-bare.ts';
import { CSV_READER, WRITER, runMachine } from './distributed-map.ts';

/* A million rows through a handler in JavaScript, in batches: by a distributed Map, in a loop, and by a bare pool. */

const BATCH = 100;
/** So many batches may wait for each worker of the pool: it never idles, and its queue stays short. */
const WAITING = 8;

const HANDLER = `export const handler = async ({ Items }) =>
  Items.map(({ zip_code, city, state }) => ({ id: zip_code, place: \`\${city.toUpperCase()}, \${state}\` }));
`;

interface Batch {
  readonly Items: readonly JsonValue[];
}

type Handler = (event: Batch) => Promise<JsonValue[]>;

async function writeHandler(folder: string): Promise<string> {
  const path = join(folder, 'handler.mjs');
  await writeFile(path, HANDLER);
  return path;
}

/** A local handler behind a Task, called for batches of 100, with a ResultWriter. */
export async function runHandler(folder: string): Promise<number> {
  const clock = new RealClock();
  const refuse = (): never => {
    throw new Error('Nothing but the handler is asked for.');
  };
  const tasks = createTaskRunner({
    region: 'us-east-1',
    accountId: '123456789012',
    clock,
    mocks: undefined,
    functions: [
      {
        name: 'work',
        modulePath: await writeHandler(folder),
        exportName: 'handler',
        timeoutSeconds: 3,
        memoryMb: 512,
      },
    ],
    buckets: await makeBuckets({ folders: {} }),
    environment: {},
    limits: 'aws',
    stepFunctions: { start: refuse, describe: refuse, stop: refuse } as never,
    log: () => undefined,
    settleToken: refuse,
  });
  return runMachine(
    folder,
    { ItemReader: CSV_READER, ItemBatcher: { MaxItemsPerBatch: BATCH }, ResultWriter: WRITER },
    { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work', End: true },
    tasks,
  );
}

/** The same handler, called in a plain loop. */
export async function bareHandler(folder: string): Promise<number> {
  const { handler } = (await import(pathToFileURL(await writeHandler(folder)).href)) as { handler: Handler };
  const records = new BareRecords(join(folder, 'bare-handler'));
  let count = 0;
  for await (const batch of batches(folder)) {
    const output = await handler(batch);
    await records.add(JSON.stringify(batch), JSON.stringify(output));
    count += batch.Items.length;
  }
  await records.close();
  return count;
}

/** The same handler in as many worker threads as there are processors; a message for each batch and each answer. */
export async function barePool(folder: string): Promise<number> {
  const path = await writeHandler(folder);
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData).then(({ handler }) => {
      parentPort.on('message', async (text) => parentPort.postMessage(JSON.stringify(await handler(JSON.parse(text)))));
    });`;
  const records = new BareRecords(join(folder, 'bare-pool'));
  const workers = Array.from({ length: availableParallelism() }, () => {
    const worker = new Worker(source, { eval: true, workerData: pathToFileURL(path).href });
    const inputs: string[] = [];
    const state = { worker, inputs, written: undefined as Promise<void> | undefined };
    worker.on('message', (output: string) => {
      state.written = records.add(inputs.shift() ?? '', output) ?? state.written;
      wake();
    });
    return state;
  });
  let wake = (): void => undefined;
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => (wake = resolve));
  };
  let count = 0;
  for await (const batch of batches(folder)) {
    await until(() => workers.some(({ inputs }) => inputs.length < WAITING));
    const free = workers.reduce((one, other) => (other.inputs.length < one.inputs.length ? other : one));
    const text = JSON.stringify(batch);
    free.inputs.push(text);
    free.worker.postMessage(text);
    count += batch.Items.length;
  }
  await until(() => workers.every(({ inputs }) => inputs.length === 0));
  for (const { worker, written } of workers) {
    await written;
    await worker.terminate();
  }
  await records.close();
  return count;
}

async function* batches(folder: string): AsyncGenerator<Batch> {
  let waiting: JsonValue[] = [];
  for await (const items of readRows(folder))
    for (const item of items) {
      waiting.push(item);
      if (waiting.length < BATCH) continue;
      yield { Items: waiting };
      waiting = [];
    }
  if (waiting.length > 0) yield { Items: waiting };
}
