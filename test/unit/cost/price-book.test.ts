import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOOK_REGIONS, builtInBook } from '../../../src/cost/built-in-books.ts';
import {
  addRatios,
  gbSeconds,
  parsePrice,
  ratioOf,
  roundUp,
  toDollars,
  ZERO,
  type Ratio,
} from '../../../src/cost/money.ts';
import { PRICE_IDS, readPriceBook, type Price, type PriceBook } from '../../../src/cost/price-book.ts';
import { splitByTier } from '../../../src/cost/price-quantity.ts';

function bookOf(id: string, region = 'us-east-1'): PriceBook {
  const found = builtInBook(id, region);
  if ('error' in found) throw new Error(found.error);
  return found.book;
}

const { prices } = bookOf('2026-09');

/** What a month's quantity costs, through the tiers: exact, in pico-dollars. */
const priceQuantity = (price: Price, quantity: Ratio, freeTier: boolean): Ratio =>
  splitByTier(price, ZERO, quantity, freeTier).reduce((sum, { amount }) => addRatios(sum, amount), ZERO);

const cost = (price: Price, quantity: Ratio, freeTier = false): number =>
  toDollars(roundUp(priceQuantity(price, quantity, freeTier)));

it("prices the example of AWS's page: 100 million Express executions of 10 s and 64 MB", () => {
  const time = gbSeconds(ratioOf(100_000_000), 10_000, 64);
  // The page prints 382.97 by GB-hours; the price list's figures for a GB-second give 382.884.
  expect(cost(prices.expressGbSecond, time)).toBeCloseTo(382.884, 3);
  expect(cost(prices.expressRequest, ratioOf(100_000_000))).toBe(100);
});

it('prices a million Standard transitions at 25 dollars, with both books', () => {
  for (const id of ['2024-08', '2026-09']) expect(cost(bookOf(id).prices.stateTransition, ratioOf(1_000_000))).toBe(25);
});

describe('the tiers of', () => {
  const tiered = {
    expressGbSecond: [
      [3_600_000, 0.00001667],
      [18_000_000, 0.00000833],
      [undefined, 0.00000456],
    ],
    lambdaGbSecondX86: [
      [6e9, 0.0000166667],
      [15e9, 0.000015],
      [undefined, 0.0000133334],
    ],
    lambdaGbSecondArm: [
      [7.5e9, 0.0000133334],
      [18.75e9, 0.0000120001],
      [undefined, 0.0000106667],
    ],
    sqsRequest: [
      [100e9, 0.0000004],
      [200e9, 0.0000003],
      [undefined, 0.00000024],
    ],
  } as const;

  it('every price with more than one are known here', () => {
    const many = PRICE_IDS.filter((id) => prices[id].tiers.length > 1);
    expect(many.toSorted()).toEqual(Object.keys(tiered).toSorted());
  });

  it.each(Object.entries(tiered))('%s end where the next begin', (id, tiers) => {
    const price = prices[id as keyof typeof tiered];
    let below = 0;
    let start = 0;
    for (const [index, [upTo, unit]] of tiers.entries()) {
      expect(cost(price, ratioOf(start + 1))).toBeCloseTo(below + unit, 9);
      if (upTo === undefined) break;
      below += (upTo - start) * unit;
      start = upTo;
      expect(cost(price, ratioOf(upTo))).toBeCloseTo(below, 6);
      expect(cost(price, ratioOf(upTo - 1))).toBeCloseTo(below - unit, 6);
      expect(splitByTier(price, ratioOf(0), ratioOf(upTo + 1), false)).toHaveLength(index + 2);
    }
  });
});

it('takes the free quantity off once a month, from the first tiers', () => {
  for (const id of PRICE_IDS) {
    const { free, tiers } = prices[id];
    const price = prices[id];
    expect(cost(price, ratioOf(free), true)).toBe(0);
    expect(cost(price, ratioOf(free + 1), true)).toBe(toDollars(tiers[0]!.price));
    expect(cost(price, ratioOf(free + 1))).toBeCloseTo((free + 1) * toDollars(tiers[0]!.price), 9);
  }
  expect(PRICE_IDS.filter((id) => prices[id].free > 0)).toEqual([
    'stateTransition',
    'lambdaRequest',
    'lambdaGbSecondX86',
    'lambdaGbSecondArm',
    'sqsRequest',
  ]);
  const [free, paid] = splitByTier(prices.sqsRequest, ratioOf(0), ratioOf(100_000_000_000), true);
  expect([free?.free, free?.unitPrice, paid?.quantity.numerator]).toEqual([true, 0n, 99_999_000_000n]);
});

const quantity = fc
  .tuple(fc.nat({ max: 2 ** 40 }), fc.nat({ max: 10_240 }))
  .map(([count, mb]) => gbSeconds(ratioOf(count), 7, mb));

it('is never cheaper split in two, to the pico-dollar, and whole as the sum of its parts', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(prices)),
      quantity,
      quantity,
      fc.boolean(),
      (price, a, b, freeTier) => {
        const sum = {
          numerator: a.numerator * b.denominator + b.numerator * a.denominator,
          denominator: a.denominator * b.denominator,
        };
        const whole = priceQuantity(price, sum, false);
        expect(
          roundUp(priceQuantity(price, a, false)) + roundUp(priceQuantity(price, b, false)),
        ).toBeGreaterThanOrEqual(roundUp(whole));
        const [first, second] = [
          priceQuantity(price, a, freeTier),
          splitByTier(price, a, sum, freeTier).reduce((n, each) => n + toExact(each.amount), 0n),
        ];
        expect(toExact(first) + second).toBe(toExact(priceQuantity(price, sum, freeTier)));
      },
    ),
  );
});

