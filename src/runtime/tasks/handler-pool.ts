import { availableParallelism } from 'node:os';
import { CallQueue } from './call-queue.ts';
import { HandlerThread, type Call, type ThreadEvents } from './handler-thread.ts';
import type { LambdaError, WorkerSetup } from './handler-messages.ts';

/** As many environments as an inline Map can ask for at once. */
const MOST_THREADS = 40;
/** Starting a thread costs some 30 ms of a processor: more at once than there are processors would only be slower. */
const MOST_STARTING = Math.min(4, availableParallelism());
/** How often the calls at work are looked at, while there are any. */
const WATCH_MILLISECONDS = 5;
/** A call that takes longer lets others go ahead of it: the calls behind it move, and another thread may start. */
const SLOW_MILLISECONDS = 10;

/** Calls that may wait for a thread before nothing more is started that would call: more would only survive collections. */
const MOST_WAITING = 64;

/** What a handler failed with, as Lambda would answer. */
export class HandlerFailure extends Error {
  readonly details: LambdaError;
  constructor(details: LambdaError) {
    super(`${details.errorType}: ${details.errorMessage}`);
    this.name = 'HandlerFailure';
    this.details = details;
  }
}

/**
 * The threads of one local handler. Like Lambda's environments: each works on one event at a time, keeps its module
 * loaded, and is replaced when it dies. More are started while calls wait for handlers that wait themselves; handlers
 * that compute get no more threads than there are processors, or their time-outs would strike for want of a processor.
 */
export class HandlerPool {
  readonly #setup: WorkerSetup;
  readonly #log: ThreadEvents['log'];
  readonly #threads = new Set<HandlerThread>();
  /** With a module that has changed since: they end with the calls that they are at work on. */
  readonly #outdated = new Set<HandlerThread>();
  readonly #waiting = new CallQueue();
  readonly #onDrained = new Set<() => void>();
  #watch: NodeJS.Timeout | undefined;
  #nextId = 0;
  #closed = false;

  constructor(setup: WorkerSetup, log: ThreadEvents['log']) {
    this.#setup = setup;
    this.#log = log;
  }

  /** Resolves with the JSON text of the handler's answer; rejects with HandlerFailure, or the signal's reason. */
  call(event: string, requestId: string, signal: AbortSignal): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      if (this.#closed) throw new Error('The local handlers have been shut down.');
      signal.throwIfAborted();
      const forget = () => signal.removeEventListener('abort', abort);
      const call: Call = {
        id: this.#nextId++,
        requestId,
        event,
        resolve: (payload) => {
          forget();
          resolve(payload);
        },
        reject: (error) => {
          forget();
          reject(new HandlerFailure(error));
        },
      };
      // As on AWS, a handler at work goes on when nobody waits for it any more; one that has not begun never does.
      const abort = () => {
        this.#waiting.remove(call);
        this.#tellDrained();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(call);
      this.#watch ??= setInterval(() => this.#look(), WATCH_MILLISECONDS);
      // Calls of the same turn are handed over together.
      if (this.#waiting.length === 1) queueMicrotask(() => this.#deal());
    });
  }

  /** A promise while many calls wait for a thread, kept when half of them have one or the signal is aborted. */
  drained(signal: AbortSignal): Promise<void> | undefined {
    if (this.#waiting.length < MOST_WAITING || this.#closed || signal.aborted) return undefined;
    return new Promise((resolve) => {
      const end = (): void => {
        signal.removeEventListener('abort', end);
        this.#onDrained.delete(end);
        resolve();
      };
      signal.addEventListener('abort', end, { once: true });
      this.#onDrained.add(end);
    });
  }

  #tellDrained(): void {
    if (this.#closed || this.#waiting.length <= MOST_WAITING / 2) for (const end of this.#onDrained) end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    this.#tellDrained();
    await Promise.all([...this.#threads, ...this.#outdated].map((thread) => thread.close()));
  }

  /** From now on calls go to threads that load the module anew; what is at work goes on as it is. */
  renew(): void {
    for (const thread of this.#threads) {
      this.#threads.delete(thread);
      this.#outdated.add(thread);
      thread.recall();
      this.#dismiss(thread);
    }
    queueMicrotask(() => this.#deal());
  }

  #dismiss(thread: HandlerThread): void {
    if (!thread.isIdle || !this.#outdated.delete(thread)) return;
    void thread.close();
  }

  #deal(): void {
    for (const thread of this.#threads) {
      if (this.#waiting.length === 0) return;
      this.#handTo(thread);
    }
    if (this.#waiting.length > 0 && this.#threads.size === 0) this.#start();
  }

  #handTo(thread: HandlerThread): void {
    const room = Math.min(thread.room, this.#waiting.length);
    if (room <= 0) return;
    thread.hand(this.#waiting.take(room));
    this.#tellDrained();
  }

  #start(): void {
    if (this.#closed) return;
    const events: ThreadEvents = {
      idle: (thread) => (this.#outdated.has(thread) ? this.#dismiss(thread) : this.#handTo(thread)),
      returned: (calls) => {
        this.#waiting.putBack(calls);
        queueMicrotask(() => this.#deal());
      },
      gone: (thread, startError) => {
        if (this.#outdated.delete(thread)) return;
        this.#threads.delete(thread);
        // Others that are still starting will find the same, and more would be started for what waits.
        const usable = [...this.#threads].some(({ starting }) => !starting);
        if (startError !== undefined && !usable) this.#refuseAll(startError);
        else this.#deal();
      },
      log: this.#log,
    };
    this.#threads.add(new HandlerThread(this.#setup, events));
  }

  /** A module that cannot be used: starting it again for each waiting call would tell the same. */
  #refuseAll(error: LambdaError): void {
    for (const call of this.#waiting.take(Infinity)) call.reject(error);
    this.#tellDrained();
  }

  #look(): void {
    const threads = [...this.#threads];
    const all = [...threads, ...this.#outdated];
    for (const thread of all) thread.checkTime();
    if (this.#waiting.length === 0 && all.every(({ busyFor }) => busyFor === 0)) {
      clearInterval(this.#watch);
      this.#watch = undefined;
      return;
    }
    for (const thread of threads) if (thread.busyFor > SLOW_MILLISECONDS) thread.recall();
    if (this.#waiting.length > 0) this.#grow(threads);
  }

  #grow(threads: readonly HandlerThread[]): void {
    const starting = threads.filter((thread) => thread.starting).length;
    if (
      threads.length >= MOST_THREADS ||
      // One that starts is on its way for each call that waits.
      starting >= Math.min(MOST_STARTING, this.#waiting.length) ||
      !threads.every((thread) => thread.starting || thread.busyFor > WATCH_MILLISECONDS)
    )
      return;
    const load = threads.reduce((sum, thread) => sum + thread.measureLoad(), 0);
    if (load < availableParallelism() - 0.5) this.#start();
  }
}
