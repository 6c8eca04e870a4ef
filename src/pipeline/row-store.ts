import type { Key, Row } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { RowLeaf, type RowEntry } from './row-leaf.ts';
import type { SpillFile } from './spill-file.ts';

export interface RowStoreLimits {
  /** Bytes of the rows in memory; a single leaf may take more. */
  readonly hotBytes: number;
  /** Leaves in one branch. */
  readonly branchLeaves: number;
  /** Rows, and bytes of rows, in one leaf; a single row may take more. */
  readonly leafRows: number;
  readonly leafBytes: number;
}

interface Found {
  /** The place of the branch. */
  readonly place: number;
  readonly branch: RowLeaf[];
  /** The place of the leaf in its branch. */
  readonly at: number;
  readonly leaf: RowLeaf;
}

const LIMITS: RowStoreLimits = { hotBytes: 24 * 1024 * 1024, branchLeaves: 256, leafRows: 32, leafBytes: 64 * 1024 };

/**
 * Rows in the order of their keys: a tree of leaves with some rows each, of which only those that were used last are in
 * memory. Of a leaf on disk about 200 bytes stay, which is what a store grows by with each 16 to 32 rows.
 */
export class RowStore {
  readonly #spill: SpillFile;
  readonly #limits: RowStoreLimits;
  /** Leaves in the order of their keys, in branches of some each; none of them is empty. */
  readonly #branches: RowLeaf[][] = [[new RowLeaf('', [])]];
  /** Leaves in memory: whoever is first and was not used since is the next to go. */
  readonly #hot = new Set<RowLeaf>();
  #hotBytes = 0;

  constructor(spill: SpillFile, limits: RowStoreLimits = LIMITS) {
    this.#spill = spill;
    this.#limits = limits;
  }

  get(pk: string, sk: string): Row | undefined {
    const key = keyOf(pk, sk);
    return this.#open(this.#find(key).leaf).get(key);
  }

  set(pk: string, sk: string, row: Row): void {
    const key = keyOf(pk, sk);
    const found = this.#find(key);
    const leaf = this.#open(found.leaf);
    const before = leaf.bytes;
    leaf.set(key, row, rowBytes({ pk, sk }, row), this.#spill);
    this.#hotBytes += leaf.bytes - before;
    const { length } = leaf.entries;
    if (length > this.#limits.leafRows || (leaf.bytes > this.#limits.leafBytes && length > 1)) this.#split(found, key);
    if (this.#hotBytes > this.#limits.hotBytes) this.#cool();
  }

  /** The rows of a partition in the order of their sort keys: those after `after`, or all of them. */
  *list(pk: string, after?: string): Generator<{ readonly sk: string; readonly row: Row }, undefined> {
    const prefix = keyOf(pk, '');
    for (const { key, row } of this.#from(after === undefined ? prefix : keyOf(pk, after))) {
      if (!key.startsWith(prefix)) return undefined;
      const sk = key.slice(prefix.length);
      if (sk !== after) yield { sk, row };
    }
    return undefined;
  }

  /** The keys of all partitions that begin so. */
  partitionsOf(prefix: string): string[] {
    const found: string[] = [];
    for (let from = escape(prefix); ;) {
      const [next] = this.#from(from);
      const end = next?.key.indexOf(SEPARATOR) ?? 0;
      const pk = next && next.key.slice(0, end).replaceAll(ESCAPED, NUL);
      if (pk?.startsWith(prefix) !== true) return found;
      found.push(pk);
      // What comes right after all keys of the partition.
      from = escape(pk) + ESCAPED;
    }
  }

  /** Rows from this key on. They must not be written while they are read. */
  *#from(key: string): Generator<RowEntry, undefined> {
    const { place, at } = this.#find(key);
    for (const [after, branch] of this.#branches.slice(place).entries())
      for (const leaf of after === 0 ? branch.slice(at) : branch) {
        const { entries } = this.#open(leaf);
        yield* entries.slice(leaf.seek(key));
      }
    return undefined;
  }

  /** The leaf that a key belongs to: the last one that begins with it or before it. */
  #find(key: string): Found {
    const place = lastUpTo(this.#branches, ([leaf]) => (leaf as RowLeaf).first <= key);
    const branch = this.#branches[place] as RowLeaf[];
    const at = lastUpTo(branch, ({ first }) => first <= key);
    return { place, branch, at, leaf: branch[at] as RowLeaf };
  }

  #open(leaf: RowLeaf): RowLeaf {
    leaf.isUsed = true;
    if (this.#hot.has(leaf)) return leaf;
    leaf.load(this.#spill);
    this.#hot.add(leaf);
    this.#hotBytes += leaf.bytes;
    if (this.#hotBytes > this.#limits.hotBytes) this.#cool(leaf);
    return leaf;
  }

  #split({ place, branch, at, leaf }: Found, lastKey: string): void {
    const right = leaf.split(lastKey);
    this.#hot.add(right);
    branch.splice(at + 1, 0, right);
    if (branch.length > this.#limits.branchLeaves)
      this.#branches.splice(place + 1, 0, branch.splice(branch.length >> 1));
  }

  /** Puts leaves on disk until there is room; `kept` stays, however large it is. */
  #cool(kept?: RowLeaf): void {
    for (const leaf of this.#hot) {
      if (this.#hotBytes <= this.#limits.hotBytes || this.#hot.size === 1) return;
      this.#hot.delete(leaf);
      if (leaf.isUsed || leaf === kept) {
        leaf.isUsed = false;
        // It comes to the end, and again when all others were looked at.
        this.#hot.add(leaf);
        continue;
      }
      this.#hotBytes -= leaf.bytes;
      leaf.unload(this.#spill);
    }
  }
}

const NUL = '\u0000';
const SEPARATOR = NUL + NUL;
const ESCAPED = `${NUL}\u0001`;
const escape = (pk: string): string => (pk.includes(NUL) ? pk.replaceAll(NUL, ESCAPED) : pk);

/** One text for both keys: no partition's rows lie between those of another. */
const keyOf = (pk: string, sk: string): string => escape(pk) + SEPARATOR + sk;

/** The place of the last value for which it is true: it is true for the first, and for all up to that one. */
function lastUpTo<T>(values: readonly T[], isUpTo: (value: T) => boolean): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isUpTo(values[middle] as T)) low = middle;
    else high = middle - 1;
  }
  return low;
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
