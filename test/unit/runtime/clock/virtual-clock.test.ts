import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SleeperQueue } from '../../../../src/runtime/clock/sleeper-queue.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';

describe('VirtualClock', () => {
  it('wakes sleepers in order of their time, and of their coming where it is the same', async () => {
    const clock = new VirtualClock(0);
    const woken: string[] = [];
    const sleep = async (name: string, milliseconds: number): Promise<void> => {
      await clock.sleep(milliseconds);
      woken.push(`${name} at ${clock.now()}`);
    };
    await Promise.all([sleep('late', 90_000), sleep('first', 1000), sleep('second', 1000), sleep('now', 0)]);
    expect(woken).toEqual(['now at 0', 'first at 1000', 'second at 1000', 'late at 90000']);
  });

  it('stands while real work is in flight, and is charged with what it took', async () => {
    const clock = new VirtualClock(0);
    let slept = false;
    const sleeping = clock.sleep(60_000).then(() => (slept = true));
    await clock.work(() => new Promise((resolve) => setTimeout(resolve, 30)));
    expect(slept).toBe(false);
    expect(clock.now()).toBeGreaterThanOrEqual(25);
    expect(clock.now()).toBeLessThan(10_000);
    await sleeping;
    expect(clock.now()).toBe(60_000);
  });

  it('lets an aborted sleeper go, with the reason, and does not move for it', async () => {
    const clock = new VirtualClock(0);
    const abort = new AbortController();
    const sleeping = clock.sleep(60_000, abort.signal);
    abort.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await clock.sleep(1000);
    expect(clock.now()).toBe(1000);
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('enough');
  });
});

describe('SleeperQueue', () => {
  it('gives sleepers by time and coming, and never one that was removed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 400 }), (plan) => {
        const queue = new SleeperQueue();
        const sleepers = plan.map(([until]) => queue.add(until, () => undefined));
        sleepers.forEach((sleeper, index) => plan[index]?.[1] && queue.remove(sleeper));
        const expected = sleepers
          .filter(({ removed }) => !removed)
          .sort((one, other) => one.until - other.until || one.order - other.order);
        const taken = expected.map(() => queue.takeFirst());
        expect(taken).toEqual(expected);
        expect(queue.takeFirst()).toBeUndefined();
      }),
    );
  });
});
