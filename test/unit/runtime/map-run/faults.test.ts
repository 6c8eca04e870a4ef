import { appendFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import type { MapRunRecord } from '../../../../src/runtime/contracts.ts';
import { S3Stub, fail } from '../../items/s3-stub.ts';
import { EXECUTION_ARN, only, start, type Setup } from '../interpreter/harness.ts';
import { readRecords, makeBench, realClock, RUN_ID } from './support.ts';
import type { Bench } from './support.ts';

/* A whole execution whose dataset, or place for results, fails: the error that AWS gives, and counts that add up. */

let stub: S3Stub;
let bench: Bench;

beforeEach(async () => {
  stub = new S3Stub();
  bench = await makeBench({ s3: await stub.listen() });
});
afterEach(async () => {
  await bench.remove();
  await stub.close();
});

const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
const LINES = { InputType: 'JSONL' };
const writer = (bucket: string): JsonObject => ({
  Resource: 'arn:aws:states:::s3:putObject',
  Parameters: { Bucket: bucket, Prefix: 'out' },
});
const reader = (bucket: string, key: string, config: JsonObject): JsonObject => ({
  Resource: 'arn:aws:states:::s3:getObject',
  Parameters: { Bucket: bucket, Key: key },
  ReaderConfig: config,
});

type Counts = MapRunRecord['itemCounts'];

/** Carries out one distributed Map; each item is a Pass, or `work`. What must hold of every end is looked at here. */
async function execute(
  map: JsonObject,
  work?: Setup['work'],
): Promise<{ error?: string; cause?: string; counts: Counts }> {
  const state = work
    ? { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:111111111111:function:work', End: true }
    : { Type: 'Pass', End: true };
  const execution = start(
    only({
      Type: 'Map',
      Label: 'Map',
      ResultWriter: writer('data'),
      ...map,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: { Work: state },
      },
    }),
    {},
    { mapRuns: bench.runs, clock: realClock, uuid: () => RUN_ID, ...(work ? { work } : {}) },
  );
  const result = await execution.result;
  const [run] = bench.runs.list(EXECUTION_ARN);
  const { itemCounts: counts, executionCounts: children } = run!;
  for (const { pending, running, succeeded, failed, timedOut, aborted, pendingRedrive, total } of [counts, children]) {
    expect(pending + running + succeeded + failed + timedOut + aborted + pendingRedrive).toBe(total);
    expect(running).toBe(0);
  }
  expect(run?.status).toBe(result.status);
  const events = execution.history.read().map(({ type }) => type);
  if (result.status === 'FAILED') {
    expect(events.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
    const { error = '', cause = '' } = result;
    return { error, cause, counts };
  }
  return { counts };
}

const rows = (count: number): string =>
  `id,text\n${Array.from({ length: count }, (_, id) => `${id},${'x'.repeat(60)}\n`).join('')}`;
const lines = (count: number): string => Array.from({ length: count }, (_, id) => `{"id":${id}}\n`).join('');

/** The rows that were read before the fault each have their record. */
async function expectRecords({ total, succeeded }: Counts): Promise<void> {
  expect(await readRecords(bench, 'SUCCEEDED')).toHaveLength(succeeded);
  expect(await readRecords(bench, 'PENDING')).toHaveLength(total - succeeded);
}

describe('a dataset that is broken', () => {
  it.each([
    ['rows.csv.gz', gzipSync, CSV, rows, /^S3:\/\/data\/rows.csv.gz is no whole GZIP file: /],
    ['rows.csv.zst', zstdCompressSync, CSV, rows, /^S3:\/\/data\/rows.csv.zst is no whole ZSTD file: /],
    ['rows.jsonl.gz', gzipSync, LINES, lines, /^S3:\/\/data\/rows.jsonl.gz is no whole GZIP file: /],
  ])('fails the run where %s is cut', async (key, pack, config, make, cause) => {
    const packed = pack(Buffer.from(make(20_000)));
    await bench.put(key, packed.subarray(0, Math.floor(packed.length * 0.8)));
    const { error, cause: told, counts } = await execute({ ItemReader: reader('data', key, config) });
    expect(error).toBe('States.ItemReaderFailed');
    expect(told).toMatch(cause);
    expect(counts.total).toBeLessThan(20_000);
    await expectRecords(counts);
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['grows', (path) => appendFile(path, '20000,late\n')],
    ['is cut', (path) => truncate(path, 70_000)],
    ['is written anew', () => bench.put('rows.csv', rows(20_000).replaceAll('x', 'y'))],
  ])('fails the run where a CSV file %s while it is read', async (_how, change) => {
    await bench.put('rows.csv', rows(20_000));
    let changed: Promise<void> | undefined;
    const work = async (): Promise<JsonValue> => {
      await (changed ??= change(join(bench.folder, 'rows.csv')));
      return null;
    };
    const map = { ItemReader: reader('data', 'rows.csv', CSV), MaxConcurrency: 10 };
    const { error, cause, counts } = await execute(map, work);
    expect(error).toBe('States.ItemReaderFailed');
    expect(cause).toMatch(/^PreconditionFailed: rows.csv changed while it was being read/);
    expect(counts.succeeded).toBeGreaterThan(0);
  });

  const large = 'x'.repeat(9 * 1024 * 1024);
  it.each([
    ['a row of CSV', 'a.csv', `id,text\n1,a\n2,${large}\n`, CSV, 1],
    ['a quoted field of CSV', 'a.csv', `id,text\n1,a\n2,"${large}"\n`, CSV, 1],
    ['a line of JSON Lines', 'a.jsonl', `{"id":1}\n{"id":2,"text":"${large}"}\n`, LINES, 1],
    ['an element of a JSON array', 'a.json', `[{"id":1},{"id":2,"text":"${large}"}]`, { InputType: 'JSON' }, 1],
    ['an entry of a JSON object', 'a.json', `{"a":1,"b":"${large}"}`, { InputType: 'JSON' }, 1],
  ])('fails the run for %s of 9 MB', async (_what, key, body, config, before) => {
    await bench.put(key, body);
    const { error, cause, counts } = await execute({
      ItemReader: reader('data', key, config),
      ItemSelector: { small: true },
    });
    expect(error).toBe('States.ItemReaderFailed');
    expect(cause).toContain('8 MB');
    expect(counts.succeeded).toBeLessThanOrEqual(before);
    await expectRecords(counts);
  });

  it.each([
    [10, undefined],
    [11, 'States.ItemReaderFailed'],
  ])('takes a CSV header of up to 10 KiB: %i', async (kibibytes, expected) => {
    const names = Array.from({ length: 64 }, (_, at) => `c${at}`.padEnd((kibibytes * 1024) / 64 - 1, '_'));
    await bench.put('a.csv', `${names.join(',')}\n1\n`);
    const { error, cause, counts } = await execute({ ItemReader: reader('data', 'a.csv', CSV) });
    expect(error).toBe(expected);
    if (error === undefined) expect(counts.succeeded).toBe(1);
    else expect(cause).toBe('The CSV header of S3://data/a.csv is larger than 10 KiB, the most that is supported.');
  });
});

describe('a bucket that fails', () => {
  const list = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'far', Prefix: 'in/' } };
  const PARQUET = { InputType: 'PARQUET' };

  it.each([
    ['a file', reader('far', 'a.csv', CSV)],
    ['a Parquet file', reader('far', 'a.parquet', PARQUET)],
    ['a listing', list],
    ['an inventory', reader('far', 'manifest.json', { InputType: 'MANIFEST' })],
  ])('fails the run with the name of S3 where it forbids %s', async (_what, ItemReader) => {
    stub.fault = (_request, response) => {
      fail(response, 403, 'AccessDenied', 'Access Denied');
      return true;
    };
    const { error, cause, counts } = await execute({ ItemReader });
    expect(error).toBe('States.ItemReaderFailed');
    expect(cause).toMatch(/^AccessDenied: /);
    expect(counts.total).toBe(0);
  });

  it('fails the run where it forbids the second page of a listing', async () => {
    for (const id of [1, 2, 3]) stub.objects.set(`in/${id}`, Buffer.from('x'));
    stub.fault = ({ url }, response) => {
      if (!url?.includes('continuation-token')) return false;
      fail(response, 403, 'AccessDenied', 'Access Denied');
      return true;
    };
    const { error, counts } = await execute({ ItemReader: list });
    expect(error).toBe('States.ItemReaderFailed');
    await expectRecords(counts);
  });

  it('fails the run with States.ResultWriterFailed where it forbids writing', async () => {
    stub.fault = ({ method }, response) => {
      if (method !== 'PUT') return false;
      fail(response, 403, 'AccessDenied', 'Access Denied');
      return true;
    };
    await bench.put('a.jsonl', lines(10));
    const map = { ItemReader: reader('data', 'a.jsonl', LINES), ResultWriter: writer('far') };
    const { error, cause } = await execute(map);
    expect(error).toBe('States.ResultWriterFailed');
    expect(cause).toMatch(/^AccessDenied: Access Denied \(far\/out\//);
    expect(stub.objects.size).toBe(0);
  });

  it.each([
    ['CSV', 'a.csv', CSV, Buffer.from(rows(20_000)), true],
    ['CSV of unknown length', 'a.csv', CSV, Buffer.from(rows(20_000)), false],
    ['packed lines', 'a.jsonl.gz', LINES, gzipSync(lines(200_000)), true],
    [
      'JSON',
      'a.json',
      { InputType: 'JSON' },
      Buffer.from(JSON.stringify(Array.from({ length: 100_000 }, () => 7))),
      true,
    ],
  ])('never takes a cut connection for the end of %s', async (_what, key, config, body, hasLength) => {
    stub.fault = (_request, response) => {
      response.writeHead(200, { ETag: '"e"', ...(hasLength ? { 'Content-Length': body.length } : {}) });
      response.write(body.subarray(0, Math.floor(body.length * 0.7)), () => response.destroy());
      return true;
    };
    const { error, cause, counts } = await execute({ ItemReader: reader('far', key, config) });
    expect(error).toBe('States.ItemReaderFailed');
    expect(cause).toMatch(/IncompleteBody|ECONNRESET|aborted/);
    await expectRecords(counts);
  });

  it('is asked again where it is only busy, or hangs up before it answers', async () => {
    stub.objects.set('a.jsonl', Buffer.from(lines(5)));
    let asked = 0;
    stub.fault = (request, response) => {
      asked++;
      if (asked === 1) fail(response, 503, 'SlowDown', 'Please reduce your request rate.');
      else if (asked === 2) request.socket.destroy();
      return asked <= 2;
    };
    const { error, counts } = await execute({ ItemReader: reader('far', 'a.jsonl', LINES) });
    expect([error, counts.succeeded, asked]).toEqual([undefined, 5, 3]);
  });
});
