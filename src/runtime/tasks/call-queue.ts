import type { Call } from './handler-thread.ts';

/** How many places in front may lie empty before the array is cut. */
const MOST_EMPTY = 1024;

/** Calls in their order; taking from the front costs the same however many wait. */
export class CallQueue {
  #calls: (Call | undefined)[] = [];
  #first = 0;
  /** Calls that were removed from the middle are skipped when their turn comes. */
  readonly #removed = new Set<Call>();

  get length(): number {
    return this.#calls.length - this.#first - this.#removed.size;
  }

  push(call: Call): void {
    this.#calls.push(call);
  }

  /** Only for calls that are in it, or have never been. */
  remove(call: Call): void {
    if (this.#calls.includes(call, this.#first)) this.#removed.add(call);
  }

  putBack(calls: readonly Call[]): void {
    this.#calls = [...calls, ...this.#calls.slice(this.#first)];
    this.#first = 0;
  }

  take(count: number): Call[] {
    const taken: Call[] = [];
    while (taken.length < count && this.#first < this.#calls.length) {
      const call = this.#calls[this.#first];
      this.#calls[this.#first++] = undefined;
      if (call !== undefined && !this.#removed.delete(call)) taken.push(call);
    }
    if (this.#first > MOST_EMPTY && this.#first * 2 > this.#calls.length) {
      this.#calls = this.#calls.slice(this.#first);
      this.#first = 0;
    }
    return taken;
  }
}
