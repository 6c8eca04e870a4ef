import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket, Buckets } from '../../../src/items/bucket.ts';
import { makeBuckets } from '../../../src/items/buckets.ts';
import { S3Stub, fail } from './s3-stub.ts';
import { readAll } from './support.ts';

let stub: S3Stub;
let buckets: Buckets;
let bucket: Bucket;

beforeEach(async () => {
  stub = new S3Stub();
  const endpoint = await stub.listen();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  buckets = await makeBuckets({ folders: {}, s3: { endpoint, region: 'us-east-1', credentials } });
  bucket = await buckets.find('data');
});
afterEach(() => stub.close());

const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

describe('a bucket of an S3 endpoint', () => {
  it('is read whole and in ranges', async () => {
    stub.objects.set('in/a.csv', Buffer.from('a\n1\n2\n'));
    expect(await readAll(buckets, CSV, { Key: 'in/a.csv' })).toEqual([{ a: '1' }, { a: '2' }]);
    expect(await bucket.head('in/a.csv')).toEqual({ key: 'in/a.csv', size: 6, etag: '"e"', lastModified: 1668699881 });
    let text = '';
    for await (const chunk of (await bucket.open('in/a.csv', { start: 2, end: 4 })).chunks)
      text += Buffer.from(chunk).toString();
    expect(text).toBe('1\n');
  });

  it('is asked for a version, and as whose it is known', async () => {
    stub.objects.set('in/a.csv', Buffer.from('a\n1\n'));
    const owners: unknown[] = [];
    stub.fault = ({ headers }) => {
      owners.push(headers['x-amz-expected-bucket-owner']);
      return false;
    };
    const how = { VersionId: 'v7', ExpectedBucketOwner: '111122223333' };
    expect(await readAll(buckets, CSV, { Key: 'in/a.csv', ...how })).toEqual([{ a: '1' }]);
    expect(stub.requests.at(-1)).toMatch(/^GET \/data\/in\/a.csv\?.*versionId=v7/);
    const listed = { Prefix: 'in/', ExpectedBucketOwner: '111122223333' };
    const flat = { ...CSV, Transformation: 'LOAD_AND_FLATTEN' };
    expect(await readAll(buckets, flat, listed, 'listObjectsV2')).toEqual([{ a: '1' }]);
    expect(owners).toEqual(['111122223333', '111122223333', '111122223333']);
    await expect(readAll(buckets, { InputType: 'PARQUET' }, { Key: 'a', VersionId: 'v7' })).rejects.toThrow(
      'VersionId is not supported with InputType PARQUET.',
    );
  });

  it('is listed in pages', async () => {
    for (const key of ['in/1', 'in/2', 'in/3', 'in/4', 'in/5', 'other']) stub.objects.set(key, Buffer.from(key));
    const items = await readAll(buckets, {}, { Prefix: 'in/' }, 'listObjectsV2');
    expect(items).toHaveLength(5);
    expect(items[0]).toEqual({ Etag: '"e"', Key: 'in/1', LastModified: 1668699881, Size: 4, StorageClass: 'STANDARD' });
    expect(stub.requests.filter((request) => request.includes('list-type'))).toHaveLength(3);
  });

  it('takes small objects in one request, large ones in parts', async () => {
    const small = await bucket.create('out/small', 'application/json');
    await small.write('{}');
    expect(await small.close()).toBe(2);
    expect(stub.objects.get('out/small')?.toString()).toBe('{}');
    const large = await bucket.create('out/large', 'application/json');
    const block = Buffer.alloc(1024 * 1024, 'x');
    for (let at = 0; at < 20; at++) await large.write(block.fill(97 + at));
    expect(stub.objects.has('out/large')).toBe(false);
    expect(await large.close()).toBe(20 * 1024 * 1024);
    const stored = stub.objects.get('out/large');
    expect(stored?.length).toBe(20 * 1024 * 1024);
    expect(String.fromCharCode(stored?.[0] ?? 0, stored?.at(-1) ?? 0)).toBe('at');
    expect(stub.requests.filter((request) => request.includes('partNumber'))).toHaveLength(3);
  });

  it('names the errors of S3', async () => {
    await expect(readAll(buckets, CSV, { Key: 'none' })).rejects.toThrow(
      'NoSuchKey: The specified key does not exist.',
    );
    await expect(bucket.head('none')).rejects.toMatchObject({ code: 'NoSuchKey' });
    stub.fault = (_request, response) => {
      fail(response, 403, 'AccessDenied', 'Access Denied');
      return true;
    };
    await expect(readAll(buckets, CSV, { Key: 'a' })).rejects.toThrow(
      /^AccessDenied: Access Denied \(data\/a, status 403\)$/,
    );
    await expect(bucket.head('a')).rejects.toMatchObject({
      code: expect.stringMatching('AccessDenied|Forbidden') as string,
    });
  });

  it('notices a connection that is cut', async () => {
    stub.fault = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 1000 });
      response.write('a\n1\n2\n', () => response.destroy());
      return true;
    };
    await expect(readAll(buckets, CSV, { Key: 'a' })).rejects.toThrow(/IncompleteBody|ECONNRESET|aborted/);
  });

  it('leaves no parts behind when an upload fails', async () => {
    stub.fault = (request, response) => {
      if (!/partNumber/.test(request.url ?? '')) return false;
      fail(response, 403, 'AccessDenied', 'Access Denied');
      return true;
    };
    const sink = await bucket.create('out/large', 'application/json');
    await expect(sink.write(Buffer.alloc(9 * 1024 * 1024))).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(stub.requests.at(-1)).toContain('DELETE /data/out/large?');
    expect(stub.objects.size).toBe(0);
  });
});

describe('a Parquet file of an S3 endpoint', () => {
  const PARQUET = { InputType: 'PARQUET' };
  const ids = Array.from({ length: 2000 }, (_, id) => id);
  const fileOf = (values: number[]): Buffer =>
    Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'id', data: values, type: 'INT32' }], rowGroupSize: 500 }));

  it('is read in ranges, a row group at a time', async () => {
    stub.objects.set('a.parquet', fileOf(ids));
    expect(await readAll(buckets, PARQUET, { Key: 'a.parquet' })).toEqual(ids.map((id) => ({ id })));
    const ranges = stub.requests.filter((request) => request.startsWith('GET')).length;
    expect(ranges).toBeGreaterThan(4);
  });

  it('is refused when another one takes its place between two ranges', async () => {
    stub.objects.set('a.parquet', fileOf(ids));
    let asked = 0;
    stub.fault = ({ method }) => {
      if (method === 'GET' && ++asked === 4) stub.etag = '"other"';
      return false;
    };
    await expect(readAll(buckets, PARQUET, { Key: 'a.parquet' })).rejects.toThrow(
      'PreconditionFailed: a.parquet changed while it was being read.',
    );
  });

  it.each([
    ['ignores ranges', (file: Buffer) => file],
    ['gives less than was asked for', (file: Buffer) => file.subarray(0, 3)],
  ])('is refused from a server that %s', async (_how, answer) => {
    const file = fileOf(ids);
    stub.objects.set('a.parquet', file);
    stub.fault = ({ method }, response) => {
      if (method !== 'GET') return false;
      response.writeHead(200, { ETag: '"e"', 'Content-Length': answer(file).length }).end(answer(file));
      return true;
    };
    await expect(readAll(buckets, PARQUET, { Key: 'a.parquet' })).rejects.toThrow(/^InvalidRange: /);
  });
});
