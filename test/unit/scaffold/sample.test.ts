import { createHash } from 'node:crypto';
import { crc32 as nodeCrc32, gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { crc32, gzipStored } from '../../../src/scaffold/sample/gzip.ts';
import { md5Hex } from '../../../src/scaffold/sample/md5.ts';
import { ordersCsv, ordersJson, ordersJsonl, ordersParquet } from '../../../src/scaffold/sample/order-files.ts';
import { sampleOrders } from '../../../src/scaffold/sample/orders.ts';
import { inventoryFiles } from '../../../src/scaffold/sample/stored-objects.ts';

describe('gzipStored', () => {
  it('is what zlib reads, whatever the content', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
        expect(new Uint8Array(gunzipSync(gzipStored(content)))).toEqual(content);
        expect(crc32(content)).toBe(nodeCrc32(content));
      }),
    );
  });

  it.each([65_534, 65_535, 65_536, 131_070, 200_000])('splits %i bytes into blocks', (length) => {
    const content = Uint8Array.from({ length }, (_, index) => index % 251);
    expect(Buffer.compare(gunzipSync(gzipStored(content)), content)).toBe(0);
  });
});

describe('md5Hex', () => {
  it('is what OpenSSL computes, whatever the content', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
        expect(md5Hex(content)).toBe(createHash('md5').update(content).digest('hex'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('sample orders', () => {
  const orders = sampleOrders(250);

  it('are the same in every format', async () => {
    const rows = parse(ordersCsv(orders), { columns: true });
    expect(
      rows.map((row) => ({
        ...(row as object),
        quantity: Number((row as { quantity: string }).quantity),
        unit_price: Number((row as { unit_price: string }).unit_price),
      })),
    ).toEqual(orders);
    expect(JSON.parse(ordersJson(orders))).toEqual(orders);
    expect(
      ordersJsonl(orders)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(orders);
    const { buffer } = await ordersParquet(orders);
    expect(await parquetReadObjects({ file: buffer as ArrayBuffer })).toEqual(orders);
  });

  it('hold what CSV has to quote', () => {
    expect(ordersCsv(orders)).toContain('"clock ""Nova"""');
  });
});

describe('inventoryFiles', () => {
  it('puts the file where the manifest says, with its size and checksum', () => {
    const [manifest, file] = inventoryFiles('data', 'inventory/daily/2026-01-05T01-00Z/manifest.json');
    const { files } = JSON.parse(manifest!.contents as string) as {
      files: { key: string; size: number; MD5checksum: string }[];
    };
    const bytes = file!.contents as Uint8Array;
    expect(files).toEqual([
      { key: file!.path, size: bytes.length, MD5checksum: createHash('md5').update(bytes).digest('hex') },
    ]);
    expect(file!.path).toMatch(/^inventory\/daily\/data\/.*\.csv\.gz$/);
    const rows = parse(gunzipSync(bytes).toString());
    expect(rows).toHaveLength(12);
    expect(rows[0]).toEqual([
      'data',
      '2026/01/A-1001.json',
      expect.stringMatching(/^\d+$/),
      '2026-01-04T22:10:31.000Z',
    ]);
  });
});
