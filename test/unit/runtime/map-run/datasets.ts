import { parquetWriteBuffer } from 'hyparquet-writer';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
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
  'state object': (ids) => Promise.resolve({ items: Object.fromEntries(ids.map((id) => [`k${id}`, { id }])) }),
  'quoted csv': async (ids, bench) => {
    await bench.put('b.csv.zst', zstdCompressSync(`\ufeff${ids.map((id) => `"a\n|""b";"${id}"\r\n`).join('')}`));
    const given = { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['text', 'id'], CSVDelimiter: 'SEMICOLON' };
    return readerOf('b.csv.zst', { InputType: 'CSV', ...given });
  },
  'packed lines': async (ids, bench) => {
    await bench.put('a.jsonl.gz', gzipSync(ids.map((id) => `{"id":${id}}\n`).join('')));
    return readerOf('a.jsonl.gz', { InputType: 'JSONL' });
  },
  json: async (ids, bench) => {
    await bench.put('a.json', JSON.stringify({ deep: ids.map((id) => ({ id })) }, null, 1));
    return readerOf('a.json', { InputType: 'JSON', ItemsPointer: '/deep' });
  },
  'json object': async (ids, bench) => {
    await bench.put('b.json', `{${ids.map((id) => `"k${id}": {"id": ${id}, "deep": [{}, "]"]}`).join(',')}}`);
    return readerOf('b.json', { InputType: 'JSON' });
  },
  inventory: async (ids, bench) => {
    const reports = chunksOf(ids).map((some, at) => ({
      key: `inv/${at}.csv.gz`,
      body: some.map((id) => `"b","${id}"\n`),
    }));
    for (const { key, body } of reports) await bench.put(key, gzipSync(body.join('')));
    const files = reports.map(({ key }) => ({ key }));
    const manifest = { destinationBucket: 'arn:aws:s3:::data', fileFormat: 'CSV', fileSchema: 'Bucket, id', files };
    await bench.put('inv/manifest.json', JSON.stringify(manifest));
    return readerOf('inv/manifest.json', { ManifestType: 'S3_INVENTORY' });
  },
  'athena csv': (ids, bench) =>
    writeUnloaded(ids, bench, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, (some) =>
      gzipSync(`id\n${some.map((id) => `${id}\n`).join('')}`),
    ),
  'athena parquet': (ids, bench) => writeUnloaded(ids, bench, { InputType: 'PARQUET' }, makeParquet),
  parquet: async (ids, bench) => {
    if (ids.length === 0) return { items: [] };
    await bench.put('a.parquet', makeParquet(ids));
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

const makeParquet = (ids: number[]): Buffer =>
  Buffer.from(
    parquetWriteBuffer({ columnData: [{ name: 'id', data: ids.map(BigInt), type: 'INT64' }], rowGroupSize: 7 }),
  );

/** In parts of eight, the last of which may be shorter. */
function chunksOf(ids: number[]): number[][] {
  return Array.from({ length: Math.ceil(ids.length / 8) }, (_, at) => ids.slice(at * 8, at * 8 + 8));
}

/** As Athena's UNLOAD leaves it: a manifest of URIs, one a line. Its compressed files are read by their ending. */
async function writeUnloaded(
  ids: number[],
  bench: Bench,
  config: JsonObject,
  make: (ids: number[]) => Uint8Array,
): Promise<MapRunRequest['source']> {
  const ending = config.InputType === 'PARQUET' ? '' : '.gz';
  const parts = chunksOf(ids).map((some, at) => ({ key: `unloaded/${at}${ending}`, body: make(some) }));
  for (const { key, body } of parts) await bench.put(key, body);
  await bench.put('unloaded-manifest.csv', parts.map(({ key }) => `s3://data/${key}\n`).join(''));
  return readerOf('unloaded-manifest.csv', { ManifestType: 'ATHENA_DATA', ...config });
}

type Batcher = NonNullable<MapRunRequest['batcher']>;
export const batchOf = (items?: number, bytes?: number, batchInput?: JsonValue): Batcher => ({
  maxItemsPerBatch: items,
  maxInputBytesPerBatch: bytes,
  batchInput,
});

const BATCHERS = [
  undefined,
  batchOf(1),
  batchOf(7),
  batchOf(undefined, 60),
  batchOf(3, 40),
  batchOf(5, 90, { a: 'é' }),
];
export const anyBatcher = fc.constantFrom(...BATCHERS);

/** An ItemSelector of each kind: none, one that is there at once, one that has to be awaited. */
export const anySelector = fc.constantFrom<MapRunRequest['selectItem'][]>(
  undefined,
  (item, { index }) => ({ id: (item as JsonObject).id ?? null, index }),
  async (item, { source }) => ({ id: (await Promise.resolve(item as JsonObject)).id ?? null, source }),
);

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
