const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const MASK = (1n << 48n) - 1n;

/**
 * The first `nextDouble()` of Java's `java.util.Random` with this seed, which is what Step Functions gives for
 * `$random(seed)`: at least 0, less than 1. A seed that is no integer counts as the integer nearer to zero.
 * https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Random.html
 */
export function seededRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  const next = (bits: bigint): bigint => {
    state = (state * MULTIPLIER + INCREMENT) & MASK;
    return state >> (48n - bits);
  };
  return Number((next(26n) << 27n) + next(27n)) * 2 ** -53;
}
