import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import type { MapRunRequest } from '../../../../src/runtime/contracts.ts';
import { MAP_RUN_ARN, readerOf } from './support.ts';
import type { Bench } from './support.ts';

/** Datasets of items that each hold their position as `id`, in every form that is read. */
export const READERS: Readonly<Record<string, (ids: number[], bench: Bench) => Promise<MapRunRequest['source']>>> = {
  state: (ids) => Promise.resolve({ items: ids.map((id) => ({ id })) }),
  csv: async (ids, bench) => {
    await bench.put('a.csv', `id\n${ids.map((id) => `${id}\n`).join('')}`);
    return readerOf('a.csv', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' });
  },
  'packed lines': async (ids, bench) => {
    await bench.put('a.jsonl.gz', gzipSync(ids.map((id) => `{"id":${id}}\n`).join('')));
    return readerOf('a.jsonl.gz', { InputType: 'JSONL' });
  },
  json: async (ids, bench) => {
    await bench.put('a.json', JSON.stringify({ deep: ids.map((id) => ({ id })) }, null, 1));
    return readerOf('a.json', { InputType: 'JSON', ItemsPointer: '/deep' });
  },
  parquet: async (ids, bench) => {
    if (ids.length === 0) return { items: [] };
    const file = parquetWriteBuffer({ columnData: [{ name: 'id', data: ids, type: 'INT32' }], rowGroupSize: 7 });
    await bench.put('a.parquet', Buffer.from(file));
    return readerOf('a.parquet', { InputType: 'PARQUET' });
  },
  listing: async (ids, bench) => {
    for (const id of ids) await bench.put(`in/${id}`, `{"id":${id}}`);
    return {
      reader: {
        action: 'listObjectsV2',
        parameters: { Bucket: 'data', Prefix: 'in/' },
        config: { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' },
      },
    };
  },
};

type Batcher = NonNullable<MapRunRequest['batcher']>;
export const batchOf = (items?: number, bytes?: number): Batcher => ({
  maxItemsPerBatch: items,
  maxInputBytesPerBatch: bytes,
  batchInput: undefined,
});

/** The positions that the input of a child, or a record of it, holds. */
export function idsOf(value: JsonValue): number[] {
  const items = (value as JsonObject).Items;
  if (Array.isArray(items)) return items.flatMap(idsOf);
  return [Number((value as { id: JsonValue }).id)];
}

export const inputIds = (record: JsonValue): number[] =>
  idsOf(JSON.parse((record as { Input: string }).Input) as JsonValue);
export const sorted = (ids: number[]): number[] => ids.toSorted((a, b) => a - b);

/** Nothing is counted twice or not at all, at any moment. */
export function expectAddUp(bench: Bench): void {
  const record = bench.runs.describe(MAP_RUN_ARN)!;
  for (const counts of [record.itemCounts, record.executionCounts]) {
    const { pending, running, succeeded, failed, timedOut, aborted, pendingRedrive, total } = counts;
    expect(pending + running + succeeded + failed + timedOut + aborted + pendingRedrive).toBe(total);
    expect(Math.min(pending, running, pendingRedrive)).toBeGreaterThanOrEqual(0);
  }
}
