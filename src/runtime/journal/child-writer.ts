import type { BulkFiles } from './bulk-files.ts';
import { TAG } from './event-records.ts';
import { ExecutionWriter, type OpenMapRun } from './execution-writer.ts';

/** Who may still want to read what a child has told. */
type Reader = 'RUN' | 'SERVICE';

/** Writes down a Standard child of a Map Run, for as long as the run may redrive it or the service tells of it. */
export class ChildWriter extends ExecutionWriter {
  readonly #add: (record: string) => void;
  readonly #number: number;
  readonly #bulk: BulkFiles;
  readonly #files: Set<number>;
  readonly #readers = new Set<Reader>(['RUN', 'SERVICE']);

  /** `files`: where it was written before. */
  constructor(bulk: BulkFiles, number: number, openMapRun: OpenMapRun, values = 0, files: Iterable<number> = []) {
    const known = new Set<number>();
    const add = (record: string): void => {
      const file = bulk.add(record);
      if (known.has(file)) return;
      known.add(file);
      bulk.need(file);
    };
    super(add, number, openMapRun, values);
    this.#add = add;
    this.#number = number;
    this.#bulk = bulk;
    this.#files = known;
    for (const file of files) {
      known.add(file);
      bulk.need(file);
    }
  }

  /** The first record: which child it is. */
  start(run: number, index: number): void {
    this.#add(`[${TAG.start},${this.#number},${run},${index}]`);
  }

  override forget(): void {
    this.release('SERVICE');
  }

  release(reader: Reader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    for (const file of this.#files) this.#bulk.release(file);
    this.#files.clear();
  }
}
