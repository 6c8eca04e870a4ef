import { addRatios, roundUp, toDollars, toNumber, ratioOf, ZERO, type Pico, type Ratio } from './money.ts';
import type { Confidence, PriceBook, PriceId } from './price-book.ts';
import { splitByTier, type PricedPart } from './price-quantity.ts';

/** The services, named as AWS bills them. */
export type Service =
  'AWS Step Functions' | 'AWS Lambda' | 'Amazon SQS' | 'Amazon DynamoDB' | 'Amazon S3' | 'Amazon CloudWatch';

const BILLED_AS: Readonly<Record<PriceId, { service: Service; unit: string }>> = {
  stateTransition: { service: 'AWS Step Functions', unit: 'state transitions' },
  expressRequest: { service: 'AWS Step Functions', unit: 'requests' },
  expressGbSecond: { service: 'AWS Step Functions', unit: 'GB-seconds' },
  lambdaRequest: { service: 'AWS Lambda', unit: 'requests' },
  lambdaGbSecondX86: { service: 'AWS Lambda', unit: 'GB-seconds' },
  lambdaGbSecondArm: { service: 'AWS Lambda', unit: 'GB-seconds' },
  sqsRequest: { service: 'Amazon SQS', unit: 'requests' },
  dynamoWriteUnit: { service: 'Amazon DynamoDB', unit: 'write request units' },
  dynamoReadUnit: { service: 'Amazon DynamoDB', unit: 'read request units' },
  s3Put: { service: 'Amazon S3', unit: 'PUT, COPY, POST, LIST requests' },
  s3Get: { service: 'Amazon S3', unit: 'GET requests' },
  logGb: { service: 'Amazon CloudWatch', unit: 'GB of logs' },
};

/** One line of an estimate, for a month: quantity × unit price = amount. Dollars. A line has one price: tiers make more. */
export interface CostLine {
  readonly service: Service;
  readonly item: string;
  /** JSON Pointer of the state that it belongs to. */
  readonly pointer?: string;
  readonly quantity: number;
  readonly unit: string;
  /** The price of one. */
  readonly unitPrice: number;
  readonly amount: number;
  /** Where the price comes from; for what costs nothing, why. */
  readonly source: string;
  readonly confidence: Confidence;
}

/** What a line is about, beside its price. */
export interface Entry {
  readonly item: string;
  /** Quantity of one run. */
  readonly perRun?: Ratio;
  /** Quantity of a month, however many runs it has. */
  readonly perMonth?: Ratio;
  readonly pointer?: string | undefined;
}

/**
 * The lines of one approach. Lines that share a price share its tiers and its free quantity, in the order in which
 * they are added, so that the sum is what the month's whole quantity costs.
 */
export class Ledger {
  readonly book: PriceBook;
  readonly #freeTier: boolean;
  readonly #runs: Ratio;
  readonly #used = new Map<PriceId, { quantity: Ratio; amount: Ratio }>();
  readonly #parts: { priceId: PriceId; entry: Entry; part: PricedPart; amount: Pico }[] = [];
  readonly #notes: CostLine[] = [];

  constructor(book: PriceBook, runsPerMonth: number, freeTier: boolean) {
    this.book = book;
    this.#freeTier = freeTier;
    this.#runs = ratioOf(runsPerMonth);
  }

  /** Nothing is added for a quantity of zero. */
  add(priceId: PriceId, entry: Entry): void {
    const { perRun = ZERO, perMonth = ZERO } = entry;
    const runs = { numerator: perRun.numerator * this.#runs.numerator, denominator: perRun.denominator };
    const quantity = perMonth.numerator === 0n ? runs : addRatios(runs, perMonth);
    if (quantity.numerator === 0n) return;
    let used = this.#used.get(priceId) ?? { quantity: ZERO, amount: ZERO };
    const end = addRatios(used.quantity, quantity);
    for (const part of splitByTier(this.book.prices[priceId], used.quantity, end, this.#freeTier)) {
      const amount = addRatios(used.amount, part.amount);
      this.#parts.push({ priceId, entry, part, amount: roundUp(amount) - roundUp(used.amount) });
      used = { quantity: end, amount };
    }
    this.#used.set(priceId, { quantity: end, amount: used.amount });
  }

  /** A line for what AWS does not bill, so that nobody looks for it in vain; `perRun` as in an entry. */
  addUnbilled(service: Service, unit: string, why: string, { item, perRun = ZERO }: Entry): void {
    if (perRun.numerator === 0n) return;
    const quantity = toNumber(perRun) * toNumber(this.#runs);
    this.#notes.push({ service, item, quantity, unit, unitPrice: 0, amount: 0, source: why, confidence: 'verified' });
  }

  get lines(): readonly CostLine[] {
    const lines = this.#parts.map(({ priceId, entry, part, amount }): CostLine => {
      const { source, confidence } = this.book.prices[priceId];
      return {
        service: BILLED_AS[priceId].service,
        item: entry.item,
        ...(entry.pointer === undefined ? {} : { pointer: entry.pointer }),
        quantity: toNumber(part.quantity),
        unit: BILLED_AS[priceId].unit,
        unitPrice: toDollars(part.unitPrice),
        amount: toDollars(amount),
        source: part.free ? `Free every month; ${source}` : source,
        confidence,
      };
    });
    return [...lines, ...this.#notes];
  }

  /** A month's total, and the exact sum of `lines`. */
  get monthly(): Pico {
    return this.#parts.reduce((sum, { amount }) => sum + amount, 0n);
  }
}
