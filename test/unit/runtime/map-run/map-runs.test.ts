import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import type { ChildExecution } from '../../../../src/runtime/contracts.ts';
import { MAP_RUN_ARN, WRITER, makeBench, makeRequest, readRecords, readerOf } from './support.ts';
import type { Bench } from './support.ts';

const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
const never = new AbortController().signal;
let bench: Bench;

beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.remove());

const failOn =
  (...bad: number[]) =>
  ({ input }: ChildExecution) => {
    if (bad.includes(input as number)) throw new StatesError('Bad', `no ${JSON.stringify(input)}`);
    return input;
  };

describe('a Map Run without a ResultWriter', () => {
  it('gives the outputs in the order of the items, whenever they end', async () => {
    const source = { items: [30, 10, 20] };
    const runChild = async ({ input }: ChildExecution): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, input as number));
      return (input as number) * 2;
    };
    expect(await bench.runs.run(makeRequest({ source, runChild }), never)).toEqual([60, 20, 40]);
    const run = bench.runs.describe(MAP_RUN_ARN);
    expect(run).toMatchObject({ status: 'SUCCEEDED', toleratedFailureCount: 0, toleratedFailurePercentage: 0 });
    expect(run?.itemCounts).toMatchObject({ succeeded: 3, total: 3, resultsWritten: 3, pending: 0, running: 0 });
  });

  it('gives an empty array for no items', async () => {
    expect(await bench.runs.run(makeRequest({}), never)).toEqual([]);
  });

  it('selects from the values of an object, with their keys', async () => {
    const source = { items: { a: 1, b: 2 } };
    const selectItem = (item: unknown, at: { index: number; key: string | undefined; source: string }) =>
      JSON.stringify([item, at.index, at.key, at.source]);
    expect(await bench.runs.run(makeRequest({ source, selectItem }), never)).toEqual([
      '[1,0,"a","STATE_DATA"]',
      '[2,1,"b","STATE_DATA"]',
    ]);
  });

  it('fails with States.DataLimitExceeded over 256 KiB, but not when limits are off', async () => {
    const source = { items: ['x'.repeat(200_000), 'y'.repeat(200_000)] };
    await expect(bench.runs.run(makeRequest({ source }), never)).rejects.toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'Map' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    const off = await makeBench({ limits: 'off' });
    expect(await off.runs.run(makeRequest({ source }), never)).toHaveLength(2);
    await off.remove();
  });

  it('puts the whole record of a tolerated failure in its place', async () => {
    const source = { items: [1, 2, 3] };
    const output = await bench.runs.run(makeRequest({ source, runChild: failOn(2), toleratedFailureCount: 1 }), never);
    expect(output).toMatchObject([1, { Error: 'Bad', Cause: 'no 2', Status: 'FAILED', Input: '2' }, 3]);
  });
});

describe('batches', () => {
  it('are limited by items, and carry BatchInput', async () => {
    const source = { items: [1, 2, 3] };
    const batcher = { maxItemsPerBatch: 2, maxInputBytesPerBatch: undefined, batchInput: { at: 'x' } };
    expect(await bench.runs.run(makeRequest({ source, batcher }), never)).toEqual([
      { BatchInput: { at: 'x' }, Items: [1, 2] },
      { BatchInput: { at: 'x' }, Items: [3] },
    ]);
    const run = bench.runs.describe(MAP_RUN_ARN);
    expect([run?.itemCounts.total, run?.executionCounts.total]).toEqual([3, 2]);
  });

  it('of 100 make 12 children of 1,130 items', async () => {
    const source = { items: Array.from({ length: 1130 }, (_, at) => at) };
    const batcher = { maxItemsPerBatch: 100, maxInputBytesPerBatch: undefined, batchInput: undefined };
    const runChild = ({ input }: ChildExecution) => (input as { Items: number[] }).Items.length;
    expect(await bench.runs.run(makeRequest({ source, batcher, runChild }), never)).toEqual([
      ...Array.from({ length: 11 }, () => 100),
      30,
    ]);
  });

  it('are limited by bytes of the whole input, and the smaller limit wins', async () => {
    const source = { items: ['aaaa', 'bbbb', 'cccc', 'dddd'] };
    const bytes = Buffer.byteLength(JSON.stringify({ Items: ['aaaa', 'bbbb'] }));
    const batcher = { maxItemsPerBatch: 3, maxInputBytesPerBatch: bytes, batchInput: undefined };
    expect(await bench.runs.run(makeRequest({ source, batcher }), never)).toEqual([
      { Items: ['aaaa', 'bbbb'] },
      { Items: ['cccc', 'dddd'] },
    ]);
  });
});

