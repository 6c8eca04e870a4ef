import type { Clock } from '../contracts.ts';
import type { ResultSink } from './result-sink.ts';

/** So long may children that never wait hold the event loop before others get a turn. */
const TURN_MILLISECONDS = 10;

/** Starts children of a Map Run, as many at once as it may have. */
export class Lanes {
  readonly #clock: Clock;
  /** At present: it may be changed while they run. */
  readonly #most: () => number;
  readonly #hasFailed: () => boolean;
  readonly #pace: () => Promise<void> | undefined;
  #active = 0;
  #turnEnds = performance.now() + TURN_MILLISECONDS;
  #wake: (() => void) | undefined;

  /** `hasFailed`: nothing more is to be started. `pace`: what each child waits for; kept, too, when the run has failed. */
  constructor(
    clock: Clock,
    most: () => number,
    hasFailed: () => boolean,
    pace: () => Promise<void> | undefined = () => undefined,
  ) {
    this.#clock = clock;
    this.#most = most;
    this.#hasFailed = hasFailed;
    this.#pace = pace;
  }

  /** `start` gives a promise for a child that waits. Gives how many were started: all, unless the run has failed. */
  async startEach<T>(
    children: readonly T[],
    start: (child: T) => Promise<void> | undefined,
    sink: ResultSink,
  ): Promise<number> {
    for (let at = 0; at < children.length; at++) {
      const child = children[at];
      const pace = this.#pace();
      if (pace !== undefined) await pace;
      if (!this.#mayStart()) await this.#until(() => this.#mayStart());
      if (child === undefined || this.#hasFailed()) return at;
      const running = start(child);
      if (running !== undefined) this.#follow(running);
      const wait = sink.drained();
      if (wait !== undefined) await this.#clock.work(() => wait);
    }
    return children.length;
  }

  /** Gives others a turn when children have held the event loop for long. */
  async endTurn(): Promise<void> {
    if (performance.now() < this.#turnEnds) return;
    await this.#clock.work(() => new Promise((resolve) => setImmediate(resolve)));
    this.#turnEnds = performance.now() + TURN_MILLISECONDS;
  }

  /** Until no child runs any more. */
  drain(): Promise<void> {
    return this.#until(() => this.#active === 0);
  }

  /** Something has changed that a start may wait for. */
  wake(): void {
    this.#wake?.();
  }

  #follow(running: Promise<void>): void {
    this.#active++;
    void running.then(() => {
      this.#active--;
      this.#wake?.();
    });
  }

  /** Or that it should look why not. */
  #mayStart(): boolean {
    return this.#active < this.#most() || this.#hasFailed();
  }

  /** Only who starts children waits like this, so that one waker is enough. */
  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
  }
}
