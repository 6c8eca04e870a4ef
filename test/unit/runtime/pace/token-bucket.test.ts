import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../../src/runtime/pace/token-bucket.ts';

const quota = fc.record({ size: fc.integer({ min: 1, max: 50 }), perSecond: fc.integer({ min: 1, max: 3000 }) });
/** Milliseconds between two askings. */
const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 300 });

describe('TokenBucket', () => {
  it('is full at first, and then has one token as soon as one has flowed in', () => {
    const bucket = new TokenBucket({ size: 2, perSecond: 3 }, 1000);
    expect([bucket.take(1000), bucket.take(1000), bucket.take(1000)]).toEqual([true, true, false]);
    expect(bucket.waitFrom(1000)).toBe(334);
    expect([bucket.take(1333), bucket.take(1334), bucket.take(1334)]).toEqual([false, true, false]);
    expect(bucket.waitFrom(5_000)).toBe(0);
  });

  it('gives what the exact level, in fractions, allows: no token more, none less', () => {
    fc.assert(
      fc.property(quota, pauses, ({ size, perSecond }, steps) => {
        const bucket = new TokenBucket({ size, perSecond }, 0);
        let now = 0;
        let since = 0n;
        // In thousandths of a token, never rounded.
        let level = BigInt(size) * 1000n;
        for (const step of steps) {
          now += step;
          level += (BigInt(now) - since) * BigInt(perSecond);
          since = BigInt(now);
          if (level > BigInt(size) * 1000n) level = BigInt(size) * 1000n;
          expect(bucket.take(now)).toBe(level >= 1000n);
          if (level >= 1000n) level -= 1000n;
        }
      }),
    );
  });

  it('never gives more in any stretch of time than its size and what flowed in', () => {
    fc.assert(
      fc.property(quota, pauses, ({ size, perSecond }, steps) => {
        const bucket = new TokenBucket({ size, perSecond }, 0);
        const taken: number[] = [];
        let now = 0;
        for (const step of steps) {
          now += step;
          while (bucket.take(now)) taken.push(now);
        }
        const isTooMany = (from: number, first: number): boolean =>
          taken.some((to, last) => last >= first && last - first + 1 > size + ((to - from) * perSecond) / 1000);
        expect(taken.findIndex(isTooMany)).toBe(-1);
      }),
      { numRuns: 30 },
    );
  });

  it('has a token after the wait that it names, and none a millisecond earlier', () => {
    fc.assert(
      fc.property(quota, fc.nat(5000), (each, now) => {
        const bucket = new TokenBucket(each, 0);
        while (bucket.take(now));
        const wait = bucket.waitFrom(now);
        expect(wait).toBeGreaterThan(0);
        expect(bucket.take(now + wait - 1)).toBe(false);
        expect(bucket.take(now + wait)).toBe(true);
      }),
    );
  });

  it('gains nothing from a clock that is set back', () => {
    const bucket = new TokenBucket({ size: 1, perSecond: 1 }, 10_000);
    expect(bucket.take(10_000)).toBe(true);
    expect(bucket.take(4000)).toBe(false);
    expect(bucket.take(4999)).toBe(false);
    expect(bucket.take(5000)).toBe(true);
  });
});
