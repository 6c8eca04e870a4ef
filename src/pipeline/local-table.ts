import type { Condition, Key, Row, Value, Write } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { RowStore, rowBytes } from './row-store.ts';
import type { SpillFile } from './spill-file.ts';
import type { Usage } from './usage.ts';

/** One change of a row, as the stream carries it. */
export interface ChangedRow {
  readonly pk: string;
  readonly row: Row;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MOST_ROW_BYTES = 400 * 1024;
const MOST_WRITES = 100;
/**
 * A page of a query has 1 MB at most. A reducer holds one of each of its partitions: smaller ones take an eighth of the
 * memory, and as many calls to read 1 MB take about the time that DynamoDB takes for it.
 */
const PAGE_BYTES = 128 * 1024;

/** Where a page of a query ended. */
export interface PageEnd {
  readonly sk: string;
  /** Of all pages so far: a query is billed for them as one. */
  readonly bytes: number;
}

/** A DynamoDB table as far as the pipeline's ports use one. Each method is one moment: it is applied as a whole. */
export class LocalTable {
  readonly #rows: RowStore;
  readonly #usage: Usage;
  readonly #onChange: (change: ChangedRow) => void;

  constructor(spill: SpillFile, usage: Usage, onChange: (change: ChangedRow) => void) {
    this.#rows = new RowStore(spill);
    this.#usage = usage;
    this.#onChange = onChange;
  }

  read(key: Key): Row | undefined {
    const row = this.peek(key);
    this.#usage.readUnits += row ? Math.ceil(rowBytes(key, row) / 4096) : 1;
    return row;
  }

  /** For whoever looks on: it is not billed. */
  peek({ pk, sk }: Key): Row | undefined {
    return this.#rows.get(pk, sk);
  }

  /** The places of the writes whose conditions do not hold; none when all are written. */
  write(writes: readonly Write[]): number[] {
    checkTransaction(writes);
    const before = writes.map(({ key }) => this.peek(key));
    const factor = writes.length > 1 ? 2 : 1;
    const refused = writes.flatMap(({ when }, at) => (holds(when, before[at]) ? [] : [at]));
    const after = writes.map((write, at) => changeRow(write, before[at]));
    // Refused ones are billed as well.
    for (const [at, { key }] of writes.entries())
      this.#usage.writeUnits += factor * Math.max(1, Math.ceil(rowBytes(key, after[at] ?? {}) / 1024));
    if (refused.length > 0) return refused;
    for (const [at, { key }] of writes.entries()) this.#put(key, before[at], after[at] ?? {});
    return refused;
  }

  /** The rows of a partition in the order of their sort keys: the first, or those from where the page before ended. */
  page(pk: string, from?: PageEnd): { readonly rows: readonly Row[]; readonly end: PageEnd | undefined } {
    const rows: Row[] = [];
    const before = from?.bytes ?? 0;
    let bytes = before;
    let end: PageEnd | undefined;
    for (const { sk, row } of this.#rows.list(pk, from?.sk)) {
      rows.push(row);
      bytes += rowBytes({ pk, sk }, row);
      if (bytes - before < PAGE_BYTES) continue;
      end = { sk, bytes };
      break;
    }
    this.#usage.readUnits += from ? queryUnits(bytes) - queryUnits(before) : queryUnits(bytes);
    return { rows, end };
  }

  /** The keys of all partitions that begin so. */
  partitionsOf(prefix: string): string[] {
    return this.#rows.partitionsOf(prefix);
  }

  #put(key: Key, before: Row | undefined, after: Row): void {
    if (rowBytes(key, after) > MOST_ROW_BYTES)
      throw new Error(`ValidationException: Item size has exceeded the maximum allowed size (${key.pk}, ${key.sk}).`);
    this.#rows.set(key.pk, key.sk, after);
    // A write that changes nothing gives no record.
    if (!before || !isSame(before, after)) this.#onChange({ pk: key.pk, row: after });
  }
}

const queryUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096));

function checkTransaction(writes: readonly Write[]): void {
  const keys = new Set(writes.map(({ key: { pk, sk } }) => JSON.stringify([pk, sk])));
  if (keys.size < writes.length || writes.length > MOST_WRITES || writes.length === 0)
    throw new Error('ValidationException: a transaction has 1 to 100 writes, each of another item.');
}

function holds(when: readonly Condition[] | undefined, row: Row | undefined): boolean {
  if (!when || when.length === 0) return true;
  return when.some((condition) =>
    condition === 'missing'
      ? row === undefined
      : row !== undefined && Object.entries(condition).every(([name, value]) => row[name] === value),
  );
}

function changeRow({ set, add, remove }: Write, before: Row | undefined): Row {
  const row: Record<string, Value> = { ...before, ...set };
  for (const name in add) row[name] = Number(before?.[name] ?? 0) + (add[name] ?? 0);
  if (!remove) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => !remove.includes(name)));
}

function isSame(a: Row, b: Row): boolean {
  const names = Object.keys(b);
  return names.length === Object.keys(a).length && names.every((name) => a[name] === b[name]);
}
