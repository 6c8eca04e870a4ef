import { addRatios, multiplyPrice, ratioOf, toDollars, toNumber, ZERO, type Pico, type Ratio } from './money.ts';
import { priceQuantity, type Confidence, type PriceBook, type PriceId } from './price-book.ts';

/** The services, named as AWS bills them. */
const SERVICES: Readonly<Record<PriceId, { service: string; unit: string }>> = {
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
};

/** One line of an estimate, for a month: quantity × unit price = amount. Dollars. */
export interface CostLine {
  readonly service: string;
  readonly item: string;
  /** JSON Pointer of the state that it belongs to. */
  readonly pointer?: string;
  readonly quantity: number;
  readonly unit: string;
  /** The price of one; where tiers or a free quantity come in, the average. */
  readonly unitPrice: number;
  readonly amount: number;
  readonly source: string;
  readonly confidence: Confidence;
}

/**
 * The lines of one approach. Lines that share a price share its tiers and its free quantity, in the order in which
 * they are added, so the sum is what the month's whole quantity costs.
 */
export class Ledger {
  readonly #book: PriceBook;
  readonly #freeTier: boolean;
  readonly #runs: Ratio;
  readonly #soFar = new Map<PriceId, Ratio>();
  readonly #lines: CostLine[] = [];
  #total: Pico = 0n;

  constructor(book: PriceBook, runsPerMonth: number, freeTier: boolean) {
    this.#book = book;
    this.#freeTier = freeTier;
    this.#runs = ratioOf(runsPerMonth);
  }

  /** `perRun` is the quantity of one run. Nothing is added for a quantity of zero. */
  add(priceId: PriceId, item: string, perRun: Ratio, pointer?: string): void {
    if (perRun.numerator === 0n) return;
    const quantity = { numerator: perRun.numerator * this.#runs.numerator, denominator: perRun.denominator };
    const price = this.#book.prices[priceId];
    const before = this.#soFar.get(priceId) ?? ZERO;
    const after = addRatios(before, quantity);
    const amount = priceQuantity(price, after, this.#freeTier) - priceQuantity(price, before, this.#freeTier);
    this.#soFar.set(priceId, after);
    this.#total += amount;
    const first = price.tiers[0];
    const plain = first !== undefined && amount === multiplyPrice(quantity, first.price);
    this.#lines.push({
      ...SERVICES[priceId],
      item,
      ...(pointer === undefined ? {} : { pointer }),
      quantity: toNumber(quantity),
      unitPrice: plain ? toDollars(first.price) : toDollars(amount) / toNumber(quantity),
      amount: toDollars(amount),
      source: price.source,
      confidence: price.confidence,
    });
  }

  get lines(): readonly CostLine[] {
    return this.#lines;
  }

  /** A month's total. */
  get monthly(): Pico {
    return this.#total;
  }
}
