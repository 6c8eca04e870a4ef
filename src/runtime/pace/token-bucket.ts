import type { RateQuota } from '../../asl/rate-quotas.ts';

/** A thousandth of a token is what one token a second gives in a millisecond: so all of it is whole numbers. */
const TOKEN = 1000;

/** A token bucket, full at the start. Knows no clock: each call is told the time, in whole milliseconds. */
export class TokenBucket {
  readonly #full: number;
  readonly #perMillisecond: number;
  #level: number;
  #filledAt: number;

  constructor({ size, perSecond }: RateQuota, now: number) {
    this.#full = this.#level = size * TOKEN;
    this.#perMillisecond = perSecond;
    this.#filledAt = now;
  }

  /** Takes a token when there is one. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#level < TOKEN) return false;
    this.#level -= TOKEN;
    return true;
  }

  /** Milliseconds from `now` until there is a token; 0 when there is one. */
  waitFrom(now: number): number {
    this.#fill(now);
    return Math.max(0, Math.ceil((TOKEN - this.#level) / this.#perMillisecond));
  }

  /** A clock that was set back fills nothing, and takes nothing away. */
  #fill(now: number): void {
    if (now > this.#filledAt)
      this.#level = Math.min(this.#full, this.#level + (now - this.#filledAt) * this.#perMillisecond);
    this.#filledAt = now;
  }
}
