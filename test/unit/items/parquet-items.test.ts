import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/asl/json.ts';
import { makeFolder, readAll } from './support.ts';
import type { Folder } from './support.ts';

const PARQUET = { InputType: 'PARQUET' };
let folder: Folder;

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.remove());

/** Numbers that are kept, as texts of their digits. */
function quoteKept(item: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(item).replace(/:(-?\d{16,})/g, ':"$1"')) as JsonValue;
}

describe('Parquet', () => {
  it('gives rows over row groups, with exact 64-bit integers', async () => {
    const rows = 10_000;
    const column = <T>(make: (at: number) => T): T[] => Array.from({ length: rows }, (_, at) => make(at));
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'id', data: column((at) => BigInt(at)), type: 'INT64' },
        { name: 'big', data: column((at) => 9_007_199_254_740_992n + BigInt(at % 2)), type: 'INT64' },
        { name: 'ratio', data: column((at) => (at % 3 === 0 ? NaN : at / 4)), type: 'DOUBLE' },
        { name: 'name', data: column((at) => (at % 5 === 0 ? null : `é${at}`)), type: 'STRING', nullable: true },
        { name: 'ok', data: column((at) => at % 2 === 0), type: 'BOOLEAN' },
        { name: 'at', data: column((at) => new Date(at * 1000)), type: 'TIMESTAMP' },
      ],
      rowGroupSize: 3000,
    });
    await folder.put('a.parquet', Buffer.from(file));
    const items = (await readAll(folder.buckets, PARQUET, { Key: 'a.parquet' })).map(quoteKept);
    expect(items).toHaveLength(rows);
    expect(items[0]).toEqual({
      id: 0,
      big: '9007199254740992',
      ratio: null,
      name: null,
      ok: true,
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(items[3001]).toEqual({
      id: 3001,
      big: '9007199254740993',
      ratio: 750.25,
      name: 'é3001',
      ok: false,
      at: '1970-01-01T00:50:01.000Z',
    });
    expect(items.map((item) => (item as { id: number }).id)).toEqual(column((at) => at));
    expect(await readAll(folder.buckets, { ...PARQUET, MaxItems: 3500 }, { Key: 'a.parquet' })).toHaveLength(3500);
  });

  it('gives 64-bit integers of either sign, with and without a dictionary, and those that are missing', async () => {
    const values = [-1n, null, 5n, -9_223_372_036_854_775_808n, 5n, 9_007_199_254_740_991n];
    const unsigned = [18_446_744_073_709_551_615n, 7n, 0n, 1n, 2n, 3n];
    const column = { type: 'INT64', repetition_type: 'OPTIONAL' } as const;
    for (const encoding of ['PLAIN', 'RLE_DICTIONARY'] as const) {
      const file = parquetWriteBuffer({
        columnData: [
          { name: 'id', data: values, encoding },
          { name: 'count', data: unsigned, encoding },
        ],
        schema: [
          { name: 'root', num_children: 2 },
          { name: 'id', ...column },
          { name: 'count', ...column, repetition_type: 'REQUIRED', converted_type: 'UINT_64' },
        ],
      });
      await folder.put(`${encoding}.parquet`, Buffer.from(file));
      const items = await readAll(folder.buckets, PARQUET, { Key: `${encoding}.parquet` });
      expect(items.map(quoteKept)).toEqual([
        { id: -1, count: '18446744073709551615' },
        { id: null, count: 7 },
        { id: 5, count: 0 },
        { id: '-9223372036854775808', count: 1 },
        { id: 5, count: 2 },
        { id: '9007199254740991', count: 3 },
      ]);
    }
  });

  it('gives lists and structs', async () => {
    const file = parquetWriteBuffer({ columnData: [{ name: 'tags', data: [{ a: [1, 'x'] }, null], type: 'JSON' }] });
    await folder.put('a.parquet', Buffer.from(file));
    expect(await readAll(folder.buckets, PARQUET, { Key: 'a.parquet' })).toEqual([
      { tags: { a: [1, 'x'] } },
      { tags: null },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['text', 'a,b\n1,2\n3,4\n'],
    ['a cut file', 'PAR1xxxxxxxxxxxxxxxxxxxxx'],
  ])('refuses %s', async (_what, body) => {
    await folder.put('a.parquet', body);
    await expect(readAll(folder.buckets, PARQUET, { Key: 'a.parquet' })).rejects.toThrow(
      'S3://data/a.parquet is no Parquet file',
    );
  });
});
