import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As much of S3 as the readers and the ResultWriter use. */
export class S3Stub {
  readonly objects = new Map<string, Buffer>();
  readonly requests: string[] = [];
  /** Of every object. */
  etag = '"e"';
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
      ETag: this.etag,
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

/** Answers as S3 does when it refuses. */
export function fail(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}
