import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { makeBuckets } from '../../../src/items/buckets.ts';
import { readItems } from '../../../src/items/read-items.ts';
import { readAll } from './support.ts';

const DATASETS = fileURLToPath(new URL('../../../node_modules/vega-datasets/data', import.meta.url));
const buckets = await makeBuckets({ folders: { data: DATASETS } });
const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

describe('real files give what another parser gives', () => {
  const tables = readdirSync(DATASETS).filter((name) => /\.[ct]sv$/.test(name));
  it.each(tables)('%s', async (name) => {
    const text = readFileSync(join(DATASETS, name), 'utf8');
    const tabs = name.endsWith('.tsv');
    const expected = parse(text, { columns: true, bom: true, delimiter: tabs ? '\t' : ',' });
    const items = await readAll(buckets, { ...CSV, CSVDelimiter: tabs ? 'TAB' : 'COMMA' }, { Key: name });
    expect(items).toHaveLength(expected.length);
    expect(items).toEqual(expected);
    if (name === 'zipcodes.csv') expect(items).toHaveLength(42_049);
  });

  const documents = readdirSync(DATASETS).filter((name) => name.endsWith('.json'));
  it.each(documents)('%s', async (name) => {
    const expected = Object.values(JSON.parse(readFileSync(join(DATASETS, name), 'utf8')) as object) as unknown[];
    const items = await readAll(buckets, { InputType: 'JSON' }, { Key: name });
    expect(items).toHaveLength(expected.length);
    expect(items).toEqual(expected);
  });

  it('us-10m.json, at a pointer', async () => {
    const world = JSON.parse(readFileSync(join(DATASETS, 'us-10m.json'), 'utf8')) as {
      objects: { counties: { geometries: unknown[] } };
    };
    const config = { InputType: 'JSON', ItemsPointer: '/objects/counties/geometries' };
    expect(await readAll(buckets, config, { Key: 'us-10m.json' })).toEqual(world.objects.counties.geometries);
  });

  it('flights-3m.parquet', { timeout: 120_000 }, async () => {
    const bytes = readFileSync(join(DATASETS, 'flights-3m.parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const columns = ['delay', 'distance', 'origin', 'date'];
    const expected = { rows: 0, delay: 0, distance: 0, origins: new Map<string, number>(), last: '' };
    // In ranges, so that the comparison itself stays small.
    for (let rowStart = 0; rowStart < 3_000_000; rowStart += 272_727)
      for (const row of await parquetReadObjects({
        file,
        columns,
        compressors,
        rowStart,
        rowEnd: Math.min(rowStart + 272_727, 3_000_000),
      })) {
        expected.rows++;
        expected.delay += Number(row.delay ?? 0);
        expected.distance += Number(row.distance ?? 0);
        expected.origins.set(row.origin as string, (expected.origins.get(row.origin as string) ?? 0) + 1);
        expected.last = (row.date as Date).toISOString();
      }
    const seen = { rows: 0, delay: 0, distance: 0, origins: new Map<string, number>(), last: '' };
    const request = {
      action: 'getObject',
      parameters: { Bucket: 'data', Key: 'flights-3m.parquet' },
      config: { InputType: 'PARQUET' },
    } as const;
    for await (const { items } of readItems(request, buckets))
      for (const { delay, distance, origin, date } of items as JsonObject[]) {
        seen.rows++;
        seen.delay += Number(delay);
        seen.distance += Number(distance);
        seen.origins.set(origin as string, (seen.origins.get(origin as string) ?? 0) + 1);
        seen.last = date as string;
      }
    expect(seen).toEqual(expected);
    expect(seen.rows).toBe(3_000_000);
  });
});
