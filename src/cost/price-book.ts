import articleBook from './price-books/2024-08.json' with { type: 'json' };
import currentBook from './price-books/2026-09.json' with { type: 'json' };
import { multiplyPrice, parsePrice, ratioOf, smallerRatio, subtractRatios, toNumber, ZERO } from './money.ts';
import type { Pico, Ratio } from './money.ts';

/** Everything that a price book prices. GB-seconds, requests, transitions and request units, each by one. */
const PRICE_IDS = [
  'stateTransition',
  'expressRequest',
  'expressGbSecond',
  'lambdaRequest',
  'lambdaGbSecondX86',
  'lambdaGbSecondArm',
  'sqsRequest',
  'dynamoWriteUnit',
  'dynamoReadUnit',
  's3Put',
  's3Get',
] as const;
export type PriceId = (typeof PRICE_IDS)[number];

export type Confidence = 'verified' | 'fallback';

export interface Price {
  /** In rising order; the last has no end. Quantities a month. */
  readonly tiers: readonly { readonly upTo: number | undefined; readonly price: Pico }[];
  /** What a month has for nothing. */
  readonly free: number;
  /** Where the figure comes from, for people. */
  readonly source: string;
  readonly confidence: Confidence;
}

/** The prices of one region on one day. */
export interface PriceBook {
  readonly id: string;
  /** ISO date of the figures. */
  readonly asOf: string;
  readonly currency: string;
  readonly region: string;
  readonly prices: Readonly<Record<PriceId, Price>>;
}

const BUILT_IN: Readonly<Record<string, unknown>> = { [currentBook.id]: currentBook, [articleBook.id]: articleBook };
export const BOOK_IDS = Object.keys(BUILT_IN);
export const CURRENT_BOOK = currentBook.id;

/** A built-in book, by its id; `error` names what there is instead. */
export function builtInBook(id: string, region: string): { book: PriceBook } | { error: string } {
  const found = BUILT_IN[id];
  if (!found) return { error: `No price book is called ${id}: there are ${BOOK_IDS.join(' and ')}, or give a file.` };
  return readPriceBook(found, region);
}

/** Checks a price book of the shape of src/cost/price-books (JSON, prices as decimal strings) and picks the region. */
export function readPriceBook(value: unknown, region: string): { book: PriceBook } | { error: string } {
  if (!isRecord(value) || !isRecord(value.regions))
    return { error: 'A price book needs id, asOf, currency and regions.' };
  const { id, asOf, currency, regions } = value;
  if (typeof id !== 'string' || typeof asOf !== 'string' || typeof currency !== 'string')
    return { error: 'A price book needs id, asOf and currency as strings.' };
  const rows = regions[region];
  if (!isRecord(rows))
    return { error: `Price book ${id} has no prices for ${region}: it has ${Object.keys(regions).join(', ')}.` };
  const prices: Partial<Record<PriceId, Price>> = {};
  for (const priceId of PRICE_IDS) {
    const price = readPrice(rows[priceId]);
    if (!price) return { error: `Price book ${id}: ${region}.${priceId} is missing or not a tiered price.` };
    prices[priceId] = price;
  }
  return { book: { id, asOf, currency, region, prices: prices as Record<PriceId, Price> } };
}

function readPrice(value: unknown): Price | undefined {
  if (!isRecord(value) || !Array.isArray(value.tiers) || value.tiers.length === 0) return undefined;
  const tiers: { upTo: number | undefined; price: Pico }[] = [];
  for (const [index, tier] of (value.tiers as unknown[]).entries()) {
    if (!isRecord(tier) || typeof tier.price !== 'string') return undefined;
    const price = parsePrice(tier.price);
    const last = index === value.tiers.length - 1;
    const upTo = tier.upTo;
    if (price === undefined || (last ? upTo !== undefined : typeof upTo !== 'number')) return undefined;
    if (typeof upTo === 'number' && upTo <= (tiers.at(-1)?.upTo ?? 0)) return undefined;
    tiers.push({ upTo: typeof upTo === 'number' ? upTo : undefined, price });
  }
  const free = value.free ?? 0;
  if (typeof free !== 'number' || typeof value.source !== 'string') return undefined;
  const confidence = value.confidence === 'verified' ? 'verified' : 'fallback';
  return { tiers, free, source: value.source, confidence };
}

/** What a month's quantity costs, through the tiers; the free quantity comes off the first ones. */
export function priceQuantity(price: Price, quantity: Ratio, freeTier: boolean): Pico {
  const billed = freeTier ? subtractRatios(quantity, ratioOf(price.free)) : quantity;
  let amount = 0n;
  let start = ZERO;
  for (const tier of price.tiers) {
    const end = tier.upTo === undefined ? billed : smallerRatio(billed, ratioOf(tier.upTo));
    amount += multiplyPrice(subtractRatios(end, start), tier.price);
    if (tier.upTo === undefined || toNumber(billed) <= tier.upTo) break;
    start = ratioOf(tier.upTo);
  }
  return amount;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
