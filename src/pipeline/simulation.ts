import { EventHeap } from './event-heap.ts';

/** Virtual time begins here, the same in each run. */
const START = Date.UTC(2026, 0, 1);

/**
 * Virtual time and what happens in it. Time moves only while no function is at real work, and then at once to the next
 * event: a run takes as long as the project's own code takes.
 */
export class Simulation {
  readonly #events = new EventHeap();
  readonly #ticks = new EventHeap();
  #now = START;
  /** Invocations that compute or wait for something real. */
  #busy = 0;
  #wake: (() => void) | undefined;
  #touched = false;

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  get elapsed(): number {
    return this.#now - START;
  }

  /** `run` happens so many milliseconds from now. */
  schedule(delay: number, run: () => void): void {
    this.#events.add(this.#now + delay, run);
  }

  /** `run` happens again and again, but keeps no run going by itself. */
  every(interval: number, run: () => void): void {
    const tick = (): void => {
      run();
      this.#ticks.add(this.#now + interval, tick);
    };
    this.#ticks.add(this.#now + interval, tick);
  }

  /** A function has begun real work (1), or ended it or waits for an event (-1). */
  changeBusy(by: 1 | -1): void {
    this.#busy += by;
    this.#touched = true;
    if (this.#busy === 0) this.#wake?.();
  }

  /**
   * Lets events happen until there are none, then ticks for as long as `goesOn` says so. `pause` is asked between
   * events; what it returns is waited for.
   */
  async run(goesOn: () => boolean, pause: () => Promise<void> | undefined): Promise<void> {
    for (;;) {
      await this.#settle();
      const between = pause();
      if (between) await between;
      const next = this.#take(goesOn);
      if (next === undefined) return;
      this.#now = Math.max(this.#now, next.time);
      next.run();
    }
  }

  #take(goesOn: () => boolean): { time: number; run: () => void } | undefined {
    if (this.#events.size === 0 && !goesOn()) return undefined;
    return (this.#ticks.firstTime < this.#events.firstTime ? this.#ticks : this.#events).take();
  }

  /** Until the project's code has come to its next calls. */
  async #settle(): Promise<void> {
    if (!this.#touched) return;
    this.#touched = false;
    await nextTurn();
    while (this.#busy > 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      }).then(nextTurn);
    this.#wake = undefined;
  }
}

/** After all that has been promised so far. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
