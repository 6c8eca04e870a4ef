import type { Disk } from './disk.ts';
import type { RecordAt, Place } from './journal-file.ts';
import { TAG } from './event-records.ts';
import { RUN_TAG } from './map-run-tags.ts';
import { StoredExecution } from './stored-execution.ts';

/** What bulk files tell of one child of a Map Run. */
export interface StoredChild {
  input?: { readonly place: Place; readonly file: number };
  /** The texts of its result. */
  result?: { readonly places: readonly Place[]; readonly file: number };
  /** Of a Standard child. */
  execution?: StoredChildExecution;
}

export interface StoredChildExecution {
  readonly number: number;
  readonly execution: StoredExecution;
  readonly files: Set<number>;
}

/** What the bulk files of one root tell, by Map Run and child. */
export class StoredChildren {
  readonly #disk: Disk;
  readonly #runs = new Map<number, Map<number, StoredChild>>();
  readonly #executions = new Map<number, StoredChildExecution>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** The highest number of a child's execution. */
  get executions(): number {
    return Math.max(0, ...this.#executions.keys());
  }

  /** `file`: the number of the bulk file. Throws SyntaxError for a record that does not go on from those before. */
  tell(record: RecordAt, file: number): void {
    const { head, values } = record;
    const [tag, first, second, third] = head;
    if (tag === RUN_TAG.input) {
      const [place] = values;
      if (place !== undefined) this.#child(Number(first), Number(second)).input = { place, file };
    } else if (tag === RUN_TAG.result) this.#child(Number(first), Number(second)).result = { places: values, file };
    else if (tag === TAG.start) this.#begin(Number(first), Number(second), Number(third), file);
    else {
      const known = this.#executions.get(Number(first));
      // The file with its beginning was removed: nobody tells of it any more.
      if (known === undefined) return;
      known.files.add(file);
      known.execution.tell(record);
    }
  }

  find(run: number, index: number): StoredChild {
    return this.#runs.get(run)?.get(index) ?? {};
  }

  /** Those that have told of themselves, by position. */
  list(run: number): ReadonlyMap<number, StoredChild> {
    return this.#runs.get(run) ?? new Map<number, StoredChild>();
  }

  #begin(number: number, run: number, index: number, file: number): void {
    const execution = { number, execution: new StoredExecution(this.#disk), files: new Set([file]) };
    this.#executions.set(number, execution);
    this.#child(run, index).execution = execution;
  }

  #child(run: number, index: number): StoredChild {
    let children = this.#runs.get(run);
    if (children === undefined) this.#runs.set(run, (children = new Map<number, StoredChild>()));
    let child = children.get(index);
    if (child === undefined) children.set(index, (child = {}));
    return child;
  }
}
