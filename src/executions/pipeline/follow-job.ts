import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceFault } from '../service-fault.ts';
import type { PipelineClients } from './aws-clients.ts';
import { readJob, type JobProgress } from './job-rows.ts';
import type { DeployedPipeline } from './stack.ts';

/** How far a job is, and how fast it goes. */
export interface JobPace extends JobProgress {
  /** Items a second, over the last half minute; undefined while nothing is known. */
  readonly perSecond: number | undefined;
  /** Undefined where it cannot be told. */
  readonly secondsLeft: number | undefined;
}

export interface FollowJobOptions {
  /** Following ends, and the promise rejects with the signal's reason; the job goes on. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((pace: JobPace) => void) | undefined;
  /** Only this version of the job or a later one is its end: after a redrive. */
  readonly fromVersion?: number | undefined;
  /** Milliseconds that all of it may take; without it, any time. */
  readonly longest?: number | undefined;
  /** Milliseconds until the job has to be written. */
  readonly longestSplit?: number | undefined;
  /** Longest pause between two looks, in milliseconds. */
  readonly longestPause?: number | undefined;
}

/** Milliseconds. A splitter may count for as long as Lambda lets it, 15 minutes, before it writes its job. */
const LONGEST_SPLIT = 17 * 60_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/**
 * Looks at a job until it is at its end (DONE, or FAILED as a whole): often while something changes, less and less while
 * nothing does. Throws a ServiceFault when it takes longer than it may, and when AWS cannot be asked.
 */
export async function followJob(
  clients: PipelineClients,
  pipeline: DeployedPipeline,
  job: string,
  options: FollowJobOptions = {},
): Promise<JobPace> {
  const { signal, onProgress, fromVersion = 1, longest, longestSplit = LONGEST_SPLIT } = options;
  const { longestPause = LONGEST_PAUSE } = options;
  const begin = performance.now();
  const meter = new PaceMeter();
  let pause = FIRST_PAUSE;
  let seen = '';
  for (;;) {
    const progress = await readJob(clients, pipeline, job, signal);
    const pace = meter.measure(progress, performance.now() / 1000);
    const shown = JSON.stringify(progress);
    if (shown !== seen) onProgress?.(pace);
    const hasEnded = progress.status === 'DONE' || progress.status === 'FAILED';
    if (hasEnded && progress.version >= fromVersion) return pace;
    const spent = performance.now() - begin;
    if (progress.status === 'SPLITTING' && spent > longestSplit)
      throw new ServiceFault(
        `The splitter has written no job ${job} within ${minutes(longestSplit)}: look at its log, and at messages in UnsplitQueue of the stack ${pipeline.stack}.`,
      );
    if (longest !== undefined && spent > longest)
      throw new ServiceFault(
        `The job ${job} is still ${progress.status} after ${minutes(longest)}, ${progress.done + progress.failed} of ${progress.total} items: it goes on, and can be watched again.`,
      );
    pause = shown === seen ? Math.min(pause * 1.5, longestPause) : FIRST_PAUSE;
    seen = shown;
    await sleep(Math.min(pause, longestPause), undefined, signal === undefined ? {} : { signal });
  }
}

const minutes = (milliseconds: number): string =>
  milliseconds < 120_000
    ? `${Math.round(milliseconds / 1000)} seconds`
    : `${Math.round(milliseconds / 60_000)} minutes`;

/** Seconds over which the rate is taken. */
const WINDOW = 30;

/** Items a second from what was seen in the last half minute. */
export class PaceMeter {
  #seen: { readonly at: number; readonly settled: number }[] = [];

  /** `at`: seconds of a clock that does not go back. */
  measure(progress: JobProgress, at: number): JobPace {
    const settled = progress.done + progress.failed;
    // A redrive takes items off the counters.
    if (settled < (this.#seen.at(-1)?.settled ?? 0) || progress.status === 'SPLITTING') this.#seen = [];
    this.#seen.push({ at, settled });
    while (this.#seen.length > 2 && at - (this.#seen[1]?.at ?? at) >= WINDOW) this.#seen.shift();
    const [first] = this.#seen;
    const seconds = at - (first?.at ?? at);
    const perSecond = seconds >= 1 ? (settled - (first?.settled ?? 0)) / seconds : undefined;
    const left = progress.total - settled;
    const isTold = progress.status === 'RUNNING' && perSecond !== undefined && perSecond > 0;
    return { ...progress, perSecond, secondsLeft: isTold ? left / perSecond : undefined };
  }
}
