import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { ChildEndedError, StatesError } from '../../../../src/runtime/contracts.ts';
import { MAP_RUN_ARN, RUN_ID, WRITER, makeBench, makeRequest, readManifest, readRecords, readerOf } from './support.ts';
import type { Bench } from './support.ts';

const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
const never = new AbortController().signal;
let bench: Bench;

beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.remove());

describe('a Map Run with a ResultWriter', () => {
  it('writes the records and the manifest that AWS writes', async () => {
    await bench.put('in.csv', 'id,name\n1,Ann\n2,"B ""ob"""\n');
    const output = await bench.runs.run(makeRequest({ source: readerOf('in.csv', CSV), writer: WRITER }), never);
    const key = `out/${RUN_ID}/manifest.json`;
    expect(output).toEqual({ MapRunArn: MAP_RUN_ARN, ResultWriterDetails: { Bucket: 'data', Key: key } });
    const files = await bench.get(`out/${RUN_ID}/SUCCEEDED_0.json`);
    expect(await readManifest(bench)).toEqual({
      DestinationBucket: 'data',
      MapRunArn: MAP_RUN_ARN,
      ResultFiles: {
        FAILED: [],
        PENDING: [],
        SUCCEEDED: [{ Key: `out/${RUN_ID}/SUCCEEDED_0.json`, Size: Buffer.byteLength(files ?? '') }],
      },
    });
    const [, second] = await readRecords(bench, 'SUCCEEDED');
    const [child] = [...bench.runs.children(MAP_RUN_ARN)].slice(1);
    expect(second).toEqual({
      ExecutionArn: child?.executionArn,
      Input: '{"id":"2","name":"B \\"ob\\""}',
      InputDetails: { Included: true },
      Name: child?.name,
      Output: '{"id":"2","name":"B \\"ob\\""}',
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: new Date(child?.startDate ?? 0).toISOString(),
      StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:csvProcess/Map',
      Status: 'SUCCEEDED',
      StopDate: new Date(child?.stopDate ?? 0).toISOString(),
    });
    expect(child?.executionArn).toMatch(
      /^arn:aws:states:us-east-1:123456789012:execution:csvProcess\/Map:[0-9a-f-]{36}$/,
    );
  });

  it.each(['JSON', 'JSONL'] as const)('transforms outputs, as %s', async (outputType) => {
    const source = { items: [[1, 2], [3], 4] };
    await bench.runs.run(makeRequest({ source, writer: { ...WRITER, transformation: 'COMPACT', outputType } }), never);
    expect(await readRecords(bench, 'SUCCEEDED', outputType)).toEqual([[1, 2], [3], 4]);
    await bench.runs.run(makeRequest({ source, writer: { ...WRITER, transformation: 'FLATTEN', outputType } }), never);
    expect(await readRecords(bench, 'SUCCEEDED', outputType)).toEqual([1, 2, 3, 4]);
  });

  it('splits files by size', async () => {
    const small = await makeBench({ maxResultFileBytes: 4000 });
    const source = { items: Array.from({ length: 30 }, (_, at) => `item ${at}`) };
    await small.runs.run(makeRequest({ source, writer: WRITER }), never);
    const { SUCCEEDED } = (await readManifest(small)).ResultFiles;
    expect(SUCCEEDED.length).toBeGreaterThan(3);
    expect(Math.max(...SUCCEEDED.map(({ Size }) => Size))).toBeLessThanOrEqual(4000);
    expect(await readRecords(small, 'SUCCEEDED')).toHaveLength(30);
    await small.remove();
  });

  it('fails with States.ResultWriterFailed before anything runs when there is no such bucket', async () => {
    const writer = { ...WRITER, target: { bucket: 'nowhere', prefix: '' } };
    let ran = false;
    const runChild = () => {
      ran = true;
      return null;
    };
    await expect(
      bench.runs.run(makeRequest({ source: { items: [1] }, writer, runChild }), never),
    ).rejects.toMatchObject({
      error: 'States.ResultWriterFailed',
      cause: expect.stringContaining('NoSuchBucket') as string,
    });
    expect(ran).toBe(false);
  });
});

describe('what goes wrong on the way', () => {
  it('a result file that cannot be written fails the run and leaves nothing half written', async () => {
    await bench.put(`out/${RUN_ID}`, 'in the way');
    const source = { items: Array.from({ length: 3000 }, (_, at) => `item ${at}`) };
    await expect(bench.runs.run(makeRequest({ source, writer: WRITER }), never)).rejects.toMatchObject({
      error: 'States.ResultWriterFailed',
    });
    expect(bench.runs.describe(MAP_RUN_ARN)?.status).toBe('FAILED');
    expect(await readdir(join(bench.folder, 'out'))).toEqual([RUN_ID]);
  });

  it('an input over 256 KiB fails the run, unless the ItemSelector makes it small', async () => {
    await bench.put('a.jsonl', `{"id":1,"text":"${'x'.repeat(300_000)}"}\n`);
    const source = readerOf('a.jsonl', { InputType: 'JSONL' });
    await expect(bench.runs.run(makeRequest({ source }), never)).rejects.toMatchObject({
      error: 'States.DataLimitExceeded',
    });
    const selectItem = (item: JsonValue) => ({ id: (item as JsonObject).id ?? null });
    expect(await bench.runs.run(makeRequest({ source, selectItem }), never)).toEqual([{ id: 1 }]);
  });

  it('an item over 8 MB fails the reader, and what ran before it is written', async () => {
    await bench.put('a.jsonl', `{"id":1}\n{"text":"${'x'.repeat(9_000_000)}"}\n`);
    const source = readerOf('a.jsonl', { InputType: 'JSONL' });
    await expect(bench.runs.run(makeRequest({ source, writer: WRITER }), never)).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringContaining('at most 8 MB') as string,
    });
    const counts = bench.runs.describe(MAP_RUN_ARN)?.itemCounts;
    expect(counts?.total).toBe((await readRecords(bench, 'SUCCEEDED')).length);
  });

  it('an ItemSelector that fails fails the run with its error', async () => {
    const selectItem = () => {
      throw new StatesError('States.QueryEvaluationError', 'no such field');
    };
    await expect(bench.runs.run(makeRequest({ source: { items: [1] }, selectItem }), never)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  it('a fault that is no StatesError is not taken for a failed item', async () => {
    const runChild = () => {
      throw new TypeError('a bug');
    };
    const request = makeRequest({ source: { items: [1, 2] }, runChild, toleratedFailurePercentage: 100 });
    await expect(bench.runs.run(request, never)).rejects.toThrow(TypeError);
  });

  it('a child that times out counts as failed, by its own name', async () => {
    const runChild = () => {
      throw new ChildEndedError('TIMED_OUT', 'States.Timeout');
    };
    const request = makeRequest({ source: { items: [1] }, runChild, toleratedFailureCount: 1, writer: WRITER });
    await bench.runs.run(request, never);
    expect(bench.runs.describe(MAP_RUN_ARN)?.itemCounts).toMatchObject({ timedOut: 1, failed: 0 });
    expect(await readRecords(bench, 'FAILED')).toMatchObject([{ Status: 'TIMED_OUT', Error: 'States.Timeout' }]);
  });
});
