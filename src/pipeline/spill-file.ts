import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK_BYTES = 128 * 1024;
const MOST_BLOCKS = 48;
/** A file that has become so long is followed by another, so that what is free can be given back. */
const SEGMENT_BYTES = 32 * 1024 * 1024;
/** A place is the number of its segment times this, and the offset in it. */
const SEGMENT_PLACES = 2 ** 32;
const FOLDER = /^fanout-spill-(\d+)-/;
const STALE_MILLISECONDS = 86_400_000;

interface Segment {
  readonly number: number;
  readonly file: number;
  /** Absent where the file could be taken out of its folder while it is open: then nothing is left of it, ever. */
  readonly folder: string | undefined;
  /** What is in the file; `pending` comes after it. */
  written: number;
  pending: string[];
  end: number;
  /** Texts that are not freed. */
  live: number;
}

/** Texts on disk, each at the place that adding it gave. Whoever makes one has to close it. */
export class SpillFile {
  readonly #segments = new Map<number, Segment>();
  #current: Segment | undefined;
  #count = 0;
  /** Blocks that were read last, the latest at the end, by the place at which they begin. */
  readonly #blocks = new Map<number, Buffer>();

  /** The text has to be without a line break. */
  add(text: string): number {
    const segment = this.#openSegment();
    const place = segment.number * SEGMENT_PLACES + segment.end;
    segment.pending.push(text, '\n');
    segment.end += Buffer.byteLength(text) + 1;
    segment.live++;
    if (segment.end - segment.written > BLOCK_BYTES) flush(segment);
    return place;
  }

  read(place: number): string {
    const segment = this.#segmentOf(place);
    const offset = place % SEGMENT_PLACES;
    if (offset >= segment.written) flush(segment);
    const parts: Buffer[] = [];
    for (let at = offset; ;) {
      const block = this.#block(segment, Math.floor(at / BLOCK_BYTES));
      const from = at % BLOCK_BYTES;
      const end = block.indexOf(10, from);
      parts.push(block.subarray(from, end < 0 ? block.length : end));
      if (end >= 0) return parts.length === 1 ? String(parts[0]) : Buffer.concat(parts).toString('utf8');
      if (block.length < BLOCK_BYTES) throw new Error('A temporary file of the run ends too early.');
      at += block.length - from;
    }
  }

  /** Whoever added the text does not read it again. */
  free(place: number): void {
    const segment = this.#segmentOf(place);
    if (--segment.live === 0 && segment !== this.#current) this.#drop(segment);
  }

  close(): void {
    for (const segment of this.#segments.values()) this.#drop(segment);
    this.#current = undefined;
    this.#blocks.clear();
  }

  #openSegment(): Segment {
    const current = this.#current;
    if (current && current.end < SEGMENT_BYTES) return current;
    if (!current) removeStaleFolders();
    const segment = { number: this.#count++, ...openFile(), written: 0, pending: [], end: 0, live: 0 };
    this.#segments.set(segment.number, segment);
    this.#current = segment;
    if (current?.live === 0) this.#drop(current);
    return segment;
  }

  #segmentOf(place: number): Segment {
    const segment = this.#segments.get(Math.floor(place / SEGMENT_PLACES));
    if (!segment) throw new Error('A temporary file of the run is closed.');
    return segment;
  }

  #drop(segment: Segment): void {
    this.#segments.delete(segment.number);
    const first = segment.number * SEGMENT_PLACES;
    for (const place of this.#blocks.keys())
      if (place >= first && place < first + SEGMENT_PLACES) this.#blocks.delete(place);
    closeSync(segment.file);
    if (segment.folder !== undefined) rmSync(segment.folder, { recursive: true, force: true });
  }

  #block(segment: Segment, number: number): Buffer {
    const place = segment.number * SEGMENT_PLACES + number * BLOCK_BYTES;
    const known = this.#blocks.get(place);
    if (known) {
      this.#blocks.delete(place);
      this.#blocks.set(place, known);
      return known;
    }
    const [oldest] = this.#blocks.size >= MOST_BLOCKS ? this.#blocks : [];
    if (oldest) this.#blocks.delete(oldest[0]);
    const buffer = oldest ? wholeOf(oldest[1]) : Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const block = buffer.subarray(0, readSync(segment.file, buffer, 0, BLOCK_BYTES, number * BLOCK_BYTES));
    // The last block may still grow.
    if (block.length === BLOCK_BYTES) this.#blocks.set(place, block);
    return block;
  }
}

/** Each buffer is one of its own, and is used again for another block. */
const wholeOf = (block: Buffer): Buffer => Buffer.from(block.buffer, 0, BLOCK_BYTES);

function flush(segment: Segment): void {
  const bytes = Buffer.from(segment.pending.join(''));
  segment.pending = [];
  for (let done = 0; done < bytes.length;) done += writeSync(segment.file, bytes, done);
  segment.written += bytes.length;
}

/** An empty file that nobody else finds; it is gone when the process ends, however it ends, where the system can do so. */
function openFile(): Pick<Segment, 'file' | 'folder'> {
  const folder = mkdtempSync(join(tmpdir(), `fanout-spill-${process.pid}-`));
  const file = openSync(join(folder, 'texts'), 'wx+', 0o600);
  try {
    rmSync(folder, { recursive: true });
    return { file, folder: undefined };
  } catch {
    // Windows may keep the name of an open file.
    return { file, folder };
  }
}

/** Removes what processes left behind that were ended from outside; another user's folders stay. */
function removeStaleFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(FOLDER.exec(name)?.[1]);
    if (Number.isNaN(pid) || isRunning(pid)) continue;
    const folder = join(tmpdir(), name);
    try {
      if (Date.now() - statSync(folder).mtimeMs > STALE_MILLISECONDS) rmSync(folder, { recursive: true, force: true });
    } catch {
      // It is somebody else's, or gone.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
