import type { Clock } from '../contracts.ts';
import { SleeperQueue } from './sleeper-queue.ts';

/**
 * Time that moves only when everybody sleeps: as long as real work is in flight it stands, then it jumps to the next
 * sleeper, so that a machine that waits three days ends in milliseconds, in the right order. What real work took is
 * added to it.
 */
export class VirtualClock implements Clock {
  readonly #sleepers = new SleeperQueue();
  #now: number;
  #working = 0;
  /** Where real time stood when the first of the works in flight began. */
  #workingSince = 0;
  #wakePlanned = false;

  /** `start`: milliseconds since 1970. */
  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#working > 0 ? this.#now + Math.floor(performance.now() - this.#workingSince) : this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const sleeper = this.#sleepers.add(this.now() + Math.max(0, milliseconds), () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      const onAbort = (): void => {
        this.#sleepers.remove(sleeper);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#planWake();
    });
  }

  async work<T>(run: () => Promise<T>): Promise<T> {
    if (this.#working === 0) this.#workingSince = performance.now();
    this.#working++;
    try {
      return await run();
    } finally {
      const now = this.now();
      this.#working--;
      if (this.#working === 0) {
        this.#now = now;
        this.#planWake();
      }
    }
  }

  /** Jumps only after everything that can run by itself (microtasks and due callbacks) has run. */
  #planWake(): void {
    if (this.#wakePlanned || this.#working > 0) return;
    this.#wakePlanned = true;
    setImmediate(() => {
      this.#wakePlanned = false;
      this.#wake();
    });
  }

  #wake(): void {
    if (this.#working > 0) return;
    const sleeper = this.#sleepers.takeFirst();
    if (sleeper === undefined) return;
    this.#now = Math.max(this.#now, sleeper.until);
    sleeper.wake();
    this.#planWake();
  }
}
