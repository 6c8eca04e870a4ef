import { crc32 } from 'node:zlib';

/** Magic, length of the payload, checksum of the payload, checksum of the twelve bytes before. */
const HEADER_BYTES = 16;
const MAGIC = 0x46_4e_4a_31;

/**
 * A payload with what tells whether it is whole. The header has a checksum of its own: a frame whose header is right
 * and whose payload is short was cut off while it was written, which a killed process leaves behind; whatever else is
 * wrong is damage.
 */
export function frameOf(payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  frame.writeUInt32BE(MAGIC, 0);
  frame.writeUInt32BE(payload.length, 4);
  frame.writeUInt32BE(crc32(payload), 8);
  frame.writeUInt32BE(crc32(frame.subarray(0, 12)), 12);
  payload.copy(frame, HEADER_BYTES);
  return frame;
}

/** Bytes of a file, at most `length` of them from `offset`. */
export type ReadBytes = (offset: number, length: number) => Buffer;

export interface FrameScan {
  /** Bytes that are whole frames; what follows was cut off while it was written. */
  readonly whole: number;
  /** Where something is damaged; undefined: nowhere. */
  readonly damagedAt: number | undefined;
}

/** Reads a file's frames in order. `onFrame` gets each payload and its place in the file. */
export function scanFrames(
  size: number,
  read: ReadBytes,
  onFrame: (payload: Buffer, offset: number) => void,
): FrameScan {
  let at = 0;
  while (at < size) {
    const header = read(at, HEADER_BYTES);
    if (header.length < HEADER_BYTES) return { whole: at, damagedAt: isCutOff(header) ? undefined : at };
    if (header.readUInt32BE(12) !== crc32(header.subarray(0, 12)) || header.readUInt32BE(0) !== MAGIC)
      return { whole: at, damagedAt: isBlank(at, size, read) ? undefined : at };
    const length = header.readUInt32BE(4);
    const payload = read(at + HEADER_BYTES, length);
    if (payload.length < length) return { whole: at, damagedAt: undefined };
    if (crc32(payload) !== header.readUInt32BE(8)) return { whole: at, damagedAt: at };
    onFrame(payload, at + HEADER_BYTES);
    at += HEADER_BYTES + length;
  }
  return { whole: at, damagedAt: undefined };
}

/** Whether bytes that are too few for a header are the beginning of one, or what the power cut off. */
function isCutOff(bytes: Buffer): boolean {
  const magic = Buffer.alloc(4);
  magic.writeUInt32BE(MAGIC);
  return magic.subarray(0, bytes.length).equals(bytes.subarray(0, magic.length)) || bytes.every((byte) => byte === 0);
}

/** Zeros to the end are what a file system leaves of bytes that it had not written yet when the power went. */
function isBlank(from: number, size: number, read: ReadBytes): boolean {
  const CHUNK = 64 * 1024;
  for (let at = from; at < size; at += CHUNK) if (read(at, CHUNK).some((byte) => byte !== 0)) return false;
  return true;
}
