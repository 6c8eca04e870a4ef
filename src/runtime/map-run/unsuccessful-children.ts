import type { MapRunCounts } from '../../protocol/execution-snapshot.ts';
import type { Resume } from '../interpreter/resume-point.ts';
import { REDRIVABLE_MILLISECONDS, whyNotRedrivable } from '../redrive-limits.ts';
import type { ChildResult } from './child-result.ts';
import type { MapRunTally } from './map-run-tally.ts';

/** A child that did not succeed, with all that running it again needs. */
export interface UnsuccessfulChild {
  readonly result: ChildResult;
  /** Of a Standard child; Express ones run from their first state again. */
  readonly resume: Resume | undefined;
  /** Waits for its turn in a redrive. */
  isPending: boolean;
}

/** The children of one Map Run that did not succeed: nothing is kept of those that did. */
export class UnsuccessfulChildren {
  readonly #byName = new Map<string, UnsuccessfulChild>();
  readonly #tally: MapRunTally;
  readonly #limits: 'aws' | 'off';
  #firstStop = Infinity;

  constructor(tally: MapRunTally, limits: 'aws' | 'off') {
    this.#tally = tally;
    this.#limits = limits;
  }

  /** Keeps a child that has ended, and gives its result with whether it can be redriven. */
  add(ended: ChildResult, resume: Resume | undefined): ChildResult {
    const notRedrivable = this.#whyNot(ended, resume, ended.stopDate);
    const result = notRedrivable === undefined ? ended : { ...ended, notRedrivable };
    this.#byName.set(result.name, { result, resume, isPending: false });
    this.#firstStop = Math.min(this.#firstStop, result.stopDate);
    return result;
  }

  find(name: string): UnsuccessfulChild | undefined {
    return this.#byName.get(name);
  }

  clear(): void {
    this.#byName.clear();
  }

  /** In the order of their start. */
  list(): readonly UnsuccessfulChild[] {
    return [...this.#byName.values()].sort((one, other) => one.result.index - other.result.index);
  }

  /** Lets all wait for another run that can have one. `now`: milliseconds since 1970. */
  awaitRedrive(now: number): readonly UnsuccessfulChild[] {
    const again: UnsuccessfulChild[] = [];
    for (const child of this.list()) {
      if (this.#whyNot(child.result, child.resume, now) !== undefined) {
        this.giveUp(child);
        continue;
      }
      again.push(child);
      this.#await(child);
    }
    return again;
  }

  /** Lets a child wait for another run that ended with the process that ran it. */
  suspend(name: string): void {
    const child = this.#byName.get(name);
    if (child !== undefined) this.#await(child);
  }

  #await(child: UnsuccessfulChild): void {
    if (child.isPending) return;
    child.isPending = true;
    this.#tally.awaitRedrive(child.result);
  }

  /** It runs again: what becomes of it is added anew. */
  restart(child: UnsuccessfulChild, now: number): void {
    child.isPending = false;
    this.#byName.delete(child.result.name);
    this.#tally.restart(child.result, now);
  }

  /** A child that waits to run again is what it was before; false when it does not wait. */
  giveUp(child: UnsuccessfulChild): boolean {
    if (!child.isPending) return false;
    child.isPending = false;
    this.#tally.giveUpRedrive(child.result);
    return true;
  }

  countItems(now: number): MapRunCounts {
    return this.#tally.items.snapshot(this.#countNotRedrivable(now).items);
  }

  countExecutions(now: number): MapRunCounts {
    return this.#tally.executions.snapshot(this.#countNotRedrivable(now).executions);
  }

  /** How many can never run again. */
  #countNotRedrivable(now: number): { readonly items: number; readonly executions: number } {
    const counts = { items: 0, executions: 0 };
    const mayBeLate = now - this.#firstStop > REDRIVABLE_MILLISECONDS;
    for (const { result, resume, isPending } of this.#byName.values()) {
      const why = mayBeLate ? this.#whyNot(result, resume, now) : result.notRedrivable;
      if (isPending || why === undefined) continue;
      counts.items += result.items;
      counts.executions++;
    }
    return counts;
  }

  /** Express children can always run again, since they are started anew. */
  #whyNot(result: ChildResult, resume: Resume | undefined, now: number): string | undefined {
    if (resume === undefined || this.#limits === 'off') return undefined;
    const { startDate, stopDate } = result;
    return whyNotRedrivable({ startDate, stopDate, events: resume.history.length }, now);
  }
}
