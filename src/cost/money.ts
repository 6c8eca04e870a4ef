/**
 * Exact money and quantities. An amount is an integer of pico-dollars (10^-12 $); a quantity is a ratio of integers,
 * because GB-seconds are MB-milliseconds ÷ 1,024,000. What they make together stays a ratio until it is shown, and is then
 * rounded up: a plan split in two never looks cheaper than the whole.
 */
export type Pico = bigint;

export interface Ratio {
  readonly numerator: bigint;
  /** Above zero. */
  readonly denominator: bigint;
}

export const ZERO: Ratio = { numerator: 0n, denominator: 1n };
const PICO = 1_000_000_000_000n;

/** A whole number, or a decimal one of at most 9 places; negative and non-finite ones become zero. */
export function ratioOf(value: number): Ratio {
  if (!Number.isFinite(value) || value <= 0) return ZERO;
  if (Number.isInteger(value)) return { numerator: BigInt(value), denominator: 1n };
  const scale = 1_000_000_000;
  const whole = Math.floor(value);
  return reduce(BigInt(whole) * BigInt(scale) + BigInt(Math.round((value - whole) * scale)), BigInt(scale));
}

export function addRatios(a: Ratio, b: Ratio): Ratio {
  return reduce(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function multiplyRatios(a: Ratio, b: Ratio): Ratio {
  return reduce(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Never below zero. */
export function subtractRatios(a: Ratio, b: Ratio): Ratio {
  const numerator = a.numerator * b.denominator - b.numerator * a.denominator;
  return numerator <= 0n ? ZERO : reduce(numerator, a.denominator * b.denominator);
}

export function smallerRatio(a: Ratio, b: Ratio): Ratio {
  return a.numerator * b.denominator <= b.numerator * a.denominator ? a : b;
}

/** Rounded up to a whole number. */
export function ceilRatio(a: Ratio): Ratio {
  return { numerator: roundUp(a), denominator: 1n };
}

/** GB-seconds of `count` runs of so many whole milliseconds at so many whole MB: AWS's GB is 1,024 MB. */
export function gbSeconds(count: Ratio, milliseconds: number, megabytes: number): Ratio {
  return multiplyRatios(count, reduce(BigInt(milliseconds) * BigInt(megabytes), 1_024_000n));
}

export function toNumber({ numerator, denominator }: Ratio): number {
  const whole = numerator / denominator;
  return Number(whole) + Number(numerator - whole * denominator) / Number(denominator);
}

/** `0.0000166667` → 16,666,700; undefined where the text is no decimal number of at most 12 places. */
export function parsePrice(text: string): Pico | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,12}))?$/.exec(text);
  if (!match) return undefined;
  return BigInt(match[1] ?? '0') * PICO + BigInt((match[2] ?? '').padEnd(12, '0'));
}

/** Exact, in pico-dollars. */
export function multiplyPrice(quantity: Ratio, price: Pico): Ratio {
  return reduce(quantity.numerator * price, quantity.denominator);
}

/** Up to the next whole pico-dollar. */
export function roundUp({ numerator, denominator }: Ratio): Pico {
  return (numerator + denominator - 1n) / denominator;
}

/** Dollars as a number, for showing and for JSON: exact to the pico-dollar up to thousands of dollars. */
export function toDollars(amount: Pico): number {
  const whole = amount / PICO;
  return Number(`${whole}.${(amount - whole * PICO).toString().padStart(12, '0')}`);
}

function reduce(numerator: bigint, denominator: bigint): Ratio {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return divisor > 1n
    ? { numerator: numerator / divisor, denominator: denominator / divisor }
    : { numerator, denominator };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
