import { concatBytes, littleEndian } from './bytes.ts';

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

/** Hex MD5 (RFC 1321): an S3 inventory's manifest names its files with it. Not for anything that has to be secure. */
export function md5Hex(content: Uint8Array): string {
  const padding = new Uint8Array(((119 - (content.length % 64)) % 64) + 1);
  padding[0] = 0x80;
  const message = concatBytes(content, padding, littleEndian(content.length * 8, 8));
  const view = new DataView(message.buffer);
  let state: readonly [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < message.length; at += 64) state = digestBlock(state, view, at);
  return [...concatBytes(...state.map((word) => littleEndian(word >>> 0, 4)))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

function digestBlock(
  [a0, b0, c0, d0]: readonly [number, number, number, number],
  view: DataView,
  at: number,
): [number, number, number, number] {
  let [a, b, c, d] = [a0, b0, c0, d0];
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const [mix, word] = mixWords(round, step, b, c, d);
    const constant = Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32);
    const sum = (a + mix + constant + view.getUint32(at + 4 * word, true)) | 0;
    const shift = SHIFTS[round]?.[step % 4] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  return [(a0 + a) | 0, (b0 + b) | 0, (c0 + c) | 0, (d0 + d) | 0];
}

/** The auxiliary function of a round, and the word of the block that this step takes. */
function mixWords(round: number, step: number, b: number, c: number, d: number): [number, number] {
  if (round === 0) return [(b & c) | (~b & d), step];
  if (round === 1) return [(d & b) | (~d & c), (5 * step + 1) % 16];
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) % 16];
  return [c ^ (b | ~d), (7 * step) % 16];
}
