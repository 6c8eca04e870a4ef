import type { HandlerHost, HostEvents } from './handler-host.ts';
import type { HostMessage, LambdaError, WorkerMessage, WorkerSetup } from './handler-messages.ts';
import { startPython } from './python-host.ts';
import { startWorker } from './worker-host.ts';

/** One call that waits for its handler. */
export interface Call {
  readonly id: number;
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  resolve(payload: string): void;
  reject(error: LambdaError): void;
}

export interface ThreadEvents {
  /** It has room for more calls, or a call of it is over. */
  idle(thread: HandlerThread): void;
  /** Calls that it has not begun and that may go to another thread. */
  returned(calls: readonly Call[]): void;
  /** It has ended; with `startError` before it could take a call. */
  gone(thread: HandlerThread, startError: LambdaError | undefined): void;
  log(requestId: string | undefined, text: string): void;
}

/** Lambda gives a module ten seconds to load: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const INIT_MILLISECONDS = 10_000;
/** A call is quick below this, so that more of them may be handed over at once. */
const QUICK_MILLISECONDS = 1;
const MOST_CALLS_AT_ONCE = 64;

/** One worker thread, or one Python process, with one handler, working through its calls one by one. */
export class HandlerThread {
  readonly #host: HandlerHost;
  readonly #setup: WorkerSetup;
  readonly #events: ThreadEvents;
  /** Handed over, oldest first; the first is at work. */
  readonly #calls: Call[] = [];
  #ready = false;
  #over = false;
  #recalling = false;
  /** Since when the first call is at work, or since when the module loads. */
  #since = performance.now();
  #window = 1;

  constructor(setup: WorkerSetup, events: ThreadEvents) {
    this.#setup = setup;
    this.#events = events;
    const hostEvents: HostEvents = {
      message: (message) => this.#receive(message),
      crashed: (error) => this.#end(describeCrash(error)),
      exited: (code) => this.#end(exitError(code)),
    };
    const start = setup.handler.modulePath.endsWith('.py') ? startPython : startWorker;
    this.#host = start(setup, hostEvents);
  }

  /** How many more calls it takes now: none until half of those it has are done, so that they come in arrays. */
  get room(): number {
    const open = this.#ready && !this.#over && !this.#recalling;
    return open && this.#calls.length <= this.#window / 2 ? this.#window - this.#calls.length : 0;
  }

  get starting(): boolean {
    return !this.#ready && !this.#over;
  }

  get isIdle(): boolean {
    return this.#calls.length === 0;
  }

  /** Milliseconds that the call at work has taken so far; 0 when there is none. */
  get busyFor(): number {
    return this.#calls.length === 0 ? 0 : performance.now() - this.#since;
  }

  /** Share of its time since the last look that the thread was computing rather than waiting. */
  measureLoad(): number {
    return this.#host.measureLoad();
  }

  hand(calls: readonly Call[]): void {
    if (this.#calls.length === 0) this.#since = performance.now();
    this.#calls.push(...calls);
    this.#post({ kind: 'invoke', invocations: calls.map(({ id, requestId, event }) => ({ id, requestId, event })) });
  }

  /** Kills it when the call at work, or the loading of the module, is over its time. */
  checkTime(): void {
    const elapsed = performance.now() - this.#since;
    const { timeoutSeconds } = this.#setup.handler;
    if (!this.#ready && elapsed > INIT_MILLISECONDS) this.#end(timeoutError(INIT_MILLISECONDS / 1000));
    else if (this.#calls.length > 0 && elapsed > timeoutSeconds * 1000)
      this.#end(timeoutError(timeoutSeconds, this.#calls[0]?.requestId));
  }

  /** Asks for the calls behind the one at work, so that others may take them. */
  recall(): void {
    if (this.#calls.length < 2 || this.#recalling) return;
    this.#recalling = true;
    this.#post({ kind: 'recall' });
  }

  async close(): Promise<void> {
    this.#over = true;
    await this.#host.terminate();
  }

  #post(message: HostMessage): void {
    this.#host.post(message);
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'log') this.#events.log(message.requestId, message.text);
    else if (this.#over) return;
    else if (message.kind === 'ready') {
      this.#ready = true;
      this.#since = performance.now();
      this.#events.idle(this);
    } else if (message.kind === 'unusable') this.#end(message.error);
    else if (message.kind === 'crashed') this.#end(message.error, message.id);
    else if (message.kind === 'recalled') {
      const given = new Set(message.ids);
      const back = this.#calls.filter(({ id }) => given.has(id));
      this.#calls.splice(0, this.#calls.length, ...this.#calls.filter(({ id }) => !given.has(id)));
      this.#recalling = false;
      this.#window = 1;
      this.#events.returned(back);
      this.#events.idle(this);
    } else this.#settle(message);
  }

  #settle(message: Extract<WorkerMessage, { id: number }>): void {
    const call = this.#calls.shift();
    if (call?.id !== message.id) throw new Error(`The handler thread answered call ${message.id} out of turn.`);
    const now = performance.now();
    this.#window = now - this.#since < QUICK_MILLISECONDS ? Math.min(this.#window * 2, MOST_CALLS_AT_ONCE) : 1;
    this.#since = now;
    if (message.kind === 'done') call.resolve(message.payload);
    else call.reject(message.error);
    this.#events.idle(this);
  }

  /** Ends the thread: the call at work fails with this error, the others go back. */
  #end(error: LambdaError, atWork = this.#calls[0]?.id): void {
    if (this.#over) return;
    this.#over = true;
    const unstarted: Call[] = [];
    for (const call of this.#calls.splice(0)) {
      if (call.id === atWork) call.reject(error);
      else unstarted.push(call);
    }
    if (unstarted.length > 0) this.#events.returned(unstarted);
    this.#events.gone(this, this.#ready ? undefined : error);
    void this.#host.terminate();
  }
}

/** The wording of Lambda: `RequestId: … Error: Task timed out after 3.00 seconds`. */
function timeoutError(seconds: number, requestId?: string): LambdaError {
  const request = requestId === undefined ? '' : `RequestId: ${requestId} `;
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `${request}Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  };
}

function exitError(code: number): LambdaError {
  const reason =
    code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `Error: ${reason}` };
}

function describeCrash(error: unknown): LambdaError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { errorType: 'Runtime.OutOfMemory', errorMessage: 'Error: Runtime exited with error: signal: killed' };
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `Error: ${error instanceof Error ? error.message : String(error)}`,
  };
}
