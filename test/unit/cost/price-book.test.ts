import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gbSeconds, parsePrice, ratioOf, toDollars } from '../../../src/cost/money.ts';
import { builtInBook, priceQuantity, readPriceBook, type PriceBook } from '../../../src/cost/price-book.ts';

function currentBook(): PriceBook {
  const found = builtInBook('2026-09', 'us-east-1');
  if ('error' in found) throw new Error(found.error);
  return found.book;
}

const { prices } = currentBook();

it("prices the example of AWS's page: 100 million Express executions of 10 s and 64 MB", () => {
  const time = gbSeconds(ratioOf(100_000_000), 10_000, 64);
  expect(toDollars(priceQuantity(prices.expressGbSecond, time, false))).toBeCloseTo(382.884, 3);
  expect(toDollars(priceQuantity(prices.expressRequest, ratioOf(100_000_000), false))).toBe(100);
});

describe('a tier', () => {
  const { expressGbSecond } = prices;
  it.each([
    [3_599_999, 3_599_999 * 0.00001667],
    [3_600_000, 3_600_000 * 0.00001667],
    [3_600_001, 3_600_000 * 0.00001667 + 0.00000833],
    [18_000_001, 3_600_000 * 0.00001667 + 14_400_000 * 0.00000833 + 0.00000456],
  ])('ends where the next begins: %i', (quantity, expected) => {
    expect(toDollars(priceQuantity(expressGbSecond, ratioOf(quantity), false))).toBeCloseTo(expected, 9);
  });
});

it('takes the free quantity off once a month', () => {
  expect(priceQuantity(prices.stateTransition, ratioOf(4000), true)).toBe(0n);
  expect(toDollars(priceQuantity(prices.stateTransition, ratioOf(4001), true))).toBe(0.000025);
  expect(toDollars(priceQuantity(prices.stateTransition, ratioOf(4001), false))).toBeCloseTo(0.100025, 12);
});

it('splitting a quantity never makes it cheaper', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(prices)),
      fc.nat({ max: 2 ** 31 }),
      fc.nat({ max: 2 ** 31 }),
      (price, a, b) => {
        const whole = priceQuantity(price, ratioOf(a + b), false);
        expect(
          priceQuantity(price, ratioOf(a), false) + priceQuantity(price, ratioOf(b), false),
        ).toBeGreaterThanOrEqual(whole);
      },
    ),
  );
});

it('refuses a book that lacks a price, by its name', () => {
  expect(
    readPriceBook({ id: 'x', asOf: '2026-01-01', currency: 'USD', regions: { 'us-east-1': {} } }, 'us-east-1'),
  ).toEqual({
    error: 'Price book x: us-east-1.stateTransition is missing or not a tiered price.',
  });
  expect(builtInBook('1999-01', 'us-east-1')).toMatchObject({ error: expect.stringContaining('2026-09') as string });
  expect(builtInBook('2026-09', 'mars-1')).toMatchObject({ error: expect.stringContaining('us-east-1') as string });
});

it('reads money exactly', () => {
  expect(parsePrice('0.0000166667')).toBe(16_666_700n);
  expect(parsePrice('1e-5')).toBeUndefined();
  expect(toDollars(parsePrice('1234.5')!)).toBe(1234.5);
});
