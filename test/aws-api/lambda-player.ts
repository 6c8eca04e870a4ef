import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Deployment } from './deployment.ts';
import { CREDENTIALS, REGION } from './deployment.ts';
import type { Invocation, InvocationEnd } from './function-thread.ts';

const LAMBDA_MILLISECONDS = 900_000;

/**
 * Plays Lambda for a deployment: runs its functions in a thread, and answers the API's Invoke. moto runs functions in
 * Docker containers only.
 */
export class LambdaPlayer {
  readonly #deployment: Deployment;
  /** Where the functions find AWS. */
  readonly #endpoint: string;
  readonly #server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  readonly #waiting = new Map<number, (end: InvocationEnd) => void>();
  readonly #asynchronous = new Set<Promise<unknown>>();
  #thread: Worker | undefined;
  #count = 0;
  /** Milliseconds that an invocation is told to have. */
  milliseconds = LAMBDA_MILLISECONDS;
  /** Names of the functions that were invoked, in their order. */
  readonly invoked: string[] = [];
  readonly printed: string[] = [];

  private constructor(deployment: Deployment, endpoint: string) {
    this.#deployment = deployment;
    this.#endpoint = endpoint;
  }

  static async open(deployment: Deployment, endpoint: string): Promise<LambdaPlayer> {
    const player = new LambdaPlayer(deployment, endpoint);
    player.#server.listen(0, '127.0.0.1');
    await once(player.#server, 'listening');
    return player;
  }

  /** The endpoint of Lambda's API. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves with the function's answer; rejects with its error, also when its thread is ended. */
  async invoke(name: string, event: unknown): Promise<unknown> {
    this.invoked.push(name);
    const id = ++this.#count;
    const end = await new Promise<InvocationEnd>((resolve) => {
      this.#waiting.set(id, resolve);
      const invocation: Invocation = { id, name, event, milliseconds: this.milliseconds };
      this.#open().postMessage(invocation);
    });
    if (end.ok) return end.answer;
    throw new Error(`${name}: ${end.error}`);
  }

  /** Resolves when what was invoked without waiting for it has ended. */
  async settle(): Promise<void> {
    while (this.#asynchronous.size > 0) await Promise.allSettled(this.#asynchronous);
  }

  /** Ends the thread at once, as when a function's environment dies; the next invocation gets a new one. */
  async kill(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
    for (const [id, resolve] of this.#waiting) resolve({ id, ok: false, error: 'The environment was ended.' });
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    await this.kill();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #open(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const { folder, stack, environment } = this.#deployment;
    const thread = new Worker(path.join(import.meta.dirname, 'function-thread.ts'), {
      workerData: { folder, stack },
      stdout: true,
      env: {
        ...environment,
        SPLITTER_NAME: `${stack}-SplitterFunction`,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        // The SDK's own variables: the functions' code knows of no endpoint.
        AWS_ENDPOINT_URL: this.#endpoint,
        AWS_ENDPOINT_URL_LAMBDA: this.endpoint,
      },
    });
    thread.stdout.setEncoding('utf8').on('data', (text: string) => this.printed.push(text));
    thread.on('message', (end: InvocationEnd) => {
      this.#waiting.get(end.id)?.(end);
      this.#waiting.delete(end.id);
    });
    this.#thread = thread;
    return thread;
  }

  /** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [, fullName = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(incoming.url ?? '') ?? [];
    const ownName = new RegExp(`^${this.#deployment.stack}-(\\w+)Function$`).exec(decodeURIComponent(fullName))?.[1];
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += String(chunk);
    if (ownName === undefined) {
      outgoing.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' });
      outgoing.end(JSON.stringify({ Message: `Function not found: ${fullName}` }));
      return;
    }
    const name = `${ownName.charAt(0).toLowerCase()}${ownName.slice(1)}`;
    const invoked = this.invoke(name, JSON.parse(text));
    if (incoming.headers['x-amz-invocation-type'] === 'Event') {
      const settled = invoked.catch(() => undefined).finally(() => this.#asynchronous.delete(settled));
      this.#asynchronous.add(settled);
      outgoing.writeHead(202).end();
      return;
    }
    try {
      outgoing.end(JSON.stringify((await invoked) ?? null));
    } catch (error) {
      outgoing.setHeader('x-amz-function-error', 'Unhandled');
      outgoing.end(JSON.stringify({ errorType: 'Error', errorMessage: (error as Error).message }));
    }
  }
}
