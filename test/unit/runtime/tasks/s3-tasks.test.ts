import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { makeBuckets } from '../../../../src/items/buckets.ts';
import { failureOf, run, type RunnerOptions } from './run-task.ts';

let root: string;
let options: RunnerOptions;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 's3-tasks-'));
  await mkdir(join(root, 'data', 'in'), { recursive: true });
  await mkdir(join(root, 'other'));
  await writeFile(join(root, 'outside.txt'), 'secret');
  await writeFile(join(root, 'data', 'in', 'a.txt'), 'text data');
  options = { buckets: await makeBuckets({ folders: { data: join(root, 'data'), other: join(root, 'other') } }) };
});
afterEach(() => rm(root, { recursive: true }));

function s3(action: string, parameters: object): Promise<JsonObject> {
  const resource = `arn:aws:states:::aws-sdk:s3:${action}`;
  return run({ resource, parameters: { Bucket: 'data', ...parameters } }, options) as Promise<JsonObject>;
}

const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;

describe('a bucket that is a folder', () => {
  it('gives an object with its text', async () => {
    expect(await s3('getObject', { Key: 'in/a.txt' })).toEqual({
      AcceptRanges: 'bytes',
      Body: 'text data',
      ContentLength: 9,
      ContentType: 'binary/octet-stream',
      ETag: '"332eec544317a6d340b8e77da7fe54ad"',
      LastModified: expect.stringMatching(INSTANT) as string,
      Metadata: {},
      ServerSideEncryption: 'AES256',
    });
    const head = await s3('headObject', { Key: 'in/a.txt' });
    expect(head).not.toHaveProperty('Body');
    expect(head).toMatchObject({ ContentLength: 9, ETag: '"332eec544317a6d340b8e77da7fe54ad"' });
  });

  it.each([
    ['a text', 'text data', '"text data"', 'KUmHvQ=='],
    ['a value', false, 'false', 'K81oMA=='],
    ['a structure', { Dict: 'Value' }, '{"Dict":"Value"}', 'hnEfWw=='],
  ])('keeps %s as JSON, as Step Functions writes it', async (_what, Body, written, ChecksumCRC32) => {
    expect(await s3('putObject', { Key: 'new/key', Body })).toEqual({
      ChecksumCRC32,
      ChecksumType: 'FULL_OBJECT',
      ETag: md5(written),
      ServerSideEncryption: 'AES256',
    });
    expect(await readFile(join(root, 'data', 'new', 'key'), 'utf8')).toBe(written);
  });

  it('remembers what an object is, until somebody else writes the file', async () => {
    await s3('putObject', { Key: 'k', Body: 1, ContentType: 'application/json' });
    expect(await s3('headObject', { Key: 'k' })).toMatchObject({ ContentType: 'application/json' });
    await writeFile(join(root, 'data', 'k'), 'longer');
    expect(await s3('headObject', { Key: 'k' })).toMatchObject({ ContentType: 'binary/octet-stream' });
  });

  it('copies and deletes', async () => {
    expect(await s3('copyObject', { Bucket: 'other', Key: 'b', CopySource: '/data/in%2Fa.txt' })).toEqual({
      CopyObjectResult: { ETag: md5('text data'), LastModified: expect.stringMatching(INSTANT) as string },
      ServerSideEncryption: 'AES256',
    });
    expect(await readdir(join(root, 'other'))).toEqual(['b']);
    expect(await s3('deleteObject', { Key: 'in/a.txt' })).toEqual({});
    expect(await s3('deleteObject', { Key: 'in/a.txt' })).toEqual({});
    expect(await readdir(join(root, 'data', 'in'))).toEqual([]);
  });

  it('lists in pages, with the folders of a delimiter', async () => {
    for (const name of ['b.txt', 'c/1', 'c/2', 'd']) await s3('putObject', { Key: name, Body: name });
    const first = await s3('listObjectsV2', { Delimiter: '/', MaxKeys: 2 });
    expect(first).toMatchObject({
      CommonPrefixes: [{ Prefix: 'c/' }],
      Contents: [{ Key: 'b.txt', Size: 7, ETag: md5('"b.txt"'), StorageClass: 'STANDARD' }],
      IsTruncated: true,
      KeyCount: 2,
      Name: 'data',
      Prefix: '',
    });
    const ContinuationToken = first['NextContinuationToken'];
    const second = await s3('listObjectsV2', { Delimiter: '/', ContinuationToken });
    expect(second).toMatchObject({ CommonPrefixes: [{ Prefix: 'in/' }], Contents: [{ Key: 'd' }], IsTruncated: false });
    const empty = await s3('listObjectsV2', { Prefix: 'none' });
    expect(empty).toEqual({ IsTruncated: false, KeyCount: 0, MaxKeys: 1000, Name: 'data', Prefix: 'none' });
  });

  it('names the errors of S3', async () => {
    const absent = await failureOf(s3('getObject', { Key: 'none' }));
    expect(absent.error).toBe('S3.NoSuchKeyException');
    expect(absent.cause).toMatch(
      /^The specified key does not exist\. \(Service: S3, Status Code: 404, Request ID: \w+, Extended Request ID: \S+\)/,
    );
    const bucket = await failureOf(s3('getObject', { Bucket: 'none', Key: 'k' }));
    expect(bucket.error).toBe('S3.NoSuchBucketException');
    expect(bucket.cause).toMatch(/--bucket none=DIR.*AWS_ENDPOINT_URL_S3.*--mocks FILE/);
  });

  it.each(['../outside.txt', 'in/../../outside.txt', '/etc/hosts', 'link'])('never leaves it: %s', async (Key) => {
    await symlink(join(root, 'outside.txt'), join(root, 'data', 'link'));
    for (const [action, more] of [
      ['getObject', {}],
      ['putObject', { Body: 1 }],
      ['headObject', {}],
      ['deleteObject', {}],
      ['copyObject', { CopySource: 'data/in/a.txt' }],
    ] as const)
      expect((await failureOf(s3(action, { Key, ...more }))).error).toBe('S3.S3Exception');
    expect((await failureOf(s3('copyObject', { Key: 'x', CopySource: `data/${Key}` }))).error).toBe('S3.S3Exception');
    expect(await readFile(join(root, 'outside.txt'), 'utf8')).toBe('secret');
  });

  it('gives no more than a state may have, and does not read it first', async () => {
    await truncate(join(root, 'data', 'in', 'a.txt'), 50_000_000_000);
    expect((await failureOf(s3('getObject', { Key: 'in/a.txt' }))).error).toBe('States.DataLimitExceeded');
    expect((await stat(join(root, 'data', 'in', 'a.txt'))).size).toBe(50_000_000_000);
  });

  it.each([
    ['getObject', { Key: 'in/a.txt', Range: 'bytes=0-1' }, /folder of bucket "data" takes no "Range" in getObject/],
    ['putObject', { Key: 'k', Body: 1, Metadata: { a: 'b' } }, /takes no "Metadata"/],
    ['getObject', {}, /lack "Key"/],
    ['copyObject', { Key: 'k', CopySource: 'data/in/a.txt?versionId=1' }, /without a version/],
    ['getBucketPolicy', {}, /Nothing here carries out .*getBucketPolicy: mock the state .*AWS_ENDPOINT_URL_S3/],
  ])('refuses what it cannot do: %s %j', async (action, parameters, cause) => {
    const failed = await failureOf(s3(action, parameters));
    expect(failed.error).toBe('States.Runtime');
    expect(failed.cause).toMatch(cause);
  });

  it('says so when an object is no text', async () => {
    await writeFile(join(root, 'data', 'bin'), Buffer.from([0xff, 0xfe, 0x00]));
    expect((await failureOf(s3('getObject', { Key: 'bin' }))).cause).toMatch(/data\/bin is no UTF-8 text/);
  });
});

