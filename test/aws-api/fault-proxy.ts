import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A request on its way to the server. */
export interface ProxiedRequest {
  /** Action of a JSON protocol, such as `SendMessageBatch`; for S3, the method. */
  readonly action: string;
  readonly path: string;
  readonly body: string;
}

export interface ProxiedAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: unknown;
}

/** What goes wrong: undefined lets the request pass. */
export type Fault = (
  asked: ProxiedRequest,
  pass: (body?: string) => Promise<ProxiedAnswer>,
) => Promise<ProxiedAnswer | 'cut'> | undefined;

/**
 * Stands before moto's server and makes what AWS does and moto never does: requests that are taken in part, throttles,
 * connections that are cut. DynamoDB's requests go one at a time: moto's transactions take the whole table back when one
 * of them is refused, and whatever another request has written meanwhile with it.
 */
export class FaultProxy {
  readonly #server = createServer((incoming, outgoing) => void this.#answer(incoming, outgoing));
  readonly #target: URL;
  #inTurn: Promise<unknown> = Promise.resolve();
  #fault: Fault | undefined;
  /** Actions in the order in which they came. */
  readonly seen: string[] = [];
  /** Where functions are invoked: by who plays Lambda. */
  lambda: string | undefined;

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  static async open(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Until it is given another one, or none. */
  setFault(fault: Fault | undefined): void {
    this.#fault = fault;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const [service = '', action = incoming.method ?? ''] = String(incoming.headers['x-amz-target'] ?? '').split('.');
      this.seen.push(action);
      const send = (): Promise<void> => this.#carry(incoming, outgoing, action, body);
      if (!service.startsWith('DynamoDB')) {
        await send();
        return;
      }
      const turn = this.#inTurn.then(send);
      this.#inTurn = turn.catch(() => undefined);
      await turn;
    } catch {
      outgoing.destroy();
    }
  }

  async #carry(incoming: IncomingMessage, outgoing: ServerResponse, action: string, body: Buffer): Promise<void> {
    const path = incoming.url ?? '/';
    const pass = async (text?: string): Promise<ProxiedAnswer> => {
      const answer = await this.#forward(incoming, text === undefined ? body : Buffer.from(text));
      return { status: answer.status, body: JSON.parse(answer.body.toString()) as unknown };
    };
    const made = await this.#fault?.({ action, path, body: body.toString() }, pass);
    if (made === 'cut') {
      outgoing.destroy();
      return;
    }
    if (made !== undefined) {
      outgoing.writeHead(made.status, { 'content-type': 'application/x-amz-json-1.0' });
      outgoing.end(JSON.stringify(made.body));
      return;
    }
    const answer = await this.#forward(incoming, body);
    outgoing.writeHead(answer.status, withoutHops(answer.headers));
    outgoing.end(answer.body);
  }

  async #forward(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
    const isInvocation = this.lambda !== undefined && url?.startsWith('/2015-03-31/functions/') === true;
    const { hostname, port, host } = isInvocation ? new URL(String(this.lambda)) : this.#target;
    const forwarded = { ...withoutHops(headers), host, 'content-length': String(body.length) };
    const asked = request({ hostname, port, method, path: url, headers: forwarded, agent: false });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) };
  }
}

const HOPS: ReadonlySet<string> = new Set(['connection', 'transfer-encoding', 'expect']);

function withoutHops(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOPS.has(name)));
}
