import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { ChildEndedError, StatesError } from '../../../../src/runtime/contracts.ts';
import type { ChildExecution, MapRunRequest } from '../../../../src/runtime/contracts.ts';
import { EventLog } from '../../../../src/runtime/history/event-log.ts';
import type { Resume } from '../../../../src/runtime/interpreter/resume-point.ts';
import {
  MAP_RUN_ARN,
  WRITER,
  makeBench,
  makeRequest,
  readManifest,
  readRecords,
  readerOf,
  realClock,
} from './support.ts';
import type { Bench } from './support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.remove());

const neverAborted = new AbortController().signal;

function resumeAt(state: string, events = 3): Resume {
  const history = new EventLog(true);
  for (let id = 1; id <= events; id++) history.append('ExecutionStarted', 0, 0);
  return {
    point: { state, input: null, variables: {}, last: 1, entered: undefined, inside: undefined },
    history,
    redriveCount: 0,
  };
}

/** Runs `bad` items into a failure that can be resumed, and notes what it was asked to run. */
function makeChildren(bad: Set<JsonValue>, resume: Resume | null = resumeAt('Task')) {
  const asked: ChildExecution[] = [];
  const runChild = (child: ChildExecution): JsonValue => {
    asked.push(child);
    if (!bad.has(child.input)) return { done: child.input };
    throw new ChildEndedError('FAILED', 'Bad', `of ${JSON.stringify(child.input)}`, resume ?? undefined);
  };
  return { asked, runChild };
}

async function fail(change: Partial<MapRunRequest>): Promise<void> {
  await expect(bench.runs.run(makeRequest(change), neverAborted)).rejects.toMatchObject({
    error: 'States.ExceedToleratedFailureThreshold',
  });
}

async function redrive(runChild: MapRunRequest['runChild'], signal = neverAborted): Promise<JsonValue> {
  expect(await bench.runs.redrives.prepare(MAP_RUN_ARN)).toBeTypeOf('number');
  return bench.runs.redrives.redrive(MAP_RUN_ARN, { runChild, selectItem: undefined }, signal);
}

const inputsOf = (records: JsonValue[]): JsonValue[] =>
  records.map((record) => JSON.parse((record as { Input: string }).Input) as JsonValue);

