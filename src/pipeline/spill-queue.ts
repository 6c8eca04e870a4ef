import type { SpillFile } from './spill-file.ts';

/** A part of a queue that is written and read at once. */
const MOST_VALUES = 2000;
const MOST_CHARACTERS = 512 * 1024;

/**
 * Values in the order in which they were added, of which only the first and the last are in memory; those between them
 * lie on disk as JSON.
 */
export class SpillQueue<T> {
  readonly #spill: SpillFile;
  readonly #charactersOf: (value: T) => number;
  #head: T[] = [];
  #taken = 0;
  /** Places of the parts between head and tail. */
  #parts: number[] = [];
  #tail: T[] = [];
  #tailCharacters = 0;
  #length = 0;

  /** `charactersOf` tells about how long a value is as JSON. */
  constructor(spill: SpillFile, charactersOf: (value: T) => number) {
    this.#spill = spill;
    this.#charactersOf = charactersOf;
  }

  get length(): number {
    return this.#length;
  }

  add(value: T): void {
    this.#length++;
    this.#tail.push(value);
    this.#tailCharacters += this.#charactersOf(value);
    if (this.#tail.length < MOST_VALUES && this.#tailCharacters < MOST_CHARACTERS) return;
    if (this.#taken < this.#head.length || this.#parts.length > 0) {
      this.#parts.push(this.#spill.add(JSON.stringify(this.#tail)));
      this.#startTail();
    } else this.#moveTail();
  }

  /** The first; it stays. */
  peek(): T | undefined {
    if (this.#taken === this.#head.length) this.#fillHead();
    return this.#head[this.#taken];
  }

  take(): T | undefined {
    const value = this.peek();
    if (value === undefined) return undefined;
    this.#length--;
    this.#taken++;
    return value;
  }

  #fillHead(): void {
    const place = this.#parts.shift();
    if (place === undefined) {
      this.#moveTail();
      return;
    }
    this.#head = JSON.parse(this.#spill.read(place)) as T[];
    this.#taken = 0;
    this.#spill.free(place);
  }

  #moveTail(): void {
    this.#head = this.#tail;
    this.#taken = 0;
    this.#startTail();
  }

  #startTail(): void {
    this.#tail = [];
    this.#tailCharacters = 0;
  }
}
