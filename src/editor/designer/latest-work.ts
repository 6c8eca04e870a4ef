/**
 * Work that is only ever done for the latest: at once after a rest, and once more when it was asked for meanwhile. Two
 * pieces never run at the same time, and none starts sooner than `pause` milliseconds after the one before.
 */
export class LatestWork {
  readonly #work: () => Promise<void>;
  readonly #pause: number;
  /** What was asked for and has not begun. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  #begun = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** @param work never rejects. */
  constructor(work: () => Promise<void>, pause: number) {
    this.#work = work;
    this.#pause = pause;
  }

  /** Resolves when a piece of work is done that began after this was called. */
  ask(): Promise<void> {
    if (this.#next === undefined) {
      const next = this.#begin(this.#last);
      this.#next = next;
      this.#last = next;
    }
    return this.#next;
  }

  /** Nothing begins any more; who waits for what has not begun waits for ever. */
  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  async #begin(before: Promise<void>): Promise<void> {
    await before;
    const rest = this.#begun + this.#pause - performance.now();
    if (rest > 0) await new Promise<void>((resolve) => (this.#timer = setTimeout(resolve, rest)));
    this.#next = undefined;
    this.#begun = performance.now();
    if (!this.#isOver) await this.#work();
  }
}
