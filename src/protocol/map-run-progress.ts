import type { ExecutionSnapshot, MapRunCounts, MapRunSnapshot } from './execution-snapshot.ts';

/** How far a Map Run is, and how fast it goes. */
export interface MapRunProgress {
  readonly mapRunArn: string;
  /** Items that have come to an end, well or not. */
  readonly done: number;
  /** Of these, failed and timed out. */
  readonly failed: number;
  readonly running: number;
  /** Items of the dataset: all of them, an estimate, or those that were read so far. */
  readonly items: number;
  readonly known: 'exactly' | 'about' | 'so far';
  /** Undefined until there is something to tell it from, and after the end. */
  readonly itemsPerSecond: number | undefined;
  /** Undefined where nobody knows. */
  readonly secondsLeft: number | undefined;
}

/** A rate is not told from less time than this. */
const LEAST_MILLISECONDS = 500;
/** What was seen so long ago counts for about a third of what is seen now. */
const MEMORY_MILLISECONDS = 15_000;

/** What a Map Run has done in the time that it was watched, with the older part faded. */
interface Pace {
  at: number;
  done: number;
  readonly since: number;
  fadedItems: number;
  fadedMilliseconds: number;
}

/** Tells from the snapshots of one execution how fast its Map Runs go. Ask it for each snapshot, in their order. */
export class ProgressMeter {
  readonly #paces = new Map<string, Pace>();

  /** Of all Map Runs, in the order of the snapshot. */
  read({ mapRuns, at }: ExecutionSnapshot): MapRunProgress[] {
    const now = Date.parse(at);
    return mapRuns.map((mapRun) => this.#readOne(mapRun, now));
  }

  #readOne({ mapRunArn, status, itemCounts, expected }: MapRunSnapshot, now: number): MapRunProgress {
    const { succeeded, failed, timedOut, aborted, running, total } = itemCounts;
    const done = succeeded + failed + timedOut + aborted;
    const isOver = status !== 'RUNNING';
    const items = isOver ? total : Math.max(total, expected?.items ?? 0);
    const known = isOver || expected?.isExact === true ? 'exactly' : expected === undefined ? 'so far' : 'about';
    const perSecond = isOver ? undefined : this.#follow(mapRunArn, done, now);
    return {
      mapRunArn,
      done,
      failed: failed + timedOut,
      running,
      items,
      known,
      itemsPerSecond: perSecond,
      secondsLeft: perSecond === undefined || known === 'so far' ? undefined : (items - done) / perSecond,
    };
  }

  /** Items a second; undefined until there were some. */
  #follow(mapRunArn: string, done: number, now: number): number | undefined {
    const pace = this.#paces.get(mapRunArn);
    // Fewer than before: it was redriven, and what failed is to be done again.
    if (pace === undefined || done < pace.done) {
      this.#paces.set(mapRunArn, { at: now, done, since: now, fadedItems: 0, fadedMilliseconds: 0 });
      return undefined;
    }
    const passed = Math.max(0, now - pace.at);
    // A slow run is remembered longer: its batches come seldom, and all at once.
    const memory = Math.max(MEMORY_MILLISECONDS, (now - pace.since) / 2);
    const fade = Math.exp(-passed / memory);
    pace.fadedItems = pace.fadedItems * fade + (done - pace.done);
    pace.fadedMilliseconds = pace.fadedMilliseconds * fade + passed;
    pace.at = Math.max(pace.at, now);
    pace.done = done;
    if (pace.fadedMilliseconds < LEAST_MILLISECONDS || pace.fadedItems === 0) return undefined;
    return (pace.fadedItems * 1000) / pace.fadedMilliseconds;
  }
}

/** Phrases for a person: counts, rate, time left. What there is nothing to say of is left out. */
export function describeProgress(progress: MapRunProgress): string[] {
  const { done, failed, running, items, known, itemsPerSecond, secondsLeft } = progress;
  const of = known === 'about' ? 'of about' : 'of';
  return [
    known === 'so far'
      ? `${show(done)} of ${show(items)} items read so far`
      : `${show(done)} ${of} ${show(known === 'about' ? roundRoughly(items) : items)} items`,
    ...(failed > 0 ? [`${show(failed)} failed`] : []),
    ...(running > 0 ? [`${show(running)} running`] : []),
    ...(itemsPerSecond === undefined ? [] : [describeRate(itemsPerSecond)]),
    ...(secondsLeft === undefined || done === items ? [] : [`about ${describeDuration(secondsLeft)} left`]),
  ];
}

/** How a Map Run's items or children ended: `58 of 60 succeeded, 1 failed, 1 aborted`; who timed out has failed. */
export function describeCounts(counts: MapRunCounts): string {
  const others: [number, string][] = [
    [counts.failed + counts.timedOut, 'failed'],
    [counts.aborted, 'aborted'],
    [counts.pending, 'not started'],
  ];
  return [
    `${show(counts.succeeded)} of ${show(counts.total)} succeeded`,
    ...others.filter(([count]) => count > 0).map(([count, what]) => `${show(count)} ${what}`),
  ].join(', ');
}

/** 0 to 1. */
export function shareDone({ done, items }: MapRunProgress): number {
  return items === 0 ? 0 : Math.min(1, done / items);
}

function describeRate(perSecond: number): string {
  if (perSecond >= 9.95) return `${show(Math.round(perSecond))} items/s`;
  return perSecond >= 0.95 ? `${perSecond.toFixed(1)} items/s` : `${(perSecond * 60).toFixed(1)} items/min`;
}

/** Coarser the longer it is, since nobody knows better, and so that it does not flicker. */
function describeDuration(seconds: number): string {
  if (seconds < 20) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 57.5) return `${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${show(Math.round(hours / 24))} days`;
}

/** Two digits of an estimate. */
function roundRoughly(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.ceil(value / unit) * unit;
}

function show(count: number): string {
  return count.toLocaleString('en-US');
}
