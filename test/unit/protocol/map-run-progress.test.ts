import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExecutionSnapshot, ExpectedItems, MapRunCounts } from '../../../src/protocol/execution-snapshot.ts';
import {
  describeCounts,
  describeProgress,
  ProgressMeter,
  shareDone,
  type MapRunProgress,
} from '../../../src/protocol/map-run-progress.ts';

const START = Date.parse('2026-11-27T08:00:00Z');
const NONE: MapRunCounts = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

function snapshot(
  milliseconds: number,
  counts: Partial<MapRunCounts>,
  expected?: ExpectedItems,
  status: 'RUNNING' | 'FAILED' = 'RUNNING',
): ExecutionSnapshot {
  const itemCounts = { ...NONE, ...counts };
  return {
    executionArn: 'arn',
    status,
    states: {},
    mapRuns: [{ mapRunArn: 'run', pointer: '/States/M', status, itemCounts, executionCounts: NONE, expected }],
    at: new Date(START + milliseconds).toISOString(),
  };
}

const exactly = (items: number): ExpectedItems => ({ items, isExact: true });
const only = (meter: ProgressMeter, seen: ExecutionSnapshot): MapRunProgress => meter.read(seen)[0]!;

describe('the progress of a Map Run', () => {
  it('tells a steady rate and what is left exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.array(fc.integer({ min: 50, max: 4000 }), { minLength: 3, maxLength: 60 }),
        (perMillisecond, pauses) => {
          const meter = new ProgressMeter();
          const items = 10 ** 10;
          let at = 0;
          let last = only(meter, snapshot(0, { total: items }, exactly(items)));
          for (const pause of [...pauses, 1000]) {
            at += pause;
            last = only(meter, snapshot(at, { succeeded: at * perMillisecond, total: items }, exactly(items)));
          }
          expect(last.itemsPerSecond).toBeCloseTo(perMillisecond * 1000, 3);
          expect(last.secondsLeft).toBeCloseTo((items - at * perMillisecond) / (perMillisecond * 1000), 3);
        },
      ),
    );
  });

  it('forgets how fast it was once, and never tells what cannot be', () => {
    const step = fc.record({ pause: fc.integer({ min: 0, max: 100_000 }), more: fc.integer({ min: -50, max: 500 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const meter = new ProgressMeter();
        let at = 0;
        let succeeded = 0;
        for (const { pause, more } of steps) {
          at += pause;
          succeeded = Math.max(0, succeeded + more);
          const { itemsPerSecond, secondsLeft } = only(
            meter,
            snapshot(at, { succeeded, total: succeeded + 10 }, exactly(succeeded + 10)),
          );
          if (itemsPerSecond !== undefined) expect(itemsPerSecond).toBeGreaterThan(0);
          if (secondsLeft !== undefined) expect(secondsLeft).toBeGreaterThanOrEqual(0);
          expect(Number.isNaN(itemsPerSecond ?? 0) || Number.isNaN(secondsLeft ?? 0)).toBe(false);
        }
      }),
    );
    const meter = new ProgressMeter();
    only(meter, snapshot(0, {}));
    expect(only(meter, snapshot(10_000, { succeeded: 100_000, total: 1e6 })).itemsPerSecond).toBeCloseTo(10_000, 0);
    let last = only(meter, snapshot(11_000, { succeeded: 100_010, total: 1e6 }));
    for (let second = 12; second < 120; second++)
      last = only(meter, snapshot(second * 1000, { succeeded: 99_900 + second * 10, total: 1e6 }));
    expect(last.itemsPerSecond).toBeGreaterThan(10);
    expect(last.itemsPerSecond).toBeLessThan(500);
  });

  it('says nothing of a rate before there is one, nor after the end', () => {
    const meter = new ProgressMeter();
    expect(only(meter, snapshot(0, { succeeded: 5, total: 10 }, exactly(10))).itemsPerSecond).toBeUndefined();
    expect(only(meter, snapshot(100, { succeeded: 6, total: 10 }, exactly(10))).itemsPerSecond).toBeUndefined();
    expect(only(meter, snapshot(5000, { succeeded: 8, total: 10 }, exactly(10))).itemsPerSecond).toBeCloseTo(0.55, 2);
    const over = only(meter, snapshot(6000, { succeeded: 9, failed: 1, total: 10 }, exactly(10), 'FAILED'));
    expect(over).toMatchObject({ done: 10, failed: 1, items: 10, known: 'exactly', itemsPerSecond: undefined });
    expect(describeProgress(over)).toEqual(['10 of 10 items', '1 failed']);
  });

  it('starts anew when it is redriven', () => {
    const meter = new ProgressMeter();
    only(meter, snapshot(0, { total: 100 }));
    only(meter, snapshot(1000, { succeeded: 50, failed: 50, total: 100 }));
    const first = only(meter, snapshot(60_000, { succeeded: 50, pendingRedrive: 50, pending: 50, total: 100 }));
    expect(first.itemsPerSecond).toBeUndefined();
    const later = only(meter, snapshot(62_000, { succeeded: 70, pending: 30, total: 100 }));
    expect(later.itemsPerSecond).toBeCloseTo(10, 5);
  });

  it.each([
    [{ known: 'so far' as const, items: 8192, done: 100 }, '100 of 8,192 items read so far'],
    [{ known: 'about' as const, items: 41_234, done: 100 }, '100 of about 42,000 items'],
    [{ known: 'exactly' as const, items: 42_049, done: 42_049 }, '42,049 of 42,049 items'],
    [{ failed: 3, running: 10 }, '0 of 0 items, 3 failed, 10 running'],
    [{ items: 9, itemsPerSecond: 5003.4, secondsLeft: 3.4 }, '0 of 9 items, 5,003 items/s, about 3 s left'],
    [{ items: 9, itemsPerSecond: 2.54, secondsLeft: 42 }, '0 of 9 items, 2.5 items/s, about 40 s left'],
    [{ items: 9, itemsPerSecond: 0.05, secondsLeft: 179 }, '0 of 9 items, 3.0 items/min, about 3 min left'],
    [{ items: 9, itemsPerSecond: 1, secondsLeft: 5400 }, '0 of 9 items, 1.0 items/s, about 1 h 30 min left'],
    [{ items: 9, itemsPerSecond: 1, secondsLeft: 300_000 }, '0 of 9 items, 1.0 items/s, about 3 days left'],
  ])('is said in words: %o', (change, words) => {
    const none: MapRunProgress = {
      mapRunArn: 'run',
      done: 0,
      failed: 0,
      running: 0,
      items: 0,
      known: 'exactly',
      itemsPerSecond: undefined,
      secondsLeft: undefined,
    };
    expect(describeProgress({ ...none, ...change }).join(', ')).toBe(words);
  });

  it('ends in counts', () => {
    expect(describeCounts({ ...NONE, succeeded: 1200, total: 1200 })).toBe('1,200 of 1,200 succeeded');
    expect(describeCounts({ ...NONE, succeeded: 1, failed: 1, timedOut: 1, aborted: 4, pending: 3, total: 10 })).toBe(
      '1 of 10 succeeded, 2 failed, 4 aborted, 3 not started',
    );
  });

  it('is a share between nothing and all', () => {
    const share = (done: number, items: number): number => shareDone({ done, items } as MapRunProgress);
    expect([share(0, 0), share(1, 4), share(9, 4)]).toEqual([0, 0.25, 1]);
  });
});
