import type { Key, Row } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { SpillFile } from './spill-file.ts';

/** Rows that are kept as objects; older ones lie on disk, with their place in memory. */
const MOST_ROWS = 50_000;

/** A sort key of ten digits is kept as a number: a tenth of the memory, which counts with a million rows. */
const NUMBER_KEY = /^\d{10}$/;
type SortKey = string | number;
const sortKeyOf = (sk: string): SortKey => (NUMBER_KEY.test(sk) ? Number(sk) : sk);
const textOf = (sk: SortKey): string => (typeof sk === 'number' ? String(sk).padStart(10, '0') : sk);

/** Rows by key, of which only the latest are in memory. */
export class RowStore {
  readonly #partitions = new Map<string, Map<SortKey, Row | number>>();
  /** The rows in memory, by the order in which they came there. */
  readonly #order: { readonly pk: string; readonly sk: SortKey }[] = [];
  #oldest = 0;
  readonly #spill = new SpillFile();

  get(pk: string, sk: string): Row | undefined {
    const entry = this.#partitions.get(pk)?.get(sortKeyOf(sk));
    return typeof entry === 'number' ? this.#load(entry) : entry;
  }

  set(pk: string, sk: string, row: Row): void {
    let partition = this.#partitions.get(pk);
    if (!partition) {
      partition = new Map<SortKey, Row | number>();
      this.#partitions.set(pk, partition);
    }
    const key = sortKeyOf(sk);
    const before = partition.get(key);
    partition.set(key, row);
    if (before !== undefined && typeof before !== 'number') return;
    this.#order.push({ pk, sk: key });
    if (this.#order.length - this.#oldest > MOST_ROWS) this.#evict();
  }

  /** Sort keys of a partition, in their order. */
  list(pk: string): string[] {
    const keys = [...(this.#partitions.get(pk)?.keys() ?? [])];
    const sorted = keys.every((key) => typeof key === 'number') ? keys.sort((a, b) => a - b) : keys.map(textOf).sort();
    return sorted.map(textOf);
  }

  /** The keys of all partitions that begin so. */
  partitionsOf(prefix: string): string[] {
    return [...this.#partitions.keys()].filter((pk) => pk.startsWith(prefix));
  }

  close(): void {
    this.#spill.close();
  }

  /** Only single rows of large partitions go to disk: what stands alone in its partition is written again and again. */
  #evict(): void {
    const oldest = this.#order[this.#oldest++];
    if (this.#oldest > MOST_ROWS) {
      this.#order.splice(0, this.#oldest);
      this.#oldest = 0;
    }
    const partition = oldest && this.#partitions.get(oldest.pk);
    if (!oldest || !partition) return;
    const row = partition.get(oldest.sk);
    if (row === undefined || typeof row === 'number') return;
    if (partition.size > 1) partition.set(oldest.sk, this.#spill.add(JSON.stringify(row)));
    else this.#order.push(oldest);
  }

  #load(place: number): Row {
    return JSON.parse(this.#spill.read(place)) as Row;
  }
}

/** What DynamoDB counts as a row's size, near enough for its units: names and values. */
export function rowBytes(key: Key, row: Row): number {
  let bytes = 4 + key.pk.length + key.sk.length;
  for (const name in row) {
    const value = row[name];
    bytes += name.length + (typeof value === 'string' ? Buffer.byteLength(value) : 8);
  }
  return bytes;
}
