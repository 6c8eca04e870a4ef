import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../../src/items/bucket.ts';
import { FailureGroups, MOST_GROUPS } from '../../../src/items/failure-groups.ts';
import { openRecord, queryResults, summarizeResults, type ResultsSummary } from '../../../src/items/query-results.ts';
import {
  openResultsInBucket,
  openResultsInFolder,
  parseResultManifest,
  type ResultSet,
} from '../../../src/items/result-files.ts';
import { RESULT_STATUSES } from '../../../src/items/result-status.ts';
import { readRecord } from '../../../src/items/result-records.ts';
import type { ResultPosition } from '../../../src/items/scan-results.ts';
import { FILES, makeManifest, makeRecord, putResults } from './result-fixtures.ts';
import { makeFolder, type Folder } from './support.ts';

let folder: Folder;
let set: ResultSet;
beforeEach(async () => {
  folder = await makeFolder();
  await putResults(folder, FILES);
  set = await openResultsInBucket('data', 'out/0a1b/manifest.json', folder.buckets);
});
afterEach(() => folder.remove());

const namesOf = async (query: Parameters<typeof queryResults>[1]): Promise<(string | undefined)[]> =>
  (await queryResults(set, query, { limit: 100 })).records.map(({ name }) => name);

describe('the results of a Map Run', () => {
  it('are counted, and grouped by error and cause without guessing', async () => {
    const { counts, groups } = await summarizeResults(set, RESULT_STATUSES);
    expect(counts).toEqual({ FAILED: 4, TIMED_OUT: 1, PENDING: 1, SUCCEEDED: 2 });
    expect(groups).toEqual([
      { error: 'PriceMissing', cause: 'no price', count: 2, isRest: false },
      { error: undefined, cause: undefined, count: 2, isRest: false },
      { error: 'PriceMissing', cause: 'another "cause"', count: 1, isRest: false },
    ]);
    expect(await namesOf({ statuses: ['FAILED'], group: groups[0] })).toEqual(['a', 'b']);
    expect(await namesOf({ statuses: ['FAILED'], group: groups[1] })).toEqual(['d', 'e']);
  });

  it('can be asked for after each stretch, as far as they were counted', async () => {
    const told: ResultsSummary['counts'][] = [];
    await summarizeResults(set, RESULT_STATUSES, { onSummary: (summarize) => told.push(summarize().counts) });
    const failed = { FAILED: 4, TIMED_OUT: 1 };
    const ran = { ...failed, PENDING: 1 };
    expect(told).toEqual([{ FAILED: 3 }, { FAILED: 3, TIMED_OUT: 1 }, failed, ran, { ...ran, SUCCEEDED: 2 }]);
  });

  it('are searched in name, input, output, error and cause', async () => {
    const statuses = RESULT_STATUSES;
    expect(await namesOf({ statuses, text: 'zOË' })).toEqual(['d']);
    expect(await namesOf({ statuses, text: '"id":3' })).toEqual(['c']);
    expect(await namesOf({ statuses, text: 'pricemissing' })).toEqual(['a', 'b', 'c']);
    expect(await namesOf({ statuses, text: 'another "cause"' })).toEqual(['c']);
    expect(await namesOf({ statuses, text: '"price":7' })).toEqual(['f']);
    expect(await namesOf({ statuses, text: 'price:g' })).toEqual(['g']);
    expect(await namesOf({ statuses, text: 'nowhere' })).toEqual([]);
  });

  it('are read in pages of any size, each record once, and opened again by their place', async () => {
    for (const limit of [1, 2, 3, 100]) {
      const names: (string | undefined)[] = [];
      let from: ResultPosition | undefined;
      do {
        const page = await queryResults(set, { statuses: RESULT_STATUSES }, { from, limit });
        for (const record of page.records) {
          names.push(record.name);
          expect(await openRecord(set, record.place)).toEqual(record);
        }
        from = page.next;
      } while (from !== undefined);
      expect(names).toEqual(['a', 'b', 'c', 'd', 'e', undefined, 'f', 'g']);
    }
  });

  it('keep the digits of an input', async () => {
    const page = await queryResults(set, { statuses: ['PENDING'] }, { limit: 1 });
    expect(page.records[0]).toMatchObject({
      status: 'PENDING',
      input: '{"id":12345678901234567890}',
      error: undefined,
    });
  });

  it('are also outputs alone, of which one may look like a record', async () => {
    const nested = {
      ...makeRecord('x', { output: 1 }),
      StateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:other',
    };
    await putResults(folder, { 'SUCCEEDED_0.json': `[12345678901234567890,\n"b",${JSON.stringify(nested)}]` });
    set = await openResultsInBucket('data', 'out/0a1b/manifest.json', folder.buckets);
    const { records } = await queryResults(set, { statuses: RESULT_STATUSES }, { limit: 10 });
    expect(records.map(({ name, output }) => [name, output])).toEqual([
      [undefined, '12345678901234567890'],
      [undefined, '"b"'],
      [undefined, JSON.stringify(nested)],
    ]);
  });

  it('are found where they were downloaded to, under their own names', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'results-'));
    await cp(join(folder.path, 'out/0a1b'), copy, { recursive: true });
    for (const path of [copy, join(copy, 'manifest.json')]) {
      const found = await openResultsInFolder(path);
      expect((await summarizeResults(found, RESULT_STATUSES)).counts).toMatchObject({ FAILED: 4, SUCCEEDED: 2 });
    }
    await rm(copy, { recursive: true });
  });

  it('come through any writer: JSON or lines, whatever stands between records', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ name: fc.stringMatching(/^[a-z0-9-]{1,8}$/), input: fc.jsonValue(), lines: fc.boolean() }),
          {
            maxLength: 8,
          },
        ),
        fc.boolean(),
        async (told, lines) => {
          const texts = told.map(({ name, input }) => JSON.stringify(makeRecord(name, { input, error: 'E' })));
          await putResults(folder, { 'FAILED_0.json': lines ? texts.join('\n') : `[${texts.join(' ,\n')}]` });
          const found = await openResultsInBucket('data', 'out/0a1b/manifest.json', folder.buckets);
          const { records } = await queryResults(found, { statuses: ['FAILED'] }, { limit: 100 });
          expect(records.map(({ name, input }) => [name, input])).toEqual(
            told.map(({ name, input }) => [name, JSON.stringify(input)]),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('groups of failures', () => {
  it('are bounded, and count what they no longer tell apart', () => {
    const groups = new FailureGroups();
    const place = { status: 'FAILED', file: 0, start: 0, end: 1 } as const;
    for (let index = 0; index < MOST_GROUPS + 500; index++)
      groups.add(readRecord(set, place, Buffer.from(JSON.stringify({ Error: 'E', Cause: `cause ${index}` }))));
    const list = groups.list();
    expect(list).toHaveLength(MOST_GROUPS + 1);
    expect(list[0]).toEqual({ error: 'E', cause: undefined, count: 500, isRest: true });
  });
});

/** A bucket with one endless-looking file, which counts what is asked of it. */
function makeLongFile(records: number): { set: ResultSet; handedOut: () => number } {
  const record = JSON.stringify(makeRecord('n', { input: 'x'.repeat(700), error: 'E', cause: 'c' }));
  const chunk = Buffer.from(`${record}\n`.repeat(50));
  const size = (chunk.length / 50) * records;
  let handedOut = 0;
  const bucket = {
    name: 'data',
    open: (key: string, range = { start: 0, end: size }) =>
      Promise.resolve({
        key,
        size,
        etag: '',
        lastModified: 0,
        chunks: (async function* () {
          // The file repeats its chunk, so that any range of it is known without having it.
          for (let at = range.start; at < range.end;) {
            const within = at % chunk.length;
            const piece = chunk.subarray(within, Math.min(chunk.length, within + range.end - at));
            handedOut += piece.length;
            at += piece.length;
            yield await Promise.resolve(piece);
          }
        })(),
      }),
  } as unknown as Bucket;
  const manifest = {
    bucket: 'data',
    mapRunArn: 'arn',
    files: { FAILED: [{ key: 'f', size }], PENDING: [], SUCCEEDED: [] },
  };
  const placeOf = (): string => 's3://data/f';
  return {
    set: { place: 's3://data/m', manifest, bucket, manifestKey: 'm', keyOf: ({ key }) => key, placeOf },
    handedOut: () => handedOut,
  };
}

describe('a large result file', () => {
  it('is read only as far as a page needs', async () => {
    const file = makeLongFile(1_000_000_000);
    const { records, next } = await queryResults(file.set, { statuses: ['FAILED'] }, { limit: 100 });
    expect([records.length, next?.status]).toEqual([100, 'FAILED']);
    expect(file.handedOut()).toBeLessThan(1_000_000);
  });

  it('stops being read when it is cancelled', async () => {
    const file = makeLongFile(1_000_000_000);
    const stop = new AbortController();
    let read = 0;
    const onRead = (bytes: number): void => {
      read += bytes;
      if (read > 10_000_000) stop.abort();
    };
    const summary = summarizeResults(file.set, ['FAILED'], { signal: stop.signal, onRead });
    await expect(summary).rejects.toMatchObject({ name: 'AbortError' });
    expect(file.handedOut()).toBeLessThan(11_000_000);
  });
});

describe('a search that is stopped', () => {
  it('gives what it has found, and goes on from there', async () => {
    const file = makeLongFile(100_000);
    const stop = new AbortController();
    let read = 0;
    const onRead = (bytes: number): void => {
      read += bytes;
      if (read > 1_000_000) stop.abort();
    };
    const query = { statuses: ['FAILED'], text: 'xxx' } as const;
    const first = await queryResults(file.set, query, { limit: 1_000_000, signal: stop.signal, onRead });
    expect(first.records.length).toBeGreaterThan(500);
    const rest = await queryResults(file.set, query, { limit: 1_000_000, from: first.next });
    expect(first.records.length + rest.records.length).toBe(100_000);
    expect(rest.records[0]?.place.start).toBe((first.records.at(-1)?.place.end ?? 0) + 1);
  });
});

describe('a manifest', () => {
  it.each([
    ['', /m: it is empty|no manifest of a ResultWriter: it is empty/],
    ['{"DestinationBucket":', /is no JSON/],
    ['[]', /is no JSON object/],
    ['{}', /DestinationBucket is missing/],
    ['{"DestinationBucket":"b"}', /MapRunArn is missing/],
    ['{"DestinationBucket":"b","MapRunArn":"x"}', /ResultFiles is missing/],
    ['{"DestinationBucket":"b","MapRunArn":"x","ResultFiles":{"FAILED":{}}}', /ResultFiles.FAILED is no array/],
    ['{"DestinationBucket":"b","MapRunArn":"x","ResultFiles":{"FAILED":[{}]}}', /ResultFiles.FAILED\[0\] has no Key/],
  ])('is refused as %j', (text, message) => {
    expect(() => parseResultManifest(text, 's3://b/m')).toThrow(message);
    expect(() => parseResultManifest(text, 's3://b/m')).toThrow(/^s3:\/\/b\/m is no manifest of a ResultWriter: .*\.$/);
  });

  it('may name a key that leads elsewhere, which is not followed', async () => {
    await folder.put('out/0a1b/manifest.json', makeManifest({ 'FAILED_0.json': '[]' }, '../../..'));
    const out = await openResultsInBucket('data', 'out/0a1b/manifest.json', folder.buckets);
    await expect(summarizeResults(out, ['FAILED'])).rejects.toThrow(/does not name a file inside the folder/);
  });
});
