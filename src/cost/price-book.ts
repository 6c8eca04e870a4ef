import { parsePrice, type Pico } from './money.ts';

/** Everything that a price book prices: one GB-second, request, transition, request unit or GB each. */
export const PRICE_IDS = [
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
  'logGb',
] as const;
export type PriceId = (typeof PRICE_IDS)[number];

/** `verified`: read in a price list of AWS for this region. `fallback`: from elsewhere; `source` says from where. */
export type Confidence = 'verified' | 'fallback';

export interface PriceTier {
  /** Quantity a month up to which it holds; undefined for the last. */
  readonly upTo: number | undefined;
  readonly price: Pico;
}

export interface Price {
  /** In rising order; the last has no end. */
  readonly tiers: readonly PriceTier[];
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
  /** Where the book as a whole comes from. */
  readonly source: string;
  readonly currency: string;
  readonly region: string;
  /**
   * Whether the INIT phase of functions from ZIP files on managed runtimes is billed, as it is since 2025-08-01.
   * https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
   */
  readonly lambdaInitBilled: boolean;
  readonly prices: Readonly<Record<PriceId, Price>>;
}

export type ReadPriceBook = { readonly book: PriceBook } | { readonly error: string };

const HEAD = ['id', 'asOf', 'source', 'currency'] as const;

/**
 * Checks a price book of the shape of schemas/price-book.schema.json (JSON, prices as decimal strings) and picks the
 * region. What the region lacks comes from the book's `baseRegion`, as a fallback that says so; without one it is an
 * error that names the price.
 */
export function readPriceBook(value: unknown, region: string): ReadPriceBook {
  if (!isRecord(value) || !isRecord(value.regions))
    return { error: 'A price book is a JSON object with id, asOf, source, currency and regions.' };
  const missing = HEAD.find((key) => typeof value[key] !== 'string');
  if (missing) return { error: `A price book needs ${missing} as a string.` };
  const [id = '', asOf = '', source = '', currency = ''] = HEAD.map((key) => String(value[key]));
  if (!/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(asOf))
    return { error: `Price book ${id}: asOf is a date such as 2026-09-28.` };
  const stray = strayKey(value, BOOK_KEYS);
  if (stray !== undefined)
    return { error: `Price book ${id} has a field that none has, ${stray}: ${BOOK_KEYS.join(', ')} are known.` };
  if (value.lambdaInitBilled !== undefined && typeof value.lambdaInitBilled !== 'boolean')
    return { error: `Price book ${id}: lambdaInitBilled is true or false.` };
  if (currency !== 'USD') return { error: `Price book ${id}: only USD can be counted with, and it is in ${currency}.` };
  const rows = Object.hasOwn(value.regions, region) ? value.regions[region] : undefined;
  if (!isRecord(rows))
    return { error: `Price book ${id} has no prices for ${region}: it has ${Object.keys(value.regions).join(', ')}.` };
  const base = typeof value.baseRegion === 'string' ? value.baseRegion : undefined;
  const baseRows = base === undefined ? undefined : value.regions[base];
  const prices: Partial<Record<PriceId, Price>> = {};
  for (const priceId of PRICE_IDS) {
    const own = Object.hasOwn(rows, priceId);
    const price = readPrice(own || !isRecord(baseRows) ? rows[priceId] : baseRows[priceId]);
    if (!price)
      return {
        error: `Price book ${id}: ${region}.${priceId} is missing or not a tiered price: {"tiers":[{"price":"0.1"}],"free":0,"source":"…","confidence":"verified"}.`,
      };
    prices[priceId] = own
      ? price
      : { ...price, confidence: 'fallback', source: `Price of ${base ?? ''}, not of ${region}: ${price.source}` };
  }
  const unknown = Object.keys(rows).find((name) => !PRICE_IDS.some((known) => known === name));
  if (unknown) return { error: `Price book ${id}: ${region} has no price called ${unknown}.` };
  const lambdaInitBilled = value.lambdaInitBilled !== false;
  return { book: { id, asOf, source, currency, region, lambdaInitBilled, prices: prices as Record<PriceId, Price> } };
}

const BOOK_KEYS = [...HEAD, 'lambdaInitBilled', 'baseRegion', 'regions', '$schema'];
const PRICE_KEYS = ['tiers', 'free', 'source', 'confidence'];

/** A key that means nothing, such as one that is mistyped: it must not be passed over, since it may stand for a price. */
const strayKey = (value: Readonly<Record<string, unknown>>, known: readonly string[]): string | undefined =>
  Object.keys(value).find((key) => !known.includes(key));

function readPrice(value: unknown): Price | undefined {
  if (!isRecord(value) || !Array.isArray(value.tiers) || value.tiers.length === 0) return undefined;
  if (strayKey(value, PRICE_KEYS) !== undefined) return undefined;
  const tiers: PriceTier[] = [];
  for (const [index, tier] of (value.tiers as unknown[]).entries()) {
    if (!isRecord(tier) || typeof tier.price !== 'string' || strayKey(tier, ['upTo', 'price']) !== undefined)
      return undefined;
    const price = parsePrice(tier.price);
    const last = index === value.tiers.length - 1;
    const upTo = tier.upTo;
    if (price === undefined || (last ? upTo !== undefined : !Number.isSafeInteger(upTo))) return undefined;
    if (typeof upTo === 'number' && upTo <= (tiers.at(-1)?.upTo ?? 0)) return undefined;
    tiers.push({ upTo: typeof upTo === 'number' ? upTo : undefined, price });
  }
  const free = value.free ?? 0;
  if (typeof free !== 'number' || !Number.isSafeInteger(free) || free < 0) return undefined;
  if (typeof value.source !== 'string' || (value.confidence !== 'verified' && value.confidence !== 'fallback'))
    return undefined;
  return { tiers, free, source: value.source, confidence: value.confidence };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
