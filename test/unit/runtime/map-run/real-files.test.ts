import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { makeBuckets } from '../../../../src/items/buckets.ts';
import type { MapRunRequest } from '../../../../src/runtime/contracts.ts';
import { createMapRuns } from '../../../../src/runtime/map-run/map-runs.ts';
import { batchOf } from './datasets.ts';
import { MAP_RUN_ARN, WRITER, makeBench, makeRequest, readRecords, realClock } from './support.ts';
import type { Bench } from './support.ts';

/* Whole Map Runs over files that somebody else has made: what their result files hold, beside another parser. */

const DATASETS = fileURLToPath(new URL('../../../../node_modules/vega-datasets/data', import.meta.url));
const never = new AbortController().signal;
let bench: Bench;

beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.remove());

/** Runs over a file of the datasets, and gives how its items were counted. */
async function runOver(key: string, config: JsonObject, change: Partial<MapRunRequest>) {
  const buckets = await makeBuckets({ folders: { data: bench.folder, vega: DATASETS } });
  const runs = createMapRuns({ buckets, clock: realClock, limits: 'aws' });
  const reader = { action: 'getObject', parameters: { Bucket: 'vega', Key: key }, config } as const;
  await runs.run(makeRequest({ source: { reader }, writer: WRITER, executionType: 'EXPRESS', ...change }), never);
  return runs.describe(MAP_RUN_ARN)!.itemCounts;
}

const inputOf = (record: JsonValue): JsonValue => JSON.parse((record as { Input: string }).Input) as JsonValue;
const sumOf = (rows: readonly JsonValue[], name: string): number =>
  rows.reduce<number>((sum, row) => sum + Number((row as JsonObject)[name]), 0);

describe('the result files of a Map Run over', () => {
  it('zipcodes.csv hold each of its 42,049 rows once, in batches', async () => {
    const text = readFileSync(join(DATASETS, 'zipcodes.csv'), 'utf8');
    const expected = parse<JsonObject>(text, { columns: true, bom: true });
    const config = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
    const counts = await runOver('zipcodes.csv', config, { batcher: batchOf(100) });
    const rows = (await readRecords(bench, 'SUCCEEDED')).flatMap(
      (record) => (inputOf(record) as JsonObject)['Items'] as JsonValue[],
    );
    expect(rows).toEqual(expected);
    expect(counts).toMatchObject({ total: 42_049, succeeded: 42_049, resultsWritten: 42_049 });
    expect(sumOf(rows, 'latitude')).toBe(sumOf(expected, 'latitude'));
  });

  it('flights-200k.json hold each flight once', async () => {
    const expected = JSON.parse(readFileSync(join(DATASETS, 'flights-200k.json'), 'utf8')) as JsonObject[];
    const runChild: MapRunRequest['runChild'] = ({ input }) => ({ delay: (input as JsonObject)['delay'] ?? null });
    const writer = { ...WRITER, transformation: 'COMPACT', outputType: 'JSONL' } as const;
    const counts = await runOver('flights-200k.json', { InputType: 'JSON' }, { runChild, writer });
    const outputs = await readRecords(bench, 'SUCCEEDED', 'JSONL');
    expect(outputs).toHaveLength(expected.length);
    expect(sumOf(outputs, 'delay')).toBe(sumOf(expected, 'delay'));
    expect(counts).toMatchObject({ total: expected.length, succeeded: expected.length });
  });

  it('flights-3m.parquet add up to what its columns hold', { timeout: 120_000 }, async () => {
    const bytes = readFileSync(join(DATASETS, 'flights-3m.parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const expected = { delay: 0, distance: 0 };
    for (let rowStart = 0; rowStart < 3_000_000; rowStart += 272_727)
      for (const { delay, distance } of await parquetReadObjects({
        file,
        columns: ['delay', 'distance'],
        compressors,
        rowStart,
        rowEnd: Math.min(rowStart + 272_727, 3_000_000),
      })) {
        expected.delay += Number(delay ?? 0);
        expected.distance += Number(distance ?? 0);
      }
    const runChild: MapRunRequest['runChild'] = ({ input }) => {
      const rows = (input as JsonObject)['Items'] as JsonValue[];
      return { rows: rows.length, delay: sumOf(rows, 'delay'), distance: sumOf(rows, 'distance') };
    };
    const writer = { ...WRITER, transformation: 'COMPACT' } as const;
    const change = { batcher: batchOf(1000), runChild, writer };
    const counts = await runOver('flights-3m.parquet', { InputType: 'PARQUET' }, change);
    const batches = await readRecords(bench, 'SUCCEEDED');
    expect(batches).toHaveLength(3000);
    expect(sumOf(batches, 'rows')).toBe(3_000_000);
    expect({ delay: sumOf(batches, 'delay'), distance: sumOf(batches, 'distance') }).toEqual(expected);
    expect(counts).toMatchObject({ total: 3_000_000, succeeded: 3_000_000 });
  });
});
