import type { JsonObject } from '../../asl/json.ts';
import { TAG } from './event-records.ts';
import { ExecutionWriter } from './execution-writer.ts';
import type { JournalFile } from './journal-file.ts';

/** Writes down one execution that was started by itself, with all that belongs to it. */
export class RootJournal {
  readonly execution: ExecutionWriter;
  readonly #file: JournalFile;
  readonly #touch: () => void;
  #isAbandoned = false;
  /** That it cannot be written was told. */
  #isFailing = false;
  /** Ends the execution because nothing of it can be written any more; false when it has ended. */
  onFailure: (message: string) => boolean = () => false;

  /** `values`: how many were numbered before. `touch`: something waits to be written. */
  constructor(file: JournalFile, values: number, touch: () => void) {
    this.#file = file;
    this.#touch = touch;
    this.execution = new ExecutionWriter((record) => this.#add(record), 0, values);
  }

  /** The first record: all that is known of the execution when it begins. */
  start(execution: JsonObject): void {
    this.#add(JSON.stringify([TAG.start, 0, execution]));
  }

  /** Throws what the disk throws. */
  flush(): void {
    this.#file.flush();
    this.#isFailing = false;
  }

  /** Tells the execution that it cannot be written; false when it has ended, and nobody was told before. */
  fail(message: string): boolean {
    const wasTold = this.#isFailing;
    this.#isFailing = true;
    return this.onFailure(message) || wasTold;
  }

  /** Nothing is written any more. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  #add(record: string): void {
    if (this.#isAbandoned) return;
    this.#file.add(record);
    this.#touch();
  }
}
