import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_FLAGS } from '../../../src/executions/prepare-run.ts';
import { runLocally } from '../../../src/executions/run-locally.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution-snapshot.ts';

let folder: string;
let definitionPath: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-run-'));
  definitionPath = join(folder, 'orders.asl.yaml');
});
afterEach(() => rm(folder, { recursive: true }));

const INLINE = `
StartAt: Many
States:
  Many:
    Type: Map
    ItemsPath: $.items
    ItemProcessor:
      StartAt: Work
      States:
        Work:
          Type: Task
          Resource: arn:aws:states:::lambda:invoke
          Parameters: { FunctionName: "\${Worker}", Payload.$: $ }
          OutputPath: $.Payload
          Catch: [{ ErrorEquals: [Odd], Next: Skip }]
          End: true
        Skip: { Type: Pass, Result: skipped, End: true }
    End: true
`;

async function writeProject(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const HANDLER = `export const handler = async (n) => {
  if (n % 2) throw Object.assign(new Error('odd'), { name: 'Odd' });
  console.log('even', n);
  return n * 10;
};`;

describe('a local run', () => {
  it('finds its project, fills in names, and tells how far it is', async () => {
    await writeProject({
      'orders.asl.yaml': INLINE,
      'worker.mjs': HANDLER,
      'input.json': '{"items":[1,2,3,4]}',
      'fanout.json': JSON.stringify({
        definition: 'orders.asl.yaml',
        substitutions: { Worker: 'worker' },
        functions: { worker: { module: 'worker.mjs' } },
        inputs: { default: 'input.json' },
      }),
    });
    const snapshots: ExecutionSnapshot[] = [];
    const printed: string[] = [];
    const outcome = await runLocally({
      definitionPath,
      flags: NO_FLAGS,
      states: true,
      onProgress: (snapshot) => snapshots.push(snapshot),
      onLog: (name, text) => printed.push(`${name}: ${text}`),
    });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: ['skipped', 20, 'skipped', 40], error: null });
    expect(outcome.events).toBeGreaterThan(20);
    expect(printed.toSorted()).toEqual(['worker: even 2\n', 'worker: even 4\n']);
    const map = '/States/Many';
    expect(snapshots.at(-1)).toMatchObject({
      status: 'SUCCEEDED',
      states: {
        [map]: { entered: 1, running: 0, succeeded: 1, failed: 0 },
        [`${map}/ItemProcessor/States/Work`]: { entered: 4, running: 0, succeeded: 2, failed: 2, error: 'Odd' },
        [`${map}/ItemProcessor/States/Skip`]: { entered: 2, running: 0, succeeded: 2, failed: 0 },
      },
    });
  });

  it('of a distributed Map reads a folder, writes its results there, and counts', async () => {
    const rows = Array.from({ length: 250 }, (_, id) => String(id)).join('\n');
    await writeProject({
      'data/in.csv': `id\n${rows}\n`,
      'orders.asl.yaml': `
StartAt: Rows
States:
  Rows:
    Type: Map
    Label: Rows
    ItemReader:
      Resource: arn:aws:states:::s3:getObject
      ReaderConfig: { InputType: CSV, CSVHeaderLocation: FIRST_ROW }
      Parameters: { Bucket: data, Key: in.csv }
    ItemBatcher: { MaxItemsPerBatch: 100 }
    ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: STANDARD }
      StartAt: Child
      States: { Child: { Type: Pass, End: true } }
    ResultWriter:
      Resource: arn:aws:states:::s3:putObject
      Parameters: { Bucket: data, Prefix: out }
    End: true
`,
    });
    const flags = { ...NO_FLAGS, buckets: { data: join(folder, 'data') } };
    const outcome = await runLocally({ definitionPath, flags });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(outcome.mapRuns).toMatchObject([
      { status: 'SUCCEEDED', itemCounts: { succeeded: 250 }, executionCounts: { succeeded: 3 } },
    ]);
    const [run = ''] = await readdir(join(folder, 'data/out'));
    expect(await readdir(join(folder, 'data/out', run))).toContain('manifest.json');
  });

  it('takes a mocked test case', async () => {
    const task = 'arn:aws:states:::sqs:sendMessage';
    await writeProject({
      'orders.asl.yaml': `{StartAt: Send, States: {Send: {Type: Task, Resource: "${task}", Parameters: {QueueUrl: q, MessageBody: m}, Retry: [{ErrorEquals: [Busy], IntervalSeconds: 600}], End: true}}}`,
      'mocks.json': JSON.stringify({
        StateMachines: { Orders: { TestCases: { Retried: { Send: 'Sent' }, Other: {} } } },
        MockedResponses: {
          Sent: { 0: { Throw: { Error: 'Busy', Cause: 'later' } }, 1: { Return: { MessageId: '1' } } },
        },
      }),
    });
    const path = join(folder, 'mocks.json');
    const flags = { ...NO_FLAGS, clock: 'virtual' as const };
    const mocked = { ...flags, mocks: { path, testCase: 'Retried' } };
    const outcome = await runLocally({ definitionPath, flags: mocked });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: { MessageId: '1' } });
    expect(outcome.seconds).toBeGreaterThanOrEqual(600);
    const unchosen = { ...flags, mocks: { path, testCase: undefined } };
    await expect(runLocally({ definitionPath, flags: unchosen })).rejects.toThrow(
      /several test cases.*"Retried", "Other"/,
    );
  });

  it('is stopped by its signal', async () => {
    await writeProject({ 'orders.asl.yaml': 'StartAt: W\nStates: { W: { Type: Wait, Seconds: 600, End: true } }\n' });
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const outcome = await runLocally({ definitionPath, flags: NO_FLAGS, signal: stop.signal, onProgress });
    expect(outcome.status).toBe('ABORTED');
  });

  it('of an Express machine answers without a history', async () => {
    await writeProject({ 'orders.asl.yaml': 'StartAt: P\nStates: { P: { Type: Pass, End: true } }\n' });
    const outcome = await runLocally({ definitionPath, input: '[1]', flags: { ...NO_FLAGS, type: 'EXPRESS' } });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: [1], events: null, mapRuns: [] });
  });
});

