import { afterEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../../../src/items/bucket.ts';
import { makeBuckets } from '../../../../src/items/buckets.ts';
import type { ExpectedItems } from '../../../../src/protocol/execution-snapshot.ts';
import type { MapRunRequest } from '../../../../src/runtime/contracts.ts';
import { createMapRuns } from '../../../../src/runtime/map-run/map-runs.ts';
import { makeBench, makeRequest, readerOf, realClock, type Bench } from './support.ts';

let bench: Bench;
afterEach(() => bench.remove());

/** What was told of the dataset, in its order. */
async function gauge(change: Partial<MapRunRequest>, files: Record<string, string> = {}): Promise<ExpectedItems[]> {
  const told: ExpectedItems[] = [];
  bench = await makeBench({ onExpected: (_mapRunArn, expected) => told.push(expected) });
  for (const [key, body] of Object.entries(files)) await bench.put(key, body);
  await bench.runs.run(makeRequest(change), new AbortController().signal).catch(() => undefined);
  return told;
}

const rows = (count: number): string => `id,name\n${'12345678,"a name of no interest"\n'.repeat(count)}`;
const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

describe('how many items a dataset has', () => {
  it('is known at once of the state’s input', async () => {
    expect((await gauge({ source: { items: Array.from({ length: 9000 }, () => 1) } }))[0]).toEqual({
      items: 9000,
      isExact: true,
    });
    expect((await gauge({ source: { items: { a: 1, b: 2 } } }))[0]).toEqual({ items: 2, isExact: true });
  });

  it('is estimated of a file within a few percent, long before its end, and exact with its last part', async () => {
    const told = await gauge({ source: readerOf('in.csv', CSV), batcher: BATCHES }, { 'in.csv': rows(200_000) });
    expect(told.length).toBeGreaterThan(5);
    for (const { items, isExact } of told.slice(0, -1)) {
      expect(isExact).toBe(false);
      expect(items).toBeGreaterThan(190_000);
      expect(items).toBeLessThan(210_000);
    }
    expect(told.at(-1)).toEqual({ items: 200_000, isExact: true });
  });

  it('is no more than MaxItems', async () => {
    const config = { ...CSV, MaxItems: 60_000 };
    const told = await gauge({ source: readerOf('in.csv', config), batcher: BATCHES }, { 'in.csv': rows(100_000) });
    expect(Math.max(...told.map(({ items }) => items))).toBe(60_000);
    expect(told.at(-1)).toEqual({ items: 60_000, isExact: true });
  });

  it('is told of a small file before its first child has ended', async () => {
    const order: string[] = [];
    bench = await makeBench({ onExpected: (_arn, { items, isExact }) => order.push(`${items} ${isExact}`) });
    await bench.put('in.csv', rows(3));
    const runChild = (): null => {
      order.push('child');
      return null;
    };
    await bench.runs.run(makeRequest({ source: readerOf('in.csv', CSV), runChild }), new AbortController().signal);
    expect(order).toEqual(['3 true', 'child', 'child', 'child']);
  });

  it('is not known of a listing before its end', async () => {
    const source = { reader: { action: 'listObjectsV2', parameters: { Bucket: 'data', Prefix: 'x/' }, config: {} } };
    const told = await gauge({ source } as Partial<MapRunRequest>, { 'x/1': '1', 'x/2': '2' });
    expect(told).toEqual([{ items: 2, isExact: true }]);
  });

  it('is told of a version of an object, and of a bucket that must be an account’s, too', async () => {
    const told: ExpectedItems[] = [];
    const asked: unknown[] = [];
    bench = await makeBench();
    await bench.put('in.csv', rows(3));
    const folder = await (await makeBuckets({ folders: { data: bench.folder } })).find('data');
    const bucket: Bucket = {
      ...folder,
      asking: (how) => {
        asked.push(how);
        return folder;
      },
    };
    const runs = createMapRuns({
      buckets: { find: () => Promise.resolve(bucket) },
      clock: realClock,
      limits: 'aws',
      onExpected: (_arn, expected) => told.push(expected),
    });
    const parameters = { Bucket: 'data', Key: 'in.csv', VersionId: 'v1', ExpectedBucketOwner: '123456789012' };
    const source = { reader: { action: 'getObject', parameters, config: CSV } } as const;
    const runChild = (): null => null;
    expect(await runs.run(makeRequest({ source, runChild }), new AbortController().signal)).toHaveLength(3);
    expect(asked).toEqual([{ versionId: 'v1', expectedBucketOwner: '123456789012' }]);
    expect(told).toEqual([{ items: 3, isExact: true }]);
  });

  it('stays unknown where the end cannot be read, and hides no error', async () => {
    const told: ExpectedItems[] = [];
    bench = await makeBench({ onExpected: (_arn, expected) => told.push(expected) });
    await bench.put('in.json', '[1, 2, 3, oops');
    let children = 0;
    const request = makeRequest({
      source: readerOf('in.json', { InputType: 'JSON' }),
      runChild: () => ++children,
    });
    await expect(bench.runs.run(request, new AbortController().signal)).rejects.toThrow(/ItemReaderFailed/);
    expect(told.some(({ isExact }) => isExact)).toBe(false);
  });
});

const BATCHES = { maxItemsPerBatch: 100, maxInputBytesPerBatch: undefined, batchInput: undefined };
