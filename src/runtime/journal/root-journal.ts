import type { JsonObject } from '../../asl/json.ts';
import type { MapRunRequest } from '../contracts.ts';
import type { MapRunJournal } from '../map-run/map-run-journal.ts';
import type { BulkFiles } from './bulk-files.ts';
import { ChildWriter } from './child-writer.ts';
import { TAG } from './event-records.ts';
import { ExecutionWriter, type OpenMapRun } from './execution-writer.ts';
import type { JournalFile } from './journal-file.ts';
import { RUN_TAG } from './map-run-tags.ts';
import { MapRunWriter, type KnownRun } from './map-run-writer.ts';

/** What the files of an execution have already. */
export interface KnownRoot {
  /** How many of its values have a number. */
  readonly values: number;
  readonly executions: number;
  readonly runs: number;
}

/** Writes down one execution that was started by itself, with its Map Runs and their children. */
export class RootJournal {
  readonly execution: ExecutionWriter;
  readonly #file: JournalFile;
  readonly #bulk: BulkFiles;
  readonly #touch: () => void;
  #executions: number;
  #runs: number;
  #isAbandoned = false;
  /** That it cannot be written was told. */
  #isFailing = false;
  /** Ends the execution because nothing of it can be written any more; false when it has ended. */
  onFailure: (message: string) => boolean = () => false;
  /** Whether it runs. */
  isRunning: () => boolean = () => true;

  /** `touch`: something waits to be written. */
  constructor(file: JournalFile, bulk: BulkFiles, touch: () => void, known?: KnownRoot) {
    this.#file = file;
    this.#bulk = bulk;
    this.#touch = touch;
    bulk.onAdd = touch;
    this.#executions = known?.executions ?? 0;
    this.#runs = known?.runs ?? 0;
    const openMapRun: OpenMapRun = (...run) => this.#beginRun(...run);
    this.execution = new ExecutionWriter((record) => this.#add(record), 0, openMapRun, known?.values);
  }

  /** The first record: all that is known of the execution when it begins. */
  start(execution: JsonObject): void {
    this.#add(JSON.stringify([TAG.start, 0, execution]));
  }

  /** Goes on with a Map Run. */
  resumeRun(number: number, known: KnownRun): MapRunWriter {
    return this.#writerOf(number, known);
  }

  /** Goes on with a child that was written to `files`; `values` of its values have a number. */
  resumeChild(number: number, values: number, files: Iterable<number>): ChildWriter {
    return this.#childWriter(number, values, files);
  }

  /** Throws what the disk throws. */
  flush(): void {
    // What tells of a child's end leads to its result.
    this.#bulk.flush();
    this.#file.flush();
    this.#bulk.sweep(!this.isRunning());
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
    this.#bulk.remove();
  }

  #beginRun(execution: number, request: MapRunRequest, startDate: number): MapRunJournal {
    const functions = { selectItem: undefined, runChild: undefined, drained: undefined, journal: undefined };
    const number = ++this.#runs;
    const text = JSON.stringify({ ...request, ...functions });
    this.#add(`[${RUN_TAG.begin},${number},${execution},${startDate}]\t${text}`);
    return this.#writerOf(number);
  }

  #writerOf(number: number, known?: KnownRun): MapRunWriter {
    return new MapRunWriter({
      number,
      add: (record) => this.#add(record),
      bulk: this.#bulk,
      newChild: (run, index) => this.#newChild(run, index),
      known,
    });
  }

  #newChild(run: number, index: number): ChildWriter {
    const number = ++this.#executions;
    const child = this.#childWriter(number);
    child.start(run, index);
    return child;
  }

  #childWriter(number: number, values?: number, files?: Iterable<number>): ChildWriter {
    const openMapRun: OpenMapRun = (...run) => this.#beginRun(...run);
    return new ChildWriter(this.#bulk, number, openMapRun, values, files);
  }

  #add(record: string): void {
    if (this.#isAbandoned) return;
    this.#file.add(record);
    this.#touch();
  }
}
