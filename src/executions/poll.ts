import { setTimeout as sleep } from 'node:timers/promises';
import type { Visibility } from './visibility.ts';

export interface PollOptions {
  /** Looks once; whether something was other than before. What it throws ends the polling. */
  readonly look: () => Promise<boolean>;
  /** Nobody is asked while nobody looks. */
  readonly visibility: Visibility;
  /** Polling ends, and the promise resolves. */
  readonly signal: AbortSignal;
  /** Milliseconds between two looks while something changes. */
  readonly shortestPause: number;
  /** The same while nothing does, for long. */
  readonly longestPause: number;
  /** How it waits; for tests. */
  readonly pauseFor?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** Each pause is so many times the one before, while nothing changes. */
const GROWTH = 1.5;

/** Looks again and again: often while something changes, ever more seldom while nothing does, never while hidden. */
export async function poll({
  look,
  visibility,
  signal,
  shortestPause,
  longestPause,
  pauseFor = async (milliseconds, abort) => sleep(milliseconds, undefined, { signal: abort }),
}: PollOptions): Promise<void> {
  let wait = shortestPause;
  try {
    for (;;) {
      await pauseFor(wait, signal);
      await visibility.whenVisible(signal);
      const changed = await look();
      wait = changed ? shortestPause : Math.min(wait * GROWTH, longestPause);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
