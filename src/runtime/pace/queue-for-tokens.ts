import type { RateQuota } from '../../asl/rate-quotas.ts';
import type { Clock, Stoppable } from '../contracts.ts';
import { TokenBucket } from './token-bucket.ts';

/** Who needs a token gets it in the order of asking, as fast as the bucket is filled. */
export class QueueForTokens {
  readonly #clock: Clock;
  readonly #bucket: TokenBucket;
  readonly #waiting = new Set<() => void>();
  #isServing = false;

  constructor(quota: RateQuota, clock: Clock) {
    this.#clock = clock;
    this.#bucket = new TokenBucket(quota, clock.now());
  }

  /** Whether there was a token at once; who is refused does not wait. */
  takeNow(): boolean {
    return this.#waiting.size === 0 && this.#bucket.take(this.#clock.now());
  }

  /** Undefined: a token was taken at once. Else kept when there is one, or when `owner` is stopped and needs none. */
  take(owner: Stoppable): Promise<void> | undefined {
    if (this.takeNow()) return undefined;
    const { signal } = owner;
    if (signal.aborted) return undefined;
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
      this.#waiting.add(wake);
      if (!this.#isServing) void this.#serve();
    });
  }

  /** Hands out tokens as long as somebody waits: one sleeper for all of them. */
  async #serve(): Promise<void> {
    this.#isServing = true;
    while (this.#waiting.size > 0) {
      await this.#clock.sleep(this.#bucket.waitFrom(this.#clock.now()));
      for (const wake of this.#waiting) {
        if (!this.#bucket.take(this.#clock.now())) break;
        wake();
      }
    }
    this.#isServing = false;
  }
}