describe('a redriven Map Run', () => {
  it('runs what failed from where it failed, then what never started, and nothing that succeeded', async () => {
    const bad = new Set<JsonValue>([2]);
    const { asked, runChild } = makeChildren(bad);
    await fail({ source: { items: [1, 2, 3, 4] }, runChild });
    expect(asked.map(({ input }) => input)).toEqual([1, 2]);
    expect(bench.runs.describe(MAP_RUN_ARN)?.itemCounts).toMatchObject({
      succeeded: 1,
      failed: 1,
      pending: 2,
      total: 4,
    });
    bad.clear();
    expect(await redrive(runChild)).toEqual([1, 2, 3, 4].map((done) => ({ done })));
    expect(asked.slice(2).map(({ input, resume }) => [input, resume?.point])).toEqual([
      [2, resumeAt('Task').point],
      [3, undefined],
      [4, undefined],
    ]);
    expect(asked[2]?.name).toBe(asked[1]?.name);
    expect(asked[2]?.startDate).toBe(asked[1]?.startDate);
    const record = bench.runs.describe(MAP_RUN_ARN)!;
    expect(record).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(record.itemCounts).toMatchObject({
      succeeded: 4,
      failed: 0,
      pending: 0,
      pendingRedrive: 0,
      total: 4,
      resultsWritten: 4,
    });
    expect(record.executionCounts).toEqual(record.itemCounts);
    expect(Array.from(bench.runs.children(MAP_RUN_ARN), ({ redriveCount }) => redriveCount)).toEqual([0, 1, 0, 0]);
    expect(await bench.runs.redrives.prepare(MAP_RUN_ARN)).toBeUndefined();
  });

  it('names in its manifest the successes of all attempts, and what failed in the last', async () => {
    const bad = new Set<JsonValue>([2, 3]);
    const { runChild } = makeChildren(bad);
    await bench.put('in.json', '[1,2,3,4,5]');
    const source = readerOf('in.json', { InputType: 'JSON' });
    await fail({ source, runChild, writer: WRITER, maxConcurrency: 1, toleratedFailureCount: 1 });
    const first = await readManifest(bench);
    expect(inputsOf(await readRecords(bench, 'SUCCEEDED'))).toEqual([1]);
    expect(inputsOf(await readRecords(bench, 'FAILED'))).toEqual([2, 3]);
    expect(inputsOf(await readRecords(bench, 'PENDING'))).toEqual([4, 5]);
    bad.delete(2);
    const result = (await redrive(runChild)) as JsonObject;
    expect(result['MapRunArn']).toBe(MAP_RUN_ARN);
    expect(inputsOf(await readRecords(bench, 'SUCCEEDED'))).toEqual([1, 2, 4, 5]);
    expect(inputsOf(await readRecords(bench, 'FAILED'))).toEqual([3]);
    expect(await readRecords(bench, 'PENDING')).toEqual([]);
    expect((await readRecords(bench, 'SUCCEEDED')).map((record) => (record as JsonObject)['RedriveCount'])).toEqual([
      0, 1, 0, 0,
    ]);
    for (const { Key } of Object.values(first.ResultFiles).flat()) expect(await bench.get(Key)).toBeDefined();
  });

  it('leaves children that it does not come to what they were, with their records', async () => {
    const bad = new Set<JsonValue>([1, 2, 3]);
    const { asked, runChild } = makeChildren(bad);
    const change = { source: { items: [1, 2, 3] }, runChild, writer: WRITER, toleratedFailureCount: 2 };
    await fail(change);
    await expect(
      redrive((child) => {
        bench.runs.update(MAP_RUN_ARN, { toleratedFailureCount: 0 });
        return runChild(child);
      }),
    ).rejects.toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    expect(asked).toHaveLength(4);
    expect(bench.runs.describe(MAP_RUN_ARN)?.itemCounts).toMatchObject({
      failed: 3,
      pendingRedrive: 0,
      total: 3,
      resultsWritten: 3,
    });
    expect(inputsOf(await readRecords(bench, 'FAILED')).toSorted()).toEqual([1, 2, 3]);
    bad.clear();
    await redrive(runChild);
    expect(asked).toHaveLength(7);
    expect(inputsOf(await readRecords(bench, 'SUCCEEDED')).toSorted()).toEqual([1, 2, 3]);
    expect(await readRecords(bench, 'FAILED')).toEqual([]);
  });

  it('shows who waits for their turn', async () => {
    const bad = new Set<JsonValue>([1, 2, 3]);
    const { runChild } = makeChildren(bad);
    await fail({ source: { items: [1, 2, 3] }, runChild, toleratedFailureCount: 2 });
    bench.runs.describe(MAP_RUN_ARN)!.maxConcurrency = 1;
    const seen: unknown[] = [];
    await redrive(async ({ input }) => {
      await new Promise(setImmediate);
      const { itemCounts } = bench.runs.describe(MAP_RUN_ARN)!;
      const statuses = Array.from(bench.runs.children(MAP_RUN_ARN), ({ status }) => status);
      seen.push([itemCounts.pendingRedrive, itemCounts.running, itemCounts.failed, itemCounts.total, statuses]);
      return input;
    });
    expect(seen).toEqual([
      [2, 1, 0, 3, ['RUNNING', 'PENDING_REDRIVE', 'PENDING_REDRIVE']],
      [1, 1, 0, 3, ['SUCCEEDED', 'RUNNING', 'PENDING_REDRIVE']],
      [0, 1, 0, 3, ['SUCCEEDED', 'SUCCEEDED', 'RUNNING']],
    ]);
  });

  it('runs Express children from their first state, under their names', async () => {
    const bad = new Set<JsonValue>([1]);
    const { asked, runChild } = makeChildren(bad, null);
    await fail({ source: { items: [1] }, runChild, executionType: 'EXPRESS' });
    bad.clear();
    expect(await redrive(runChild)).toEqual([{ done: 1 }]);
    expect(asked.map(({ resume }) => resume)).toEqual([undefined, undefined]);
    expect(asked[1]?.executionArn).toBe(asked[0]?.executionArn);
  });

  it('leaves a child with a full history failed for good, and counts it once the others are done', async () => {
    const bad = new Set<JsonValue>(['full', 'other']);
    const asked: JsonValue[] = [];
    const runChild = async ({ input }: ChildExecution, signal: AbortSignal): Promise<JsonValue> => {
      asked.push(input);
      await new Promise(setImmediate);
      expect(signal.aborted).toBe(false);
      if (!bad.has(input)) return input;
      throw new ChildEndedError('FAILED', 'Bad', undefined, resumeAt('Task', input === 'full' ? 25_000 : 3));
    };
    await fail({
      source: { items: ['full', 'other'] },
      runChild,
      writer: WRITER,
      toleratedFailureCount: 1,
      maxConcurrency: 1,
    });
    expect(bench.runs.describe(MAP_RUN_ARN)?.itemCounts).toMatchObject({ failed: 2, failuresNotRedrivable: 1 });
    bad.clear();
    await redrive(runChild);
    expect(asked).toEqual(['full', 'other', 'other']);
    expect(await readRecords(bench, 'FAILED')).toMatchObject([
      { RedriveStatus: 'NOT_REDRIVABLE', RedriveStatusReason: 'Execution history event limit exceeded' },
    ]);
  });

  it('does not redrive after 14 days, when a child that ended is out of reach', async () => {
    let days = 0;
    const clock = { ...realClock, now: () => Date.now() + days * 24 * 60 * 60 * 1000 };
    await bench.remove();
    bench = await makeBench({ clock });
    const bad = new Set<JsonValue>([1]);
    const { asked, runChild } = makeChildren(bad);
    await fail({ source: { items: [1] }, runChild });
    days = 15;
    expect(bench.runs.describe(MAP_RUN_ARN)?.executionCounts).toMatchObject({ failed: 1, failuresNotRedrivable: 1 });
    await expect(redrive(runChild)).rejects.toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    expect(asked).toHaveLength(1);
  });

  it('goes on with the same items even where batches come out differently', async () => {
    const stopped = new StatesError('Stopped');
    const stop = new AbortController();
    const ids: JsonValue[] = [];
    let tail = 'x';
    const request = makeRequest({
      source: { items: Array.from({ length: 20 }, (_, id) => id) },
      selectItem: (item) => ({ item, tail }),
      batcher: { maxItemsPerBatch: undefined, maxInputBytesPerBatch: 100, batchInput: undefined },
      maxConcurrency: 1,
      runChild: ({ input }) => {
        ids.push(...(input as { Items: JsonObject[] }).Items.map(({ item }) => item ?? null));
        if (ids.length > 6 && !stop.signal.aborted) stop.abort(stopped);
        return input;
      },
    });
    await expect(bench.runs.run(request, stop.signal)).rejects.toBe(stopped);
    tail = 'a longer tail';
    await bench.runs.redrives.prepare(MAP_RUN_ARN);
    await bench.runs.redrives.redrive(MAP_RUN_ARN, request, neverAborted);
    expect(ids).toEqual(Array.from({ length: 20 }, (_, id) => id));
    const { itemCounts, executionCounts } = bench.runs.describe(MAP_RUN_ARN)!;
    expect(itemCounts).toMatchObject({ pending: 0, total: 20, succeeded: 20 });
    expect(executionCounts).toMatchObject({ pending: 0, running: 0 });
    expect(executionCounts.total).toBe(executionCounts.succeeded);
  });

  it('refuses to go on with a dataset that has changed, but redrives what it has started', async () => {
    const bad = new Set<JsonValue>([2]);
    const { asked, runChild } = makeChildren(bad);
    await bench.put('in.json', '[1,2,3]');
    await fail({ source: readerOf('in.json', { InputType: 'JSON' }), runChild });
    await bench.put('in.json', '[10,1,2,3,4]');
    bad.clear();
    await expect(redrive(runChild)).rejects.toMatchObject({ error: 'States.ItemReaderFailed', cause: /has changed/ });
    expect(asked.map(({ input }) => input)).toEqual([1, 2, 2]);
    expect(bench.runs.describe(MAP_RUN_ARN)?.itemCounts).toMatchObject({ succeeded: 2, pending: 1, total: 3 });
  });

  it('is another run where no child was started, results were lost, or the error wants it', async () => {
    const reads = makeRequest({ source: readerOf('absent.json', { InputType: 'JSON' }) });
    await expect(bench.runs.run(reads, neverAborted)).rejects.toMatchObject({ error: 'States.ItemReaderFailed' });
    expect(await bench.runs.redrives.prepare(MAP_RUN_ARN)).toBeUndefined();
    const large = makeRequest({ source: { items: [1, 2] }, runChild: () => 'x'.repeat(200_000) });
    await expect(bench.runs.run(large, neverAborted)).rejects.toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(await bench.runs.redrives.prepare(MAP_RUN_ARN)).toBeUndefined();
    const nowhere = { ...WRITER, target: { bucket: 'absent', prefix: '' } };
    await expect(
      bench.runs.run(makeRequest({ source: { items: [1] }, writer: nowhere }), neverAborted),
    ).rejects.toMatchObject({
      error: 'States.ResultWriterFailed',
    });
    expect(await bench.runs.redrives.prepare(MAP_RUN_ARN)).toBeUndefined();
  });

  it('waits until the attempt before has cleared up', async () => {
    const stop = new AbortController();
    let end: (() => void) | undefined;
    let calls = 0;
    const runChild = async ({ input }: ChildExecution, signal: AbortSignal): Promise<JsonValue> => {
      if (calls++ > 0) return input;
      await new Promise<void>((resolve) => (end = resolve));
      throw new ChildEndedError('ABORTED', String(signal.aborted));
    };
    const first = bench.runs.run(makeRequest({ source: { items: [1] }, runChild }), stop.signal);
    first.catch(() => undefined);
    await expect.poll(() => end).toBeDefined();
    stop.abort(new StatesError('Stopped'));
    let isReady = false;
    const ready = bench.runs.redrives.prepare(MAP_RUN_ARN).then(() => (isReady = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isReady).toBe(false);
    end?.();
    await ready;
    expect(await redrive(runChild)).toEqual([1]);
  });
});
