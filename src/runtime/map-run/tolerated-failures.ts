import { StatesError } from '../contracts.ts';

export interface FailureThreshold {
  /** 0 to 100. */
  readonly percentage: number | undefined;
  readonly count: number | undefined;
}

/**
 * Whether more items failed or timed out than is tolerated, by count or by percentage (state-map-distributed.html).
 * Without either none is. `total`: all items of the dataset; undefined while they are still being read. A count is known
 * to be exceeded at once; of the percentages only 0 is.
 */
export function exceedsThreshold(
  failures: number,
  total: number | undefined,
  { percentage, count }: FailureThreshold,
): boolean {
  if (failures === 0) return false;
  if (count !== undefined && failures > count) return true;
  if (percentage === undefined) return count === undefined;
  if (percentage === 0) return true;
  return total !== undefined && (failures * 100) / total > percentage;
}

/** What a Map fails with when they are. */
export function thresholdExceeded(): StatesError {
  return new StatesError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}

/** The threshold of one Map Run, which may be changed while it runs. */
export class ToleratedFailures {
  #threshold: FailureThreshold;
  /** What is counted besides, or not counted, since the run was redriven. */
  #offset = 0;
  #stoppedForGood = 0;

  constructor(percentage: number | undefined, count: number | undefined) {
    this.#threshold = { percentage, count };
  }

  get percentage(): number {
    return this.#threshold.percentage ?? 0;
  }

  get count(): number {
    return this.#threshold.count ?? 0;
  }

  update(percentage: number | undefined, count: number | undefined): void {
    const before = this.#threshold;
    this.#threshold = { percentage: percentage ?? before.percentage, count: count ?? before.count };
  }

  /**
   * Of an earlier attempt, `failed` and `aborted` items never run again. They count as failures (redrive-map-run.html),
   * but only when the others are done: else none of these would ever have its turn.
   */
  beginRedrive(failed: number, aborted: number): void {
    this.#offset = -failed;
    this.#stoppedForGood = aborted;
  }

  /** Every child has ended. */
  endChildren(): void {
    this.#offset = this.#stoppedForGood;
  }

  /** `failures`: items that failed or timed out; `total` as for `exceedsThreshold`. */
  areExceeded(failures: number, total: number | undefined): boolean {
    return exceedsThreshold(failures + this.#offset, total, this.#threshold);
  }
}
