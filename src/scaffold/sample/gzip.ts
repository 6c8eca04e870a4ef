import { concatBytes, littleEndian } from './bytes.ts';

/** A stored block of DEFLATE holds at most this many bytes. */
const LONGEST_BLOCK = 65_535;

/**
 * A gzip file (RFC 1952) whose content is stored, not compressed (RFC 1951 §3.2.4): sample data is too small to need
 * it, and a pure room has no compressor.
 */
export function gzipStored(content: Uint8Array): Uint8Array {
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < content.length; at += LONGEST_BLOCK) {
    const block = content.subarray(at, at + LONGEST_BLOCK);
    const isLast = at + LONGEST_BLOCK >= content.length;
    blocks.push(
      Uint8Array.of(isLast ? 1 : 0),
      littleEndian(block.length, 2),
      littleEndian(~block.length & 0xffff, 2),
      block,
    );
  }
  return concatBytes(header, ...blocks, littleEndian(crc32(content), 4), littleEndian(content.length, 4));
}

/** CRC-32 as gzip uses it (RFC 1952 §8), unsigned. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
