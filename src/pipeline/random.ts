/** Numbers from 0 to below 1, the same for the same seed. */
export type Random = () => number;

/** sfc32, seeded with two numbers, so that what is seeded by a count has streams that are not alike. */
export function createRandom(seed: number, stream: number): Random {
  let a = seed >>> 0;
  let b = stream >>> 0;
  let c = 0x9e3779b9;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum / 4_294_967_296;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}
