import { createHash, createHmac } from 'node:crypto';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { endpointCredentials } from './endpoint-credentials.ts';

/** A request to an endpoint that speaks an API of AWS. */
export interface EndpointRequest {
  readonly url: string;
  readonly region: string;
  readonly signingName: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface EndpointAnswer {
  readonly status: number;
  /** As they came. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** No result of a state is larger by far. */
const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

interface Digester {
  update(data: string | Uint8Array): unknown;
  digest(): Uint8Array;
}

/** The checksum that the signer asks for, by Node's own cryptography. */
class Sha256 {
  readonly #secret: string | Uint8Array | undefined;
  #hash: Digester;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : toBytes(secret);
    this.#hash = this.#create();
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {
    this.#hash = this.#create();
  }
  #create(): Digester {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/** Signs and sends a POST; rejects where there is no answer, or with the signal's reason. The signer loads on first use. */
export async function sendSigned(request: EndpointRequest, signal: AbortSignal): Promise<EndpointAnswer> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const { protocol, hostname, port, pathname, host } = new URL(request.url);
  const signer = new SignatureV4({
    service: request.signingName,
    region: request.region,
    credentials: await endpointCredentials(),
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: pathname,
    headers: { ...request.headers, host, 'content-length': String(Buffer.byteLength(request.body)) },
    body: request.body,
  });
  return send(new URL(pathname, request.url), headers, request.body, signal);
}

function send(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<EndpointAnswer> {
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(signal.aborted ? (signal.reason as Error) : error);
    const outgoing = open(url, { method: 'POST', headers, signal }, (answer) => {
      readText(answer).then(
        (text) => resolve({ status: answer.statusCode ?? 0, headers: pairs(answer.rawHeaders), body: text }),
        fail,
      );
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_ANSWER_BYTES) throw new Error(`the answer has more than ${MOST_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}
