import type { ChildStatus } from './map-run-counts.ts';

/** A child execution as ListExecutions shows it. */
export interface ChildSummary {
  readonly index: number;
  readonly status: ChildStatus | 'RUNNING' | 'PENDING_REDRIVE';
  readonly items: number;
  /** Milliseconds since 1970. */
  readonly startDate: number;
  readonly stopDate: number | undefined;
  readonly redriveCount: number;
  /** Milliseconds since 1970. */
  readonly redriveDate: number | undefined;
}

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

/** The children of one Map Run, kept in columns: a million of them take 21 MB. */
export class ChildLog {
  #length = 0;
  #status = new Uint8Array(1024);
  #items = new Uint32Array(1024);
  #start = new Float64Array(1024);
  #stop = new Float64Array(1024);
  /** By index, of the few that were redriven. */
  readonly #redrives = new Map<number, { readonly count: number; readonly date: number }>();

  get length(): number {
    return this.#length;
  }

  start(items: number, startDate: number): void {
    const index = this.#length++;
    if (index === this.#status.length) this.#grow(index * 2);
    this.#items[index] = items;
    this.#start[index] = startDate;
  }

  awaitRedrive(index: number): void {
    this.#status[index] = STATUSES.indexOf('PENDING_REDRIVE');
  }

  restart(index: number, date: number): void {
    this.#status[index] = STATUSES.indexOf('RUNNING');
    this.#redrives.set(index, { count: (this.#redrives.get(index)?.count ?? 0) + 1, date });
  }

  end(index: number, status: ChildStatus, stopDate: number): void {
    this.#status[index] = STATUSES.indexOf(status);
    this.#stop[index] = stopDate;
  }

  at(index: number): ChildSummary | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const status = STATUSES[this.#status[index] ?? 0] ?? 'RUNNING';
    return {
      index,
      status,
      items: this.#items[index] ?? 0,
      startDate: this.#start[index] ?? 0,
      stopDate: status === 'RUNNING' || status === 'PENDING_REDRIVE' ? undefined : this.#stop[index],
      redriveCount: this.#redrives.get(index)?.count ?? 0,
      redriveDate: this.#redrives.get(index)?.date,
    };
  }

  #grow(length: number): void {
    const status = new Uint8Array(length);
    const items = new Uint32Array(length);
    const start = new Float64Array(length);
    const stop = new Float64Array(length);
    status.set(this.#status);
    items.set(this.#items);
    start.set(this.#start);
    stop.set(this.#stop);
    [this.#status, this.#items, this.#start, this.#stop] = [status, items, start, stop];
  }
}
