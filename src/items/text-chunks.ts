import { Readable, pipeline } from 'node:stream';
import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ObjectBody } from './bucket.ts';
import { ItemReaderError } from './item-source.ts';

const CHUNK_BYTES = 64 * 1024;

type Compression = 'GZIP' | 'ZSTD';

const COMPRESSIONS: readonly {
  readonly name: Compression;
  readonly ending: RegExp;
  readonly magic: readonly number[];
  readonly open: () => Transform;
}[] = [
  { name: 'GZIP', ending: /\.(gz|gzip)$/i, magic: [0x1f, 0x8b], open: () => createGunzip({ chunkSize: CHUNK_BYTES }) },
  {
    name: 'ZSTD',
    ending: /\.(zst|zstd)$/i,
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    open: () => createZstdDecompress({ chunkSize: CHUNK_BYTES }),
  },
];

/**
 * The text of an object, decoded from UTF-8 without a byte order mark, in pieces that never split a character. GZIP
 * and ZSTD are recognised by the key's ending, as in AWS's own examples (`myObject.csv.zstd`); packed bytes under any
 * other name are refused, since they would be read as garbage rows.
 */
export async function* readText(body: ObjectBody, place: string): AsyncGenerator<string> {
  let carry: Uint8Array | undefined;
  let first = true;
  for await (const chunk of unpack(body, place)) {
    let bytes = carry === undefined ? chunk : Buffer.concat([carry, chunk]);
    if (first) {
      if (bytes.length < 4 && carry === undefined && chunk.length > 0) {
        carry = bytes;
        continue;
      }
      bytes = skipByteOrderMark(bytes, place);
      first = false;
    }
    const end = lastWholeCharacter(bytes);
    carry = end === bytes.length ? undefined : bytes.subarray(end);
    if (end > 0) yield decode(bytes.subarray(0, end));
  }
  if (carry !== undefined && carry.length > 0) yield decode(first ? skipByteOrderMark(carry, place) : carry);
}

async function* unpack(body: ObjectBody, place: string): AsyncGenerator<Uint8Array> {
  const named = COMPRESSIONS.find(({ ending }) => ending.test(body.key));
  if (named === undefined) {
    yield* refusePacked(body.chunks, place);
    return;
  }
  const unpacked = named.open();
  // The callback only keeps the error from being thrown twice: iterating `unpacked` throws it.
  pipeline(Readable.from(body.chunks, { objectMode: false }), unpacked, () => undefined);
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(Z_|ZSTD_|ERR_ZLIB|ERR_ZSTD)/.test(String(error.code)))
      throw new ItemReaderError(`${place} is no whole ${named.name} file: ${error.message}.`, { cause: error });
    throw error;
  }
}

async function* refusePacked(chunks: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of chunks) {
    if (first) {
      const packed = COMPRESSIONS.find(({ magic }) => magic.every((byte, at) => chunk[at] === byte));
      if (packed !== undefined)
        throw new ItemReaderError(
          `${place} is a ${packed.name} file, but its key does not say so: end it in ${packed.name === 'GZIP' ? '.gz' : '.zst'}.`,
        );
    }
    first = false;
    yield chunk;
  }
}

function skipByteOrderMark(bytes: Uint8Array, place: string): Uint8Array {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new ItemReaderError(`${place} is UTF-16 text; save it as UTF-8.`);
  return bytes;
}

/** Where the last character that may still go on in the next chunk begins; the length when none does. */
function lastWholeCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
