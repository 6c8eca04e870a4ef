import type { Disk } from './disk.ts';
import { frameOf, scanFrames } from './frames.ts';

/** A data folder that cannot be used as it is: one line for the user. */
export class DataFolderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DataFolderError';
  }
}

/** One record: a line of JSON, and JSON values behind it that are read only when somebody asks. */
export interface RecordAt {
  readonly head: readonly unknown[];
  /** Where the whole record lies. */
  readonly place: Place;
  readonly values: readonly Place[];
}

/** Bytes of a file. */
export interface Place {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

const TAB = 9;
const NEW_LINE = 10;
/** What was told since the last write becomes one frame, there as a whole or not at all, unless it is longer than this. */
const MOST_FRAME_LENGTH = 64 * 1024 * 1024;

/** An append-only file of records. JSON has neither tabs nor line ends of its own: they separate values and records. */
export class JournalFile {
  readonly path: string;
  readonly #disk: Disk;
  #size: number;
  #pending: string[] = [];
  /** A part of a frame may stand behind the last whole one. */
  #isTorn = false;

  constructor(disk: Disk, path: string, size: number) {
    this.#disk = disk;
    this.path = path;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get isDirty(): boolean {
    return this.#pending.length > 0;
  }

  /** `record`: JSON texts with tabs between them. */
  add(record: string): void {
    this.#pending.push(record);
  }

  /** Hands over to the kernel what waits. Throws what the disk throws; it then waits still, and the file is as before. */
  flush(): void {
    this.#mend();
    while (this.#pending.length > 0) {
      const count = this.#countForFrame();
      const frame = frameOf(Buffer.from(this.#pending.slice(0, count).join('\n')));
      this.#isTorn = true;
      this.#disk.write(this.path, frame);
      this.#isTorn = false;
      this.#size += frame.length;
      this.#pending = count === this.#pending.length ? [] : this.#pending.slice(count);
    }
  }

  /** What was written in part would be damage as soon as something follows it. */
  #mend(): void {
    if (!this.#isTorn) return;
    if (this.#disk.size(this.path) !== undefined) this.#disk.truncate(this.path, this.#size);
    this.#isTorn = false;
  }

  /** At least one record, and no more than a text may hold. */
  #countForFrame(): number {
    let length = 0;
    const over = this.#pending.findIndex((record) => (length += record.length) > MOST_FRAME_LENGTH);
    return over < 0 ? this.#pending.length : Math.max(over, 1);
  }
}

/**
 * Opens a file that may have been left in the middle of a write: gives its records to `onRecord`, drops what was cut
 * off. Throws DataFolderError for one that is damaged.
 */
export function openJournalFile(disk: Disk, path: string, onRecord: (record: RecordAt) => void): JournalFile {
  const size = disk.size(path) ?? 0;
  const refuse = (offset: number): never => {
    throw new DataFolderError(
      `The file ${path} is damaged at byte ${offset}: restore it from a copy, or remove it, and what it tells is forgotten.`,
    );
  };
  const { whole, damagedAt } = scanFrames(
    size,
    (offset, length) => disk.read(path, offset, Math.min(length, size - offset)),
    (payload, offset) => {
      try {
        splitRecords(path, payload, offset, onRecord);
      } catch (error) {
        if (error instanceof SyntaxError) refuse(offset);
        throw error;
      }
    },
  );
  if (damagedAt !== undefined) refuse(damagedAt);
  if (whole < size) disk.truncate(path, whole);
  return new JournalFile(disk, path, whole);
}

function splitRecords(path: string, payload: Buffer, offset: number, onRecord: (record: RecordAt) => void): void {
  for (let at = 0; at < payload.length;) {
    const newLine = payload.indexOf(NEW_LINE, at);
    const end = newLine < 0 ? payload.length : newLine;
    onRecord(recordAt(path, payload, at, end, offset));
    at = end + 1;
  }
}

/** `start` and `end` within `bytes`, whose first byte lies at `offset` in the file. */
export function recordAt(path: string, bytes: Buffer, start: number, end: number, offset: number): RecordAt {
  const values: Place[] = [];
  let tab = nextTab(bytes, start, end);
  const head = JSON.parse(bytes.toString('utf8', start, tab)) as unknown[];
  while (tab < end) {
    const from = tab + 1;
    tab = nextTab(bytes, from, end);
    values.push({ path, offset: offset + from, length: tab - from });
  }
  return { head, place: { path, offset: offset + start, length: end - start }, values };
}

function nextTab(bytes: Buffer, from: number, end: number): number {
  const tab = bytes.subarray(from, end).indexOf(TAB);
  return tab < 0 ? end : from + tab;
}
