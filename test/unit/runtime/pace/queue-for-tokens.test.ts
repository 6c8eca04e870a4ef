import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { QueueForTokens } from '../../../../src/runtime/pace/queue-for-tokens.ts';

const owner = (): AbortController => new AbortController();

describe('QueueForTokens', () => {
  it('serves everybody in the order of asking, the last one when the bucket says', async () => {
    await fc.assert(
      fc.asyncProperty(
        // Room for what flows in within a millisecond: else some of it runs over.
        fc.record({ size: fc.integer({ min: 3, max: 20 }), perSecond: fc.integer({ min: 1, max: 2000 }) }),
        fc.integer({ min: 1, max: 100 }),
        async (quota, count) => {
          const clock = new VirtualClock(0);
          const queue = new QueueForTokens(quota, clock);
          const served: number[] = [];
          const waits = Array.from({ length: count }, (_, index) =>
            (queue.take(owner()) ?? Promise.reject(new Error('at once'))).then(
              () => served.push(index),
              () => undefined,
            ),
          );
          await Promise.all(waits);
          const waited = Math.max(0, count - quota.size);
          expect(served).toEqual(Array.from({ length: waited }, (_, index) => index + quota.size).slice(0, waited));
          expect(clock.now()).toBe(Math.ceil((waited * 1000) / quota.perSecond));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('lets go of who is stopped, without a token', async () => {
    const clock = new VirtualClock(0);
    const queue = new QueueForTokens({ size: 1, perSecond: 1 }, clock);
    expect(queue.take(owner())).toBeUndefined();
    const stopped = owner();
    const first = queue.take(stopped);
    const second = queue.take(owner());
    stopped.abort(new Error('stopped'));
    await first;
    expect(clock.now()).toBe(0);
    await second;
    expect(clock.now()).toBe(1000);
    expect(queue.take(stopped)).toBeUndefined();
  });

  it('lets nobody pass those who wait', async () => {
    const clock = new VirtualClock(0);
    const queue = new QueueForTokens({ size: 1, perSecond: 1000 }, clock);
    expect(queue.takeNow()).toBe(true);
    const waiting = queue.take(owner());
    expect(queue.takeNow()).toBe(false);
    await waiting;
    await clock.sleep(1);
    expect(queue.takeNow()).toBe(true);
  });
});