describe('concurrency', () => {
  it('never exceeds MaxConcurrency, and follows UpdateMapRun', async () => {
    const source = { items: Array.from({ length: 50 }, (_, at) => at) };
    let active = 0;
    let most = 0;
    const runChild = async ({ input }: ChildExecution): Promise<number> => {
      most = Math.max(most, ++active);
      if (input === 20) {
        expect(most).toBe(3);
        expect(bench.runs.update(MAP_RUN_ARN, { maxConcurrency: 7 })).toBe(true);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
      active--;
      const counts = bench.runs.describe(MAP_RUN_ARN)?.itemCounts;
      const { pending = 0, running = 0, succeeded = 0, total = 0 } = counts ?? {};
      expect(pending + running + succeeded).toBe(total);
      return input as number;
    };
    await bench.runs.run(makeRequest({ source, runChild, maxConcurrency: 3 }), never);
    expect(most).toBe(7);
    expect(bench.runs.update(MAP_RUN_ARN, { maxConcurrency: 1 })).toBe(false);
  });

  it('go on when the limit on how many run at once is taken away', async () => {
    const source = { items: [1, 2, 3] };
    const runChild = async ({ input }: ChildExecution): Promise<JsonValue> => {
      bench.runs.update(MAP_RUN_ARN, { maxConcurrency: 0 });
      await new Promise((resolve) => setImmediate(resolve));
      return input;
    };
    expect(await bench.runs.run(makeRequest({ source, runChild, maxConcurrency: 1 }), never)).toEqual([1, 2, 3]);
    expect(bench.runs.describe(MAP_RUN_ARN)?.maxConcurrency).toBe(10_000);
  });

  it('reaches 10,000 children that wait', async () => {
    const source = { items: Array.from({ length: 10_000 }, (_, at) => at) };
    let active = 0;
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const runChild = async (): Promise<null> => {
      if (++active === 10_000) open?.();
      await gate;
      return null;
    };
    await bench.runs.run(makeRequest({ source, runChild }), never);
    expect(active).toBe(10_000);
  });
});

describe('tolerated failures', () => {
  const source = { items: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };
  const exceeded = {
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  };

  it.each([
    [{ toleratedFailurePercentage: undefined, toleratedFailureCount: undefined }, [5], false],
    [{ toleratedFailurePercentage: 0, toleratedFailureCount: undefined }, [5], false],
    [{ toleratedFailurePercentage: 20, toleratedFailureCount: undefined }, [1, 2], true],
    [{ toleratedFailurePercentage: 20, toleratedFailureCount: undefined }, [1, 2, 3], false],
    [{ toleratedFailurePercentage: undefined, toleratedFailureCount: 2 }, [1, 2], true],
    [{ toleratedFailurePercentage: undefined, toleratedFailureCount: 2 }, [1, 2, 3], false],
    [{ toleratedFailurePercentage: 0, toleratedFailureCount: 2 }, [1], false],
    [{ toleratedFailurePercentage: 50, toleratedFailureCount: 0 }, [1], false],
    [{ toleratedFailurePercentage: 50, toleratedFailureCount: 1 }, [1, 2], false],
    [{ toleratedFailurePercentage: 10, toleratedFailureCount: 5 }, [1, 2], false],
    [{ toleratedFailurePercentage: 100, toleratedFailureCount: undefined }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], true],
  ])('%j with failures of %j: %s', async (tolerance, bad, tolerated) => {
    const run = bench.runs.run(makeRequest({ source, ...tolerance, runChild: failOn(...bad) }), never);
    if (tolerated) expect(await run).toHaveLength(10);
    else await expect(run).rejects.toMatchObject(exceeded);
  });

  it('stop what runs and leave the rest pending', async () => {
    const runChild = async ({ input }: ChildExecution, signal: AbortSignal): Promise<number> => {
      if (input === 3) throw new StatesError('Bad');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      return 0;
    };
    const run = bench.runs.run(makeRequest({ source, runChild, maxConcurrency: 3, writer: WRITER }), never);
    await expect(run).rejects.toMatchObject(exceeded);
    expect(bench.runs.describe(MAP_RUN_ARN)).toMatchObject({ status: 'FAILED' });
    expect(bench.runs.describe(MAP_RUN_ARN)?.itemCounts).toMatchObject({
      failed: 1,
      aborted: 2,
      pending: 7,
      succeeded: 0,
      total: 10,
    });
    expect(await readRecords(bench, 'FAILED')).toHaveLength(3);
    expect(await readRecords(bench, 'PENDING')).toContainEqual({
      Input: '10',
      InputDetails: { Included: true },
      Status: 'PENDING',
    });
  });
});

describe('a Map Run that is stopped', () => {
  it('aborts its children, is ABORTED, and rejects with the reason', async () => {
    const stop = new AbortController();
    const runChild = async (_child: ChildExecution, signal: AbortSignal): Promise<null> => {
      setTimeout(() => stop.abort(new StatesError('Stopped')), 1);
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      return null;
    };
    const run = bench.runs.run(makeRequest({ source: { items: [1, 2] }, runChild, maxConcurrency: 1 }), stop.signal);
    await expect(run).rejects.toMatchObject({ error: 'Stopped' });
    const record = bench.runs.describe(MAP_RUN_ARN);
    expect(record?.status).toBe('ABORTED');
    expect(record?.itemCounts).toMatchObject({ aborted: 1, pending: 1, total: 2 });
  });
});

describe('a reader that fails', () => {
  it('fails the run with States.ItemReaderFailed', async () => {
    await expect(bench.runs.run(makeRequest({ source: readerOf('none.csv', CSV) }), never)).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringContaining('NoSuchKey') as string,
    });
    expect(bench.runs.describe(MAP_RUN_ARN)?.status).toBe('FAILED');
  });
});
