import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Buckets } from '../../../src/items/bucket.ts';
import { makeBuckets } from '../../../src/items/buckets.ts';
import { queryResults, summarizeResults } from '../../../src/items/query-results.ts';
import { openResultsInBucket, openResultsInFolder, parseResultsUri } from '../../../src/items/result-files.ts';
import { RESULT_STATUSES } from '../../../src/items/result-status.ts';
import { FILES, makeManifest, putResults } from './result-fixtures.ts';
import { fail, S3Stub } from './s3-stub.ts';
import { makeFolder, type Folder } from './support.ts';

describe('results in a folder', () => {
  let folder: Folder;
  beforeEach(async () => {
    folder = await makeFolder();
    await putResults(folder, FILES);
  });
  afterEach(() => folder.remove());

  const read = async (): Promise<unknown> =>
    summarizeResults(await openResultsInFolder(join(folder.path, 'out/0a1b')), RESULT_STATUSES);

  it.each([
    ['a file that is gone', undefined, /FAILED_1\.json is not there, though the manifest names it/],
    [
      'a file that is cut off',
      FILES['FAILED_0.json'].slice(0, 500),
      /FAILED_1\.json is no whole result file: it ends in the middle/,
    ],
    ['a record that is no JSON', '[{"Name":x}]', /record at byte 1 of .*FAILED_1\.json is no JSON: /],
    ['a line that is cut off', '{"Name":"a"}\n{"Na', /record at byte 13 of .*FAILED_1\.json is no JSON/],
    ['a failure that is no record', '[7]', /record at byte 1 of .* is no record of a child execution/],
    ['a packed file', gzipSync(FILES['FAILED_1.json']), /FAILED_1\.json is no whole result file: it is packed/],
  ])('say what is wrong about %s', async (_what, body, message) => {
    if (body === undefined) await rm(join(folder.path, 'out/0a1b/FAILED_1.json'));
    else await folder.put('out/0a1b/FAILED_1.json', body);
    await expect(read()).rejects.toMatchObject({
      name: 'ResultsError',
      message: expect.stringMatching(message) as string,
    });
  });

  it('tell of a file that is not as long as it was', async () => {
    await folder.put('out/0a1b/FAILED_1.json', '');
    const warnings: string[] = [];
    const set = await openResultsInFolder(join(folder.path, 'out/0a1b'));
    await summarizeResults(set, ['FAILED'], { onWarning: (line) => warnings.push(line) });
    expect(warnings).toEqual([expect.stringMatching(/FAILED_1\.json has 0 bytes, and the manifest says [\d,]+/)]);
  });

  it('pass over a byte order mark', async () => {
    await folder.put('out/0a1b/FAILED_1.json', `\uFEFF${FILES['FAILED_1.json']}`);
    expect(await read()).toMatchObject({ counts: { FAILED: 4 } });
  });

  it('say what to name where there are none', async () => {
    await expect(openResultsInFolder(join(folder.path, 'no'))).rejects.toThrow(
      /no does not exist: name a manifest\.json/,
    );
    await expect(openResultsInFolder(folder.path)).rejects.toThrow(/^There is no .*manifest\.json: check the place/);
  });
});

describe('results in S3', () => {
  let stub: S3Stub;
  let buckets: Buckets;
  beforeEach(async () => {
    stub = new S3Stub();
    const endpoint = await stub.listen();
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    buckets = await makeBuckets({ folders: {}, s3: { endpoint, region: 'us-east-1', credentials } });
    stub.objects.set('out/0a1b/manifest.json', Buffer.from(makeManifest(FILES)));
    for (const [name, text] of Object.entries(FILES)) stub.objects.set(`out/0a1b/${name}`, Buffer.from(text));
  });
  afterEach(() => stub.close());

  const open = () => openResultsInBucket('data', 'out/0a1b/manifest.json', buckets);

  it('are read as from a folder, a page by a range of its file', async () => {
    const set = await open();
    expect((await summarizeResults(set, RESULT_STATUSES)).counts).toEqual({
      FAILED: 4,
      TIMED_OUT: 1,
      PENDING: 1,
      SUCCEEDED: 2,
    });
    const first = await queryResults(set, { statuses: ['FAILED'] }, { limit: 2 });
    const second = await queryResults(set, { statuses: ['FAILED'] }, { limit: 2, from: first.next });
    expect(second.records.map(({ name }) => name)).toEqual(['c', 'd']);
  });

  it('name the permission that is missing', async () => {
    const set = await open();
    stub.fault = ({ url }, response) => {
      if (url?.includes('FAILED') !== true) return false;
      fail(response, 403, 'AccessDenied', 'Access Denied');
      return true;
    };
    await expect(summarizeResults(set, RESULT_STATUSES)).rejects.toThrow(
      /^s3:\/\/data\/out\/0a1b\/FAILED_0\.json may not be read: your credentials need s3:GetObject on it/,
    );
    stub.fault = (_request, response) => {
      fail(response, 403, 'AccessDenied', 'Access Denied');
      return true;
    };
    await expect(open()).rejects.toThrow(/manifest\.json may not be read: your credentials need s3:GetObject/);
  });

  it.each([
    [404, 'NoSuchBucket', /^The bucket of s3:\/\/data\/out\/0a1b\/manifest\.json is not there/],
    [404, 'NoSuchKey', /^There is no s3:\/\/data\/out\/0a1b\/manifest\.json: check the place/],
    [400, 'ExpiredToken', /credentials have expired/],
    [301, 'PermanentRedirect', /in another region/],
    [400, 'SomethingElse', /cannot be read: what/],
  ])('say what a %i %s means', async (status, code, message) => {
    stub.fault = (_request, response) => {
      fail(response, status, code, 'what');
      return true;
    };
    await expect(open()).rejects.toMatchObject({ about: 'access', message: expect.stringMatching(message) as string });
  });

  it('say that an endpoint cannot be reached', async () => {
    await stub.close();
    await expect(open()).rejects.toThrow(/s3:\/\/data\/out\/0a1b\/manifest\.json cannot be read: .*ECONNREFUSED/);
    stub = new S3Stub();
    await stub.listen();
  });
});

describe('an s3:// place', () => {
  it.each([
    ['s3://b/out/x/manifest.json', { bucket: 'b', key: 'out/x/manifest.json' }],
    ['s3://b/out/x/', { bucket: 'b', key: 'out/x/manifest.json' }],
    ['s3://b/out/x', { bucket: 'b', key: 'out/x/manifest.json' }],
    ['s3://b', { bucket: 'b', key: 'manifest.json' }],
    ['./x', undefined],
  ])('%s leads to a manifest', (uri, place) => {
    expect(parseResultsUri(uri)).toEqual(place);
  });
});
