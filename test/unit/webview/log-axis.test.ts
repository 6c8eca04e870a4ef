import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logAxis } from '../../../webview/cost/log-axis.ts';

describe('logAxis', () => {
  it('spans powers of ten, and writes them beside itself', () => {
    const axis = logAxis([3, 250, 40], 300, 50);
    expect([axis.from, axis.to]).toEqual([1, 1000]);
    expect(axis.ticks).toEqual([1, 10, 100, 1000]);
    expect([1, 10, 1000].map(axis.place)).toEqual([0, 100, 300]);
  });

  it('skips decades that there is no room for', () => {
    const { ticks, place } = logAxis([1e-6, 1e9], 400, 60);
    expect(ticks.length).toBeGreaterThan(3);
    for (const [index, tick] of ticks.entries())
      if (index > 0) expect(place(tick) - place(ticks[index - 1] ?? 0)).toBeGreaterThanOrEqual(60);
  });

  it.each([[[]], [[0, -1, NaN, Infinity]], [[5]], [[10]], [[0.001]]])('has a decade at least for %j', (values) => {
    const { from, to, ticks } = logAxis(values, 10, 1);
    expect(to / from).toBeGreaterThanOrEqual(10);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
  });

  it('places every value within its length, in order, and gives it back', () => {
    const value = fc.double({ min: 1e-9, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const axis = logAxis(values, 640, 40);
        const places = values.toSorted((a, b) => a - b).map(axis.place);
        expect(places.every((place) => place >= 0 && place <= 640)).toBe(true);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        for (const each of values) expect(axis.valueAt(axis.place(each)) / each).toBeCloseTo(1, 6);
      }),
    );
  });

  it('keeps to its border with what lies outside', () => {
    const axis = logAxis([1, 100], 50, 10);
    expect([axis.place(0), axis.place(0.001), axis.place(1e9)]).toEqual([0, 0, 50]);
    expect([axis.valueAt(-5), axis.valueAt(99)]).toEqual([1, 100]);
  });
});
