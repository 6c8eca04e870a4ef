import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket, Buckets } from '../../../src/items/bucket.ts';
import { makeBuckets } from '../../../src/items/buckets.ts';
import { readAll } from './support.ts';

/** As much of S3 as the readers and the ResultWriter use. */
class S3Stub {
  readonly objects = new Map<string, Buffer>();
  readonly requests: string[] = [];
  readonly #parts = new Map<number, Buffer>();
  /** Answers before the objects do. */
  fault: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://x');
    this.requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    if (this.fault?.(request, response) === true) return;
    const [, , ...rest] = url.pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const query = url.searchParams;
    if (request.method === 'GET' && query.get('list-type') === '2') this.#list(query, response);
    else if (request.method === 'GET' || request.method === 'HEAD') this.#get(key, request, response);
    else if (request.method === 'POST' && query.has('uploads'))
      response.end('<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>');
    else if (request.method === 'PUT' && query.has('partNumber')) {
      this.#parts.set(Number(query.get('partNumber')), Buffer.concat(chunks));
      response.setHeader('ETag', '"p"').end();
    } else if (request.method === 'POST') {
      this.objects.set(key, Buffer.concat([...this.#parts].sort(([a], [b]) => a - b).map(([, part]) => part)));
      response.end('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
    } else if (request.method === 'PUT') {
      this.objects.set(key, Buffer.concat(chunks));
      response.setHeader('ETag', '"p"').end();
    } else response.writeHead(204).end();
  }

  #get(key: string, request: IncomingMessage, response: ServerResponse): void {
    const body = this.objects.get(key);
    if (body === undefined) {
      fail(response, 404, 'NoSuchKey', 'The specified key does not exist.');
      return;
    }
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const part = start === undefined ? body : body.subarray(Number(start), Number(end) + 1);
    response.writeHead(start === undefined ? 200 : 206, {
      'Content-Length': part.length,
      ETag: '"e"',
      'Last-Modified': 'Thu, 17 Nov 2022 15:44:41 GMT',
    });
    response.end(request.method === 'HEAD' ? undefined : part);
  }

  /** Two keys a page. */
  #list(query: URLSearchParams, response: ServerResponse): void {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
    const from = Number(query.get('continuation-token') ?? 0);
    const page = keys.slice(from, from + 2);
    const more = from + 2 < keys.length;
    const contents = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>2022-11-17T15:44:41.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>${this.objects.get(key)?.length ?? 0}</Size></Contents>`,
    );
    response.end(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
    );
  }
}

function fail(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

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
