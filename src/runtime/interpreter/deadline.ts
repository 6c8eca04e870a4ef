import type { Clock } from '../contracts.ts';

/** Calls `pass` when its seconds have gone by without `renew` or `clear`. Never, when no seconds are given. */
export class Deadline {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  readonly #pass: () => void;
  readonly #end = new AbortController();
  #until = 0;

  constructor(clock: Clock, seconds: number | undefined, pass: () => void) {
    this.#clock = clock;
    this.#milliseconds = (seconds ?? 0) * 1000;
    this.#pass = pass;
    if (seconds === undefined) return;
    this.renew();
    void this.#watch();
  }

  renew(): void {
    this.#until = this.#clock.now() + this.#milliseconds;
  }

  clear(): void {
    this.#end.abort();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#end;
    try {
      for (let left = this.#milliseconds; left > 0; left = this.#until - this.#clock.now())
        await this.#clock.sleep(left, signal);
    } catch {
      return;
    }
    if (!signal.aborted) this.#pass();
  }
}
