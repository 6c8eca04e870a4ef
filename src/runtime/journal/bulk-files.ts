import type { Disk } from './disk.ts';
import { JournalFile } from './journal-file.ts';

/** A file that has grown beyond this is followed by another one. */
const MOST_FILE_BYTES = 64 * 1024 * 1024;

/**
 * What an execution's Map Runs tell that is needed for a while only: inputs, results that are in no result file yet,
 * and the events of children. It goes to a row of files; one that nobody needs anything of is removed.
 */
export class BulkFiles {
  readonly #disk: Disk;
  readonly #pathOf: (file: number) => string;
  readonly #files: Map<number, JournalFile>;
  /** How much of each is needed. */
  readonly #needed = new Map<number, number>();
  #current: number;
  #isRemoved = false;
  /** Something waits to be written. */
  onAdd: () => void = () => undefined;

  /** `files`: those that are there, by number. */
  constructor(disk: Disk, pathOf: (file: number) => string, files: ReadonlyMap<number, JournalFile> = new Map()) {
    this.#disk = disk;
    this.#pathOf = pathOf;
    this.#files = new Map(files);
    this.#current = Math.max(0, ...files.keys());
  }

  /** Gives the number of the file that the record goes to, for `need`. */
  add(record: string): number {
    if (this.#isRemoved) return this.#current;
    let file = this.#files.get(this.#current);
    if (file !== undefined && file.size > MOST_FILE_BYTES && !file.isDirty) {
      this.#current++;
      file = undefined;
    }
    if (file === undefined) {
      file = new JournalFile(this.#disk, this.#pathOf(this.#current), 0);
      this.#files.set(this.#current, file);
    }
    file.add(record);
    this.onAdd();
    return this.#current;
  }

  /** Something in the file is needed until `release`. */
  need(file: number): void {
    this.#needed.set(file, (this.#needed.get(file) ?? 0) + 1);
  }

  release(file: number): void {
    this.#needed.set(file, (this.#needed.get(file) ?? 0) - 1);
  }

  /** Throws what the disk throws. */
  flush(): void {
    for (const file of this.#files.values()) file.flush();
  }

  /** Removes what nobody needs; `isEnded`: nothing more is going to be added soon. */
  sweep(isEnded: boolean): void {
    for (const [number, { path, isDirty }] of [...this.#files]) {
      if ((this.#needed.get(number) ?? 0) > 0 || isDirty || (number === this.#current && !isEnded)) continue;
      this.#disk.remove(path);
      this.#files.delete(number);
      // Its number is not given again: a place that is still held must not lead into another file.
      if (number === this.#current) this.#current++;
    }
  }

  /** Takes nothing more. */
  remove(): void {
    this.#isRemoved = true;
    for (const { path } of this.#files.values()) this.#disk.remove(path);
    this.#files.clear();
  }
}
