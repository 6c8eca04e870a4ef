import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { ApiError, formatApiError } from './api-error.ts';
import { checkSignature, type AccessKey, type SignedRequest } from './signature.ts';

/** Carries out one action of the API. */
export type Dispatch = (action: string, body: JsonObject, closed: AbortSignal) => JsonValue | Promise<JsonValue>;

export interface HttpServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Undefined: every access key is taken, and none. */
  readonly accessKey: AccessKey | undefined;
  /** Longest request body in bytes. */
  readonly maxBodyBytes: number;
  readonly dispatch: Dispatch;
  /** What was not foreseen: a fault of this program, told once for each request. */
  readonly onFault: (error: unknown) => void;
}

export interface HttpServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

const TARGET = /^AWSStepFunctions\.([A-Za-z]+)$/;
const CONTENT_TYPE = 'application/x-amz-json-1.0';
/** Statuses of what Node's parser refuses, by its error code; 400 for the others. */
const BAD_BYTES: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};
/** Names of this machine alone: what a page from elsewhere resolves to 127.0.0.1 carries its own name. */
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** Listens on 127.0.0.1 alone. Rejects with the socket's error where the port is taken. */
export async function listen(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: 30_000, requestTimeout: 60_000 }, (request, response) => {
    void answer(request, response, options);
  });
  server.on('clientError', refuseBytes);
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const error = new ApiError('ValidationException', 'The header Expect can ask for 100-continue only.', 417);
    send(response, error.status, JSON.stringify(formatApiError(error)), error);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

/** What Node's parser takes for no HTTP never becomes a request: answered on the bare socket. */
function refuseBytes(problem: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] = BAD_BYTES[problem.code ?? ''] ?? [400, 'Bad Request'];
  const error = new ApiError('SerializationException', `The request is not HTTP as it should be: ${problem.message}`);
  const body = JSON.stringify(formatApiError(error));
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      `Content-Type: ${CONTENT_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `x-amzn-errortype: ${error.code}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpServerOptions): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  try {
    refuseStrangers(request);
    const body = await readBody(request, options.maxBodyBytes);
    if (options.accessKey !== undefined) checkSignature(describeRequest(request, body), options.accessKey);
    const action = TARGET.exec(String(request.headers['x-amz-target'] ?? ''))?.[1];
    if (action === undefined)
      throw new ApiError('UnknownOperationException', 'X-Amz-Target must name an action of AWSStepFunctions.');
    send(response, 200, JSON.stringify(await options.dispatch(action, parseBody(body), gone.signal)));
  } catch (error) {
    if (response.destroyed || response.headersSent) return;
    if (!(error instanceof ApiError)) options.onFault(error);
    const known =
      error instanceof ApiError ? error : new ApiError('InternalFailure', 'The local Step Functions failed.', 500);
    send(response, known.status, JSON.stringify(formatApiError(known)), known);
  }
}

/** Pages in a browser can reach loopback too: they carry an Origin, or a Host that is not loopback. */
function refuseStrangers(request: IncomingMessage): void {
  if (!LOOPBACK_HOST.test(request.headers.host ?? ''))
    throw new ApiError('AccessDeniedException', 'The Host of the request is not a loopback address.', 403);
  if (request.headers.origin !== undefined)
    throw new ApiError('AccessDeniedException', 'Requests with an Origin (from a browser) are refused.', 403);
  if (request.method !== 'POST')
    throw new ApiError('UnknownOperationException', 'Step Functions answers POST requests only.', 405);
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw new ApiError('RequestEntityTooLargeException', `The request is longer than ${maxBytes} bytes.`, 413);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function describeRequest(request: IncomingMessage, body: Buffer): SignedRequest {
  return { method: request.method ?? '', url: request.url ?? '/', headers: request.headers, body };
}

function parseBody(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new ApiError('SerializationException', `The body is not JSON: ${reason.slice(0, 200)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ApiError('SerializationException', 'The body is not a JSON object.');
  return value as JsonObject;
}

function send(response: ServerResponse, status: number, text: string, error?: ApiError): void {
  response.writeHead(status, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    'cache-control': 'no-store',
    ...(error === undefined ? {} : { 'x-amzn-errortype': error.code }),
    // What was refused before it was read to its end cannot be followed by another request.
    ...(status === 413 || status === 403 ? { connection: 'close' } : {}),
  });
  response.end(text);
}