/** Over a denominator that all of these ratios divide. */
const toExact = ({ numerator, denominator }: Ratio): bigint => (numerator * 1_024_000n ** 2n) / denominator;

describe('the books for a region', () => {
  it('say of each price whether AWS lists it for that region', () => {
    expect(Object.values(prices).every(({ confidence }) => confidence === 'verified')).toBe(true);
    const paulo = bookOf('2026-09', 'sa-east-1').prices;
    expect(paulo.stateTransition).toMatchObject({
      confidence: 'fallback',
      tiers: [{ price: parsePrice('0.0000375') }],
    });
    expect(paulo.sqsRequest).toMatchObject({
      confidence: 'fallback',
      source: expect.stringContaining('Price of us-east-1, not of sa-east-1') as string,
    });
    const singapore = bookOf('2026-09', 'ap-southeast-1').prices;
    expect(singapore.dynamoWriteUnit).toMatchObject({
      confidence: 'verified',
      tiers: [{ price: parsePrice('0.00000071') }],
    });
  });

  it.each(BOOK_REGIONS)('can be read: %s', (region) => {
    for (const price of Object.values(bookOf('2026-09', region).prices)) expect(price.source).not.toBe('');
  });

  it('refuse those that are not billed in dollars', () => {
    expect(builtInBook('2026-09', 'cn-north-1')).toEqual({
      error: 'cn-north-1 is billed in CNY, which is not counted with: its prices are not in price book 2026-09.',
    });
  });
});

const entry = { tiers: [{ price: '1' }], source: 'x', confidence: 'verified' };
const valid = {
  id: 'x',
  asOf: '2026-01-01',
  source: 'mine',
  currency: 'USD',
  regions: { r: Object.fromEntries(PRICE_IDS.map((id) => [id, entry])) },
};

describe('a book of your own', () => {
  it('is read when it has every price', () => {
    expect(readPriceBook(valid, 'r')).toMatchObject({ book: { id: 'x', region: 'r', lambdaInitBilled: true } });
  });

  const changed = (change: object) => ({ ...valid, regions: { r: { ...valid.regions.r, ...change } } });
  it.each([
    [[], /JSON object with id/],
    [{ ...valid, source: 7 }, /needs source as a string/],
    [{ ...valid, asOf: 'today' }, /asOf is a date/],
    [{ ...valid, currency: 'CNY' }, /only USD/],
    [{ ...valid, regions: { q: {} } }, /no prices for r: it has q/],
    [changed({ s3Get: undefined }), /r\.s3Get is missing/],
    [changed({ s3Get: { ...entry, tiers: [{ price: 1 }] } }), /r\.s3Get/],
    [changed({ s3Get: { ...entry, tiers: [{ price: '1' }, { price: '1' }] } }), /r\.s3Get/],
    [
      changed({ s3Get: { ...entry, tiers: [{ price: '2', upTo: 5 }, { price: '1', upTo: 5 }, { price: '1' }] } }),
      /r\.s3Get/,
    ],
    [changed({ s3Get: { ...entry, free: -1 } }), /r\.s3Get/],
    [changed({ s3Get: { ...entry, confidence: 'sure' } }), /r\.s3Get/],
    [changed({ lunch: entry }), /no price called lunch/],
  ])('is refused by name: %#', (book, message) => {
    const read = readPriceBook(book, 'r');
    expect('error' in read ? read.error : '').toMatch(message);
  });

  it('may be called by the id of a built-in one', () => {
    expect(builtInBook('1999-01', 'us-east-1')).toMatchObject({ error: expect.stringContaining('2026-09') as string });
    expect(builtInBook('2026-09', 'mars-1')).toMatchObject({ error: expect.stringContaining('us-east-1') as string });
    expect(builtInBook('toString', 'us-east-1')).toHaveProperty('error');
  });
});

it('reads money exactly', () => {
  expect(parsePrice('0.0000166667')).toBe(16_666_700n);
  expect(parsePrice('1e-5')).toBeUndefined();
  expect(toDollars(parsePrice('1234.5')!)).toBe(1234.5);
});

it('refuses what it would pass over: a mistyped field, a date that is none, a switch that is no switch', () => {
  const price = { tiers: [{ price: '0.1' }], source: 's', confidence: 'verified' };
  const book = (more: object = {}, first: object = price): object => ({
    id: 'x',
    asOf: '2026-09-28',
    source: 's',
    currency: 'USD',
    regions: { r: { ...Object.fromEntries(PRICE_IDS.map((id) => [id, price])), sqsRequest: first } },
    ...more,
  });
  const errorOf = (value: object): string => {
    const found = readPriceBook(value, 'r');
    return 'error' in found ? found.error : '';
  };
  expect(errorOf(book())).toBe('');
  expect(errorOf(book({ baseregion: 'r' }))).toMatch(/a field that none has, baseregion/);
  expect(errorOf(book({ lambdaInitBilled: 'no' }))).toMatch(/lambdaInitBilled is true or false/);
  expect(errorOf(book({ asOf: '2026-99-99' }))).toMatch(/asOf is a date/);
  expect(errorOf(book({}, { ...price, fre: 5 }))).toMatch(/r\.sqsRequest is missing or not a tiered price/);
  expect(errorOf(book({}, { ...price, tiers: [{ price: '0.1', upto: 5 }] }))).toMatch(/r\.sqsRequest is/);
});
