import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { parsePrice, type Pico } from './money.ts';
import { PRICE_IDS, type Price, type PriceBook, type PriceId } from './price-book.ts';

/*
 * From AWS's public price list to a price book. An offer file holds `products` (by SKU, with a usage type such as
 * `EU-Requests-Tier1`, whose first part is the region's) and `terms.OnDemand` (by SKU, with price dimensions).
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */

interface Wanted {
  /** Service code of the offer file. */
  readonly service: string;
  /** Usage types without the region's prefix; any of them. */
  readonly usageTypes: readonly string[];
  /** The attribute `group`, where the product has one. */
  readonly group?: string;
}

const WANTED: Readonly<Record<PriceId, Wanted>> = {
  stateTransition: { service: 'AmazonStates', usageTypes: ['StateTransition'], group: 'SFN-StateTransitions' },
  expressRequest: {
    service: 'AmazonStates',
    usageTypes: ['StepFunctions-Request'],
    group: 'SFN-ExpressWorkflows-Requests',
  },
  expressGbSecond: {
    service: 'AmazonStates',
    usageTypes: ['StepFunctions-GB-Second'],
    group: 'SFN-ExpressWorkflows-Duration',
  },
  lambdaRequest: { service: 'AWSLambda', usageTypes: ['Request'], group: 'AWS-Lambda-Requests' },
  lambdaGbSecondX86: { service: 'AWSLambda', usageTypes: ['Lambda-GB-Second'], group: 'AWS-Lambda-Duration' },
  lambdaGbSecondArm: { service: 'AWSLambda', usageTypes: ['Lambda-GB-Second-ARM'], group: 'AWS-Lambda-Duration-ARM' },
  sqsRequest: {
    service: 'AWSQueueService',
    usageTypes: ['Requests-RBP', 'Requests-Tier1'],
    group: 'SQS-APIRequest-Tier1',
  },
  dynamoWriteUnit: { service: 'AmazonDynamoDB', usageTypes: ['WriteRequestUnits'], group: 'DDB-WriteUnits' },
  dynamoReadUnit: { service: 'AmazonDynamoDB', usageTypes: ['ReadRequestUnits'], group: 'DDB-ReadUnits' },
  s3Put: { service: 'AmazonS3', usageTypes: ['Requests-Tier1'], group: 'S3-API-Tier1' },
  s3Get: { service: 'AmazonS3', usageTypes: ['Requests-Tier2'], group: 'S3-API-Tier2' },
  logGb: { service: 'AmazonCloudWatch', usageTypes: ['DataProcessing-Bytes'] },
};

/** The service codes whose offer files hold all prices. */
export const OFFER_SERVICES: readonly string[] = [...new Set(PRICE_IDS.map((id) => WANTED[id].service))];

/** `EU`, `USE1`, `APS3`, `UGW1`: a region's mark before a usage type. `IA` and the like are no regions. */
const REGION_MARK = /^(?!(?:IA|SIA|ZIA|GIR|GDA|INT)$)[A-Z]{2,3}[A-Z]?\d?$/;

/** The price that a product of an offer file is for; undefined for all that is not needed. */
export function priceIdOf(service: string, product: JsonValue): PriceId | undefined {
  const attributes = isJsonObject(product) && isJsonObject(product.attributes) ? product.attributes : {};
  const { usagetype, group } = attributes;
  if (typeof usagetype !== 'string') return undefined;
  return PRICE_IDS.find((id) => {
    const wanted = WANTED[id];
    if (wanted.service !== service) return false;
    if (typeof group === 'string' && group !== '' && wanted.group !== undefined && group !== wanted.group) return false;
    return wanted.usageTypes.some((name) => {
      if (usagetype === name) return true;
      return usagetype.endsWith(`-${name}`) && REGION_MARK.test(usagetype.slice(0, -name.length - 1));
    });
  });
}

/** What was found of one offer file: its date, and of each product that is needed the terms (`terms.OnDemand[sku]`). */
export interface OfferExtract {
  readonly service: string;
  readonly publicationDate: string;
  readonly found: readonly { readonly priceId: PriceId; readonly usageType: string; readonly terms: JsonValue }[];
}

/** A live figure that is so many times the built-in one, or less than one such part of it, is another unit. */
const IMPLAUSIBLE = 10n;

export type LiveBook = { readonly book: JsonObject } | { readonly problems: readonly string[] };

/**
 * A price book of one region, as JSON of schemas/price-book.schema.json. `base` gives what the list does not have, free
 * quantities, and is what figures are held against; `today` is an ISO date. `problems` names each price that is missing,
 * there with several figures, or implausible.
 */
