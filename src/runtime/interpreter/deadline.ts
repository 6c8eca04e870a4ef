import type { Clock } from '../contracts.ts';

/** Nobody sees it; without a reason an exception with its stack is made for each. */
const CLEARED = new Error('The deadline was cleared.');

/** Calls `pass` when its seconds have gone by without `renew` or `clear`. Never, when no seconds are given. */
export class Deadline {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  readonly #pass: () => void;
  #end: AbortController | undefined;
  #until = 0;

  constructor(clock: Clock, seconds: number | undefined, pass: () => void) {
    this.#clock = clock;
    this.#milliseconds = (seconds ?? 0) * 1000;
    this.#pass = pass;
    if (seconds === undefined) return;
    this.renew();
    this.#end = new AbortController();
    void this.#watch(this.#end.signal);
  }

  renew(): void {
    this.#until = this.#clock.now() + this.#milliseconds;
  }

  clear(): void {
    this.#end?.abort(CLEARED);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    try {
      for (let left = this.#milliseconds; left > 0; left = this.#until - this.#clock.now())
        await this.#clock.sleep(left, signal);
    } catch {
      return;
    }
    if (!signal.aborted) this.#pass();
  }
}
