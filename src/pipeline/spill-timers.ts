import type { Simulation } from './simulation.ts';
import type { SpillFile } from './spill-file.ts';

/** Values that are due within the same time lie together, and are loaded together: as many as a run has in 0.2 s. */
const BUCKET_MILLISECONDS = 200;
const MOST_PENDING = 5000;
const MOST_PENDING_CHARACTERS = 2 * 1024 * 1024;

type Entry<T> = readonly [time: number, value: T];

interface Bucket<T> {
  /** Places of what is on disk; `pending` came after it. */
  readonly parts: number[];
  pending: Entry<T>[];
}

/** Values that are due at a moment of virtual time; those whose time is not near lie on disk as JSON. */
export class SpillTimers<T> {
  readonly #simulation: Simulation;
  readonly #spill: SpillFile;
  readonly #charactersOf: (value: T) => number;
  readonly #onDue: (value: T) => void;
  readonly #buckets = new Map<number, Bucket<T>>();
  #pending = 0;
  #pendingCharacters = 0;

  /** `charactersOf` tells about how long a value is as JSON. */
  constructor(simulation: Simulation, spill: SpillFile, charactersOf: (value: T) => number, onDue: (value: T) => void) {
    this.#simulation = simulation;
    this.#spill = spill;
    this.#charactersOf = charactersOf;
    this.#onDue = onDue;
  }

  /** The value is due in so many milliseconds. */
  add(delay: number, value: T): void {
    const time = this.#simulation.now + delay;
    const number = Math.floor(time / BUCKET_MILLISECONDS);
    if (number * BUCKET_MILLISECONDS <= this.#simulation.now) {
      this.#schedule(time, value);
      return;
    }
    let bucket = this.#buckets.get(number);
    if (!bucket) {
      bucket = { parts: [], pending: [] };
      this.#buckets.set(number, bucket);
      this.#simulation.schedule(number * BUCKET_MILLISECONDS - this.#simulation.now, () => this.#open(number));
    }
    bucket.pending.push([time, value]);
    this.#pending++;
    this.#pendingCharacters += this.#charactersOf(value);
    if (this.#pending > MOST_PENDING || this.#pendingCharacters > MOST_PENDING_CHARACTERS) this.#flush();
  }

  #open(number: number): void {
    const bucket = this.#buckets.get(number);
    if (!bucket) return;
    this.#buckets.delete(number);
    for (const place of bucket.parts) {
      for (const [time, value] of JSON.parse(this.#spill.read(place)) as Entry<T>[]) this.#schedule(time, value);
      this.#spill.free(place);
    }
    for (const [time, value] of bucket.pending) {
      this.#pending--;
      this.#pendingCharacters -= this.#charactersOf(value);
      this.#schedule(time, value);
    }
  }

  #schedule(time: number, value: T): void {
    this.#simulation.schedule(time - this.#simulation.now, () => this.#onDue(value));
  }

  #flush(): void {
    for (const bucket of this.#buckets.values()) {
      if (bucket.pending.length === 0) continue;
      bucket.parts.push(this.#spill.add(JSON.stringify(bucket.pending)));
      bucket.pending = [];
    }
    this.#pending = 0;
    this.#pendingCharacters = 0;
  }
}
