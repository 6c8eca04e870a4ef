import {
  addRatios,
  multiplyPrice,
  ratioOf,
  smallerRatio,
  subtractRatios,
  ZERO,
  type Pico,
  type Ratio,
} from './money.ts';
import type { Price } from './price-book.ts';

/** A part of a quantity that has one price. */
export interface PricedPart {
  readonly quantity: Ratio;
  /** Of one. */
  readonly unitPrice: Pico;
  /** `quantity × unitPrice`, exact. */
  readonly amount: Ratio;
  /** Why it costs nothing, where it does. */
  readonly free: boolean;
}

/**
 * The parts of what is used between two levels of a month's quantity: first what is free (`freeTier`), then tier by tier.
 * Tiers count what is billed, so the free quantity comes off the first ones.
 */
export function splitByTier(price: Price, from: Ratio, to: Ratio, freeTier: boolean): PricedPart[] {
  const parts: PricedPart[] = [];
  const free = freeTier ? ratioOf(price.free) : ZERO;
  let start = from;
  const take = (end: Ratio, unitPrice: Pico, isFree: boolean): void => {
    const quantity = subtractRatios(end, start);
    if (quantity.numerator === 0n) return;
    parts.push({ quantity, unitPrice, amount: multiplyPrice(quantity, unitPrice), free: isFree });
    start = end;
  };
  take(smallerRatio(to, free), 0n, true);
  for (const tier of price.tiers) {
    const end = tier.upTo === undefined ? to : smallerRatio(to, addRatios(free, ratioOf(tier.upTo)));
    take(end, tier.price, false);
  }
  return parts;
}
