import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK_BYTES = 256 * 1024;
const MOST_BLOCKS = 64;

/** Texts on disk, each at the place that adding it gave. Whoever makes one has to close it. */
export class SpillFile {
  #folder: string | undefined;
  #file = -1;
  /** What is not written yet: it begins at `#written`. */
  #pending: string[] = [];
  #written = 0;
  #end = 0;
  /** Blocks of the file that were read last, the latest at the end. */
  readonly #blocks = new Map<number, Buffer>();

  /** The text has to be without a line break. */
  add(text: string): number {
    const place = this.#end;
    this.#pending.push(text, '\n');
    this.#end += Buffer.byteLength(text) + 1;
    if (this.#end - this.#written > BLOCK_BYTES) this.#flush();
    return place;
  }

  read(place: number): string {
    if (place >= this.#written) this.#flush();
    const parts: Buffer[] = [];
    for (let at = place; ;) {
      const block = this.#block(Math.floor(at / BLOCK_BYTES));
      const from = at % BLOCK_BYTES;
      const end = block.indexOf(10, from);
      parts.push(block.subarray(from, end < 0 ? block.length : end));
      if (end >= 0) return parts.length === 1 ? String(parts[0]) : Buffer.concat(parts).toString('utf8');
      if (block.length < BLOCK_BYTES) throw new Error('The file of stored rows ends too early.');
      at += block.length - from;
    }
  }

  close(): void {
    if (this.#folder === undefined) return;
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #block(number: number): Buffer {
    const known = this.#blocks.get(number);
    if (known) return known;
    const buffer = Buffer.alloc(BLOCK_BYTES);
    const block = buffer.subarray(0, readSync(this.#file, buffer, 0, BLOCK_BYTES, number * BLOCK_BYTES));
    // The last block may still grow.
    if (block.length < BLOCK_BYTES) return block;
    if (this.#blocks.size >= MOST_BLOCKS)
      for (const first of this.#blocks.keys()) {
        this.#blocks.delete(first);
        break;
      }
    this.#blocks.set(number, block);
    return block;
  }

  #flush(): void {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), 'fanout-pipeline-'));
      this.#file = openSync(join(this.#folder, 'rows'), 'w+', 0o600);
    }
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
    this.#written += bytes.length;
  }
}
