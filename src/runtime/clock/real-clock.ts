import type { Clock } from '../contracts.ts';

/** setTimeout's longest wait, about 24.8 days; longer ones are slept in parts. */
const LONGEST_TIMER = 2_147_483_647;

/** The machine's own time. */
export class RealClock implements Clock {
  now(): number {
    return Date.now();
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const until = Date.now() + milliseconds;
    do await sleepOnce(Math.min(until - Date.now(), LONGEST_TIMER), signal);
    while (Date.now() < until);
  }

  work<T>(run: () => Promise<T>): Promise<T> {
    return run();
  }
}

function sleepOnce(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
