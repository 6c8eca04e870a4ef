import {
  readEnvelope,
  type Envelope,
  type EventName,
  type EventOf,
  type MessageTable,
  type ParamsOf,
  type RequestName,
  type ResultOf,
} from './messages.ts';

/** One end of a channel: a webview, `acquireVsCodeApi()`, a child process. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): { dispose(): void };
}

/** The other side refused a request, could not carry it out, or is gone. */
export class RequestFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RequestFailed';
  }
}

interface Pending {
  readonly name: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: RequestFailed) => void;
}

type Handler = (params: unknown) => unknown;

/**
 * One side of a typed channel: `Out` is what it may send, `In` what it may receive. Both directions are checked when
 * they arrive; what does not fit is refused and reported, never passed on. Every request is answered, also with an
 * error. Lives as long as its page: `dispose` rejects what is still waiting.
 */
export class Endpoint<Out extends MessageTable, In extends MessageTable> {
  readonly #port: Port;
  readonly #out: Out;
  readonly #in: In;
  readonly #report: (problem: string) => void;
  readonly #subscription: { dispose(): void };
  readonly #pending = new Map<number, Pending>();
  readonly #handlers = new Map<string, Handler>();
  readonly #listeners = new Map<string, Set<(params: never) => void>>();
  #lastId = 0;
  #disposed = false;

  /** `report` is told of messages that were refused and of listeners that threw. */
  constructor(port: Port, out: Out, incoming: In, report: (problem: string) => void) {
    this.#port = port;
    this.#out = out;
    this.#in = incoming;
    this.#report = report;
    this.#subscription = port.onMessage((message) => this.#receive(message));
  }

  /** Asks the other side. Rejects with RequestFailed. */
  request<Name extends RequestName<Out>>(name: Name, params: ParamsOf<Out, Name>): Promise<ResultOf<Out, Name>> {
    if (this.#disposed) return Promise.reject(new RequestFailed(`${name}: the channel is closed.`));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { name, resolve: (result) => resolve(result as ResultOf<Out, Name>), reject });
      this.#post({ kind: 'request', id, name, params });
    });
  }

  /** Tells the other side. Nothing comes back; a closed channel drops it. */
  notify<Name extends EventName<Out>>(name: Name, params: EventOf<Out, Name>): void {
    if (!this.#disposed) this.#post({ kind: 'event', name, params });
  }

  /** Answers a request of the other side. One handler a name; what it throws becomes the answer's error. */
  handle<Name extends RequestName<In>>(
    name: Name,
    handler: (params: ParamsOf<In, Name>) => ResultOf<In, Name> | Promise<ResultOf<In, Name>>,
  ): void {
    this.#handlers.set(name, handler as Handler);
  }

  /** Listens to an event of the other side. */
  on<Name extends EventName<In>>(name: Name, listener: (params: EventOf<In, Name>) => void): { dispose(): void } {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return { dispose: () => void listeners.delete(listener) };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#subscription.dispose();
    for (const { name, reject } of this.#pending.values())
      reject(new RequestFailed(`${name}: the channel was closed before the answer came.`));
    this.#pending.clear();
  }

  #post(envelope: Envelope): void {
    this.#port.post(envelope);
  }

  #receive(message: unknown): void {
    const envelope = readEnvelope(message);
    if (envelope === undefined) this.#report('A message that is no envelope was refused.');
    else if (envelope.kind === 'request') void this.#answer(envelope.id, envelope.name, envelope.params);
    else if (envelope.kind === 'event') this.#tell(envelope.name, envelope.params);
    else this.#settle(envelope);
  }

  async #answer(id: number, name: string, params: unknown): Promise<void> {
    const table = Object.hasOwn(this.#in.requests, name) ? this.#in.requests[name] : undefined;
    const handler = this.#handlers.get(name);
    const problem = table === undefined ? 'there is no such request' : table.params(params, 'params');
    if (problem !== undefined || handler === undefined) {
      const error = `${name}: ${problem ?? 'nobody handles it here'}.`;
      this.#report(`A request was refused: ${error}`);
      this.#post({ kind: 'response', id, error });
      return;
    }
    try {
      const result = await handler(params);
      if (!this.#disposed) this.#post({ kind: 'response', id, result, error: undefined });
    } catch (error) {
      if (!this.#disposed)
        this.#post({ kind: 'response', id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  #tell(name: string, params: unknown): void {
    const check = Object.hasOwn(this.#in.events, name) ? this.#in.events[name] : undefined;
    const problem = check === undefined ? 'there is no such event' : check(params, 'params');
    if (problem !== undefined) {
      this.#report(`An event was refused: ${name}: ${problem}.`);
      return;
    }
    for (const listener of this.#listeners.get(name) ?? [])
      try {
        (listener as (params: unknown) => void)(params);
      } catch (error) {
        this.#report(
          `${name} could not be shown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      }
  }

  #settle(response: Extract<Envelope, { kind: 'response' }>): void {
    const pending = this.#pending.get(response.id);
    if (pending === undefined) {
      this.#report('An answer to nothing that was asked was refused.');
      return;
    }
    this.#pending.delete(response.id);
    if (response.error !== undefined) {
      pending.reject(new RequestFailed(response.error));
      return;
    }
    const problem = this.#out.requests[pending.name]?.result(response.result, 'result');
    if (problem === undefined) {
      pending.resolve(response.result);
      return;
    }
    this.#report(`An answer was refused: ${pending.name}: ${problem}.`);
    pending.reject(new RequestFailed(`${pending.name}: ${problem}.`));
  }
}