describe('an S3 endpoint', () => {
  let server: Server;
  let asked: string[];
  let answer: { status: number; headers?: Record<string, string>; body: string };

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        asked.push(`${request.method} ${request.url} ${body}`);
        response.writeHead(answer.status, {
          'x-amz-request-id': 'r-1',
          'x-amz-id-2': 'x-2',
          'content-length': answer.body.length,
          ...answer.headers,
        });
        response.end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    options = {
      ...options,
      environment: { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    };
  });
  afterEach(() => server.close());

  it('answers for the buckets that are no folder', async () => {
    answer = {
      status: 200,
      headers: { 'content-type': 'text/plain', etag: '"e"', 'last-modified': 'Wed, 21 Oct 2015 07:28:00 GMT' },
      body: 'hello',
    };
    expect(await s3('getObject', { Bucket: 'far', Key: 'a/b' })).toEqual({
      Body: 'hello',
      ContentLength: 5,
      ContentType: 'text/plain',
      ETag: '"e"',
      LastModified: '2015-10-21T07:28:00Z',
      Metadata: {},
    });
    expect(await s3('getObject', { Key: 'in/a.txt' })).toMatchObject({ Body: 'text data' });
    expect(asked).toEqual(['GET /far/a/b?x-id=GetObject ']);
  });

  it('is told of what a folder cannot do', async () => {
    answer = { status: 200, body: '' };
    await s3('putObject', { Bucket: 'far', Key: 'k', Body: { a: 1 }, CacheControl: 'no-cache' });
    expect(asked).toEqual(['PUT /far/k?x-id=PutObject {"a":1}']);
    expect((await failureOf(s3('fly', { Bucket: 'far' }))).cause).toMatch(/S3 has no such action/);
  });

  it('fails with the error of S3, or of the network', async () => {
    answer = { status: 404, body: '<Error><Code>NoSuchBucket</Code><Message>No bucket</Message></Error>' };
    const failed = await failureOf(s3('getObject', { Bucket: 'far', Key: 'k' }));
    expect([failed.error, failed.cause]).toEqual([
      'S3.NoSuchBucketException',
      'No bucket (Service: S3, Status Code: 404, Request ID: r-1, Extended Request ID: x-2) (SDK Attempt Count: 1)',
    ]);
    answer = { status: 404, body: '' };
    expect((await failureOf(s3('headObject', { Bucket: 'far', Key: 'k' }))).error).toBe('S3.NoSuchKeyException');
    options = { ...options, environment: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' } };
    expect((await failureOf(s3('getObject', { Bucket: 'far', Key: 'k' }))).error).toBe('S3.SdkClientException');
  }, 20_000);
});