describe('what is refused before anything starts', () => {
  it.each([
    ['names without a value', INLINE, /orders\.asl\.yaml: \$\{Worker\} has no value/, 'options'],
    [
      'a number that would become another one',
      'StartAt: P\nStates: { P: { Type: Pass, Result: 12345678901234567890, End: true } }\n',
      /The number 12345678901234567890 cannot be kept exactly here/,
      'definition',
    ],
    ['a text that is no YAML', 'StartAt: [', /orders\.asl\.yaml:\d+: /, 'definition'],
    ['no state machine', '[]', /holds no state machine/, 'definition'],
    [
      'a field that nothing runs',
      'StartAt: P\nStates: { P: { Type: Pass, Speed: 1, End: true } }',
      /Speed/,
      'definition',
    ],
  ])('%s', async (_what, text, message, about) => {
    await writeProject({ 'orders.asl.yaml': text });
    const error = await runLocally({ definitionPath, flags: NO_FLAGS }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RunRefused', about, message: expect.stringMatching(message) as string });
  });

  it('folders and modules that are not there, and input that is no JSON', async () => {
    await writeProject({ 'orders.asl.yaml': 'StartAt: P\nStates: { P: { Type: Pass, End: true } }\n' });
    const refusal = (change: object, input = '{}') =>
      runLocally({ definitionPath, input, flags: { ...NO_FLAGS, ...change } });
    await expect(refusal({ buckets: { b: join(folder, 'no') } })).rejects.toThrow(
      /The folder .*no of bucket b does not exist/,
    );
    const fn = { module: join(folder, 'no.mjs'), export: 'handler', timeoutSeconds: 3, memoryMb: 128 };
    await expect(refusal({ functions: { f: fn } })).rejects.toThrow(/The handler .*no\.mjs of f does not exist/);
    await expect(refusal({}, '{')).rejects.toThrow(/The input is not valid JSON/);
  });
});
