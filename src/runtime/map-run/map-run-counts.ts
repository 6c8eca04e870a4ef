import type { MapRunCounts } from '../../protocol/execution-snapshot.ts';

/** What a child execution, and with it each of its items, can be. */
export type ChildStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * The items or the child executions of one Map Run. Everything that was read is in exactly one of pending, running,
 * pending redrive and the four ends, so that they add up to the total at every moment.
 */
export class Counter {
  #pending = 0;
  #running = 0;
  #pendingRedrive = 0;
  /** Of the pending ones, those that will be read once more since the run is redriven. */
  #readBefore = 0;
  #resultsWritten = 0;
  readonly #ended: Record<ChildStatus, number> = { SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0 };

  get total(): number {
    const { SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = this.#ended;
    return this.#pending + this.#running + this.#pendingRedrive + SUCCEEDED + FAILED + TIMED_OUT + ABORTED;
  }

  /** Failed or timed out: what the tolerated failures count. */
  get failures(): number {
    return this.#ended.FAILED + this.#ended.TIMED_OUT;
  }

  get pending(): number {
    return this.#pending;
  }

  /** Stopped, each by itself or because the run failed. */
  get aborted(): number {
    return this.#ended.ABORTED;
  }

  add(count: number): void {
    const again = Math.min(count, this.#readBefore);
    this.#readBefore -= again;
    this.#pending += count - again;
  }

  /** What is pending comes from the source once more. */
  readAgain(): void {
    this.#readBefore = this.#pending;
  }

  /** The source has ended: what it did not give a second time was batched into others. */
  endReading(): void {
    this.#pending -= this.#readBefore;
    this.#readBefore = 0;
  }

  start(count: number): void {
    this.#pending -= count;
    this.#running += count;
  }

  end(status: ChildStatus, count: number): void {
    this.#running -= count;
    this.#ended[status] += count;
  }

  /** What ended without success waits to run again; its result is written anew. */
  awaitRedrive(status: ChildStatus, count: number): void {
    this.#ended[status] -= count;
    this.#pendingRedrive += count;
    this.#resultsWritten -= count;
  }

  restart(count: number): void {
    this.#pendingRedrive -= count;
    this.#running += count;
  }

  /** It does not run again any more, and is what it was. */
  giveUpRedrive(status: ChildStatus, count: number): void {
    this.#pendingRedrive -= count;
    this.#ended[status] += count;
  }

  write(count: number): void {
    this.#resultsWritten += count;
  }

  /** `failuresNotRedrivable`: of those that ended without success. */
  snapshot(failuresNotRedrivable: number): MapRunCounts {
    return {
      pending: this.#pending,
      running: this.#running,
      succeeded: this.#ended.SUCCEEDED,
      failed: this.#ended.FAILED,
      timedOut: this.#ended.TIMED_OUT,
      aborted: this.#ended.ABORTED,
      total: this.total,
      resultsWritten: this.#resultsWritten,
      failuresNotRedrivable,
      pendingRedrive: this.#pendingRedrive,
    };
  }
}
