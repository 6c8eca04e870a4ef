import type { Row } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import type { SpillFile } from './spill-file.ts';

export interface RowEntry {
  readonly key: string;
  readonly row: Row;
  readonly bytes: number;
}

/** What an entry takes in memory beside its row: about. */
const ENTRY_BYTES = 200;

/** Rows that stand next to each other in the order of their keys, all of them in memory or on disk. */
export class RowLeaf {
  /** None of its keys is before this one. */
  readonly first: string;
  /** Bytes that it takes when it is in memory. */
  bytes = 0;
  /** Whether it was used since somebody looked last. */
  isUsed = true;
  #entries: RowEntry[] | undefined;
  /** Where it lies on disk as it is. */
  #place: number | undefined;

  constructor(first: string, entries: RowEntry[]) {
    this.first = first;
    this.#entries = entries;
    this.bytes = bytesOf(entries);
  }

  /** Its rows; it has to be loaded. */
  get entries(): readonly RowEntry[] {
    return this.#loaded;
  }

  /** The place of the first key that is not before this one. */
  seek(key: string): number {
    const entries = this.#loaded;
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle] as RowEntry).key < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get(key: string): Row | undefined {
    const entry = this.#loaded[this.seek(key)];
    return entry?.key === key ? entry.row : undefined;
  }

  set(key: string, row: Row, rowBytes: number, spill: SpillFile): void {
    const entries = this.#loaded;
    const at = this.seek(key);
    const before = entries[at]?.key === key ? entries[at] : undefined;
    const entry = { key, row, bytes: rowBytes + ENTRY_BYTES };
    if (before) entries[at] = entry;
    else entries.splice(at, 0, entry);
    this.bytes += entry.bytes - (before?.bytes ?? 0);
    if (this.#place !== undefined) spill.free(this.#place);
    this.#place = undefined;
  }

  /**
   * Gives its second part away. Keys mostly come in their order: then the part that stays is full, and the other one has
   * the key that came last.
   */
  split(lastKey: string): RowLeaf {
    const entries = this.#loaded;
    const isRising = entries.at(-1)?.key === lastKey;
    const given = entries.splice(isRising ? entries.length - 1 : entries.length >> 1);
    this.bytes = bytesOf(entries);
    return new RowLeaf((given[0] as RowEntry).key, given);
  }

  load(spill: SpillFile): void {
    if (this.#entries || this.#place === undefined) return;
    const [prefix, rows] = JSON.parse(spill.read(this.#place)) as Stored;
    this.#entries = rows.map(([rest, bytes, row]) => ({ key: prefix + rest, bytes, row }));
  }

  unload(spill: SpillFile): void {
    const entries = this.#loaded;
    if (this.#place === undefined) {
      const prefix = sharedPrefix(entries[0]?.key ?? '', entries.at(-1)?.key ?? '');
      const rows = entries.map(({ key, bytes, row }): StoredRow => [key.slice(prefix.length), bytes, row]);
      this.#place = spill.add(JSON.stringify([prefix, rows] satisfies Stored));
    }
    this.#entries = undefined;
  }

  get #loaded(): RowEntry[] {
    if (!this.#entries) throw new Error('Rows of a leaf that is not in memory.');
    return this.#entries;
  }
}

type StoredRow = readonly [rest: string, bytes: number, row: Row];
type Stored = readonly [prefix: string, rows: readonly StoredRow[]];

function bytesOf(entries: readonly RowEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sharedPrefix(a: string, b: string): string {
  let end = 0;
  while (end < a.length && a.charCodeAt(end) === b.charCodeAt(end)) end++;
  return a.slice(0, end);
}