export function makeLiveBook(
  region: string,
  extracts: readonly OfferExtract[],
  base: PriceBook,
  today: string,
): LiveBook {
  const problems: string[] = [];
  const rows: JsonObject = {};
  for (const priceId of PRICE_IDS) {
    const { service, usageTypes } = WANTED[priceId];
    const extract = extracts.find((each) => each.service === service);
    const found = extract?.found.filter((each) => each.priceId === priceId) ?? [];
    const prices = found.map((each) => readTerms(each.terms));
    const [first] = prices;
    const name = `${priceId} (${service}, ${usageTypes.join(' or ')})`;
    if (!extract || !first) problems.push(`${name} is missing.`);
    else if (typeof first === 'string') problems.push(`${name}: ${first}`);
    else if (prices.some((each) => JSON.stringify(each) !== JSON.stringify(first)))
      problems.push(`${name} is there ${prices.length} times with different figures.`);
    else if (!isPlausible(first, base.prices[priceId]))
      problems.push(
        `${name} costs ${first.tiers[0]?.price ?? ''} a piece, which is far from what it did: another unit.`,
      );
    else
      rows[priceId] = rowOf(
        first,
        base.prices[priceId],
        `${service} of ${extract.publicationDate}, ${found[0]?.usageType ?? ''}`,
      );
  }
  if (problems.length > 0) return { problems };
  return {
    book: {
      id: `live-${today}`,
      asOf: today,
      source: "AWS's public price list, read on this day",
      currency: 'USD',
      lambdaInitBilled: true,
      regions: { [region]: rows },
    },
  };
}

interface LivePrice {
  /** Of the first tier that costs nothing, where there is one. */
  readonly free: number;
  readonly tiers: readonly { readonly upTo?: number; readonly price: string }[];
}

/** The tiers of a product's one term; a sentence where they are not a whole scale from zero up in dollars. */
function readTerms(terms: JsonValue): LivePrice | string {
  const [term] = isJsonObject(terms) ? Object.values(terms) : [];
  const dimensions =
    isJsonObject(term) && isJsonObject(term.priceDimensions) ? Object.values(term.priceDimensions) : [];
  const tiers = dimensions.map(readDimension).sort((a, b) => (a?.from ?? 0) - (b?.from ?? 0));
  if (tiers.length === 0) return 'it has no price.';
  let end = 0;
  const scale: { upTo: number; price: string }[] = [];
  for (const tier of tiers) {
    if (!tier) return 'a price of it is no decimal number of dollars.';
    if (tier.from !== end) return 'its tiers do not follow each other.';
    end = tier.to;
    scale.push({ upTo: tier.to, price: tier.price });
  }
  if (end !== Infinity) return 'its tiers end.';
  const free = scale.length > 1 && parsePrice(scale[0]?.price ?? '') === 0n ? (scale.shift()?.upTo ?? 0) : 0;
  return {
    free,
    tiers: scale.map(({ upTo, price }) => (upTo === Infinity ? { price } : { upTo: upTo - free, price })),
  };
}

function readDimension(dimension: JsonValue): { from: number; to: number; price: string } | undefined {
  if (!isJsonObject(dimension) || !isJsonObject(dimension.pricePerUnit)) return undefined;
  const { beginRange = '0', endRange = 'Inf', pricePerUnit } = dimension;
  const price = typeof pricePerUnit.USD === 'string' ? trimZeros(pricePerUnit.USD) : '';
  const from = Number(beginRange);
  const to = endRange === 'Inf' ? Infinity : Number(endRange);
  const fits =
    parsePrice(price) !== undefined && Number.isSafeInteger(from) && (to === Infinity || Number.isSafeInteger(to));
  return fits && to > from ? { from, to, price } : undefined;
}

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

function isPlausible({ tiers }: LivePrice, base: Price): boolean {
  const now: Pico = parsePrice(tiers[0]?.price ?? '') ?? 0n;
  const before = base.tiers[0]?.price ?? 0n;
  return now > 0n && now <= before * IMPLAUSIBLE && now * IMPLAUSIBLE >= before;
}

function rowOf({ tiers, free }: LivePrice, base: Price, where: string): JsonObject {
  const quantity = free > 0 ? free : base.free;
  return {
    tiers: tiers.map((tier) => ({ ...tier })),
    ...(quantity > 0 ? { free: quantity } : {}),
    source: `AWS Price List ${where}`,
    confidence: 'verified',
  };
}
