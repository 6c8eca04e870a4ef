import type { MapRunCounts } from '../../protocol/execution-snapshot.ts';

/** What a child execution, and with it each of its items, can be. */
export type ChildStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * The items or the child executions of one Map Run. Everything that was read is in exactly one of pending, running and
 * the four ends, so that they add up to the total at every moment.
 */
export class Counter {
  #pending = 0;
  #running = 0;
  #resultsWritten = 0;
  readonly #ended: Record<ChildStatus, number> = { SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0 };

  get total(): number {
    const { SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = this.#ended;
    return this.#pending + this.#running + SUCCEEDED + FAILED + TIMED_OUT + ABORTED;
  }

  /** Failed or timed out: what the tolerated failures count. */
  get failures(): number {
    return this.#ended.FAILED + this.#ended.TIMED_OUT;
  }

  add(count: number): void {
    this.#pending += count;
  }

  start(count: number): void {
    this.#pending -= count;
    this.#running += count;
  }

  end(status: ChildStatus, count: number): void {
    this.#running -= count;
    this.#ended[status] += count;
  }

  write(count: number): void {
    this.#resultsWritten += count;
  }

  snapshot(): MapRunCounts {
    return {
      pending: this.#pending,
      running: this.#running,
      succeeded: this.#ended.SUCCEEDED,
      failed: this.#ended.FAILED,
      timedOut: this.#ended.TIMED_OUT,
      aborted: this.#ended.ABORTED,
      total: this.total,
      resultsWritten: this.#resultsWritten,
      failuresNotRedrivable: 0,
      pendingRedrive: 0,
    };
  }
}
