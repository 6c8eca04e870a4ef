import type { Stoppable } from '../contracts.ts';

/** As many at once as there are places; the others wait in the order of their coming. */
export class Places {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Kept with how to leave: once there is a place, or when `owner` is stopped and needs none. */
  async enter({ signal }: Stoppable): Promise<() => void> {
    if (signal.aborted) return () => undefined;
    if (this.#free > 0) this.#free--;
    else if (!(await this.#wait(signal))) return () => undefined;
    return () => this.#leave();
  }

  /** Whether a place was handed over; false when it was stopped before. */
  #wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (hasPlace: boolean): void => {
        this.#waiting.delete(receive);
        signal.removeEventListener('abort', giveUp);
        resolve(hasPlace);
      };
      const receive = (): void => end(true);
      const giveUp = (): void => end(false);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(receive);
    });
  }

  /** A place is handed over, so that nobody who comes meanwhile takes it. */
  #leave(): void {
    const [first] = this.#waiting;
    if (first === undefined) this.#free++;
    else first();
  }
}
