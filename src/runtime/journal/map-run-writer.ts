import type { JsonValue } from '../../asl/json.ts';
import type { ExecutionJournal } from '../interpreter/execution-journal.ts';
import { textOf } from '../json-texts.ts';
import type { ChildResult } from '../map-run/child-result.ts';
import type { MapRunEnd, MapRunJournal } from '../map-run/map-run-journal.ts';
import type { MapRunUpdate } from '../map-run/map-run-parts.ts';
import type { ResultFileEntry } from '../map-run/result-file.ts';
import type { ResultKind } from '../map-run/result-sink.ts';
import type { BulkFiles } from './bulk-files.ts';
import type { ChildWriter } from './child-writer.ts';
import { RUN_TAG } from './map-run-tags.ts';

/** What a Map Run that goes on had written before. */
export interface KnownRun {
  /** In which file the input of each child lies that did not succeed. */
  readonly inputs: ReadonlyMap<number, number>;
  /** Results that are in no result file yet: in which file each lies, and how many of its texts are left. */
  readonly results: readonly (readonly [file: number, texts: number])[];
  readonly children: ReadonlyMap<number, ChildWriter>;
}

export interface MapRunWriterParts {
  /** Of the run among those of its root. */
  readonly number: number;
  /** Adds to what is kept for as long as the root is. */
  readonly add: (record: string) => void;
  /** Takes what is needed for a while only. */
  readonly bulk: BulkFiles;
  readonly newChild: (run: number, index: number) => ChildWriter;
  readonly known?: KnownRun | undefined;
}

/** Writes down one Map Run through all its attempts. */
export class MapRunWriter implements MapRunJournal {
  readonly #parts: MapRunWriterParts;
  readonly #inputs: Map<number, number>;
  readonly #children: Map<number, ChildWriter>;
  readonly #results: (readonly [file: number, texts: number])[];
  /** Of `#results`, how many are done with. */
  #written = 0;

  constructor(parts: MapRunWriterParts) {
    this.#parts = parts;
    this.#inputs = new Map(parts.known?.inputs);
    this.#children = new Map(parts.known?.children);
    this.#results = [...(parts.known?.results ?? [])];
    for (const file of this.#inputs.values()) parts.bulk.need(file);
    for (const [file] of this.#results) parts.bulk.need(file);
  }

  noted(seen: number): void {
    this.#add(RUN_TAG.noted, seen);
  }

  read(items: number, executions: number): void {
    this.#add(RUN_TAG.read, items, executions);
  }

  readAgain(): void {
    this.#add(RUN_TAG.readAgain);
  }

  endReading(): void {
    this.#add(RUN_TAG.endReading);
  }

  start(items: number, date: number): void {
    this.#add(RUN_TAG.start, items, date);
  }

  restart(index: number, date: number): void {
    this.#add(RUN_TAG.restart, index, date);
  }

  waits({ index, input }: { readonly index: number; readonly input: JsonValue }): void {
    if (this.#inputs.has(index)) return;
    const { bulk, number } = this.#parts;
    const file = bulk.add(`[${RUN_TAG.input},${number},${index}]\t${textOf(input)}`);
    bulk.need(file);
    this.#inputs.set(index, file);
  }

  end(result: ChildResult): void {
    const { index, status, stopDate, error, cause } = result;
    if (status === 'SUCCEEDED') {
      this.#add(RUN_TAG.succeeded, index, stopDate);
      this.#releaseInput(index);
      this.#children.get(index)?.release('RUN');
      this.#children.delete(index);
      return;
    }
    this.waits(result);
    const record = [RUN_TAG.unsuccessful, this.#parts.number, index, stopDate, status, error ?? null, cause ?? null];
    this.#parts.add(JSON.stringify(record));
  }

  result(index: number, texts: readonly string[]): void {
    const { bulk, number } = this.#parts;
    const file = bulk.add([`[${RUN_TAG.result},${number},${index}]`, ...texts].join('\t'));
    bulk.need(file);
    this.#results.push([file, texts.length]);
    if (texts.length !== 1) this.#add(RUN_TAG.texts, index, texts.length);
  }

  closeFile(kind: ResultKind, entry: ResultFileEntry, texts: number): void {
    this.#parts.add(JSON.stringify([RUN_TAG.file, this.#parts.number, kind, entry.Key, entry.Size, texts]));
    if (kind === 'SUCCEEDED') this.#releaseResults(texts);
  }

  redriven(count: number, date: number): void {
    this.#add(RUN_TAG.redriven, count, date);
  }

  updated(change: MapRunUpdate): void {
    this.#parts.add(JSON.stringify([RUN_TAG.updated, this.#parts.number, change]));
  }

  settled({ status, stopDate, error, cause, hasLostResults }: MapRunEnd): void {
    this.#settle(status, stopDate, error, cause, hasLostResults, false);
    if (status !== 'SUCCEEDED') return;
    for (const index of [...this.#inputs.keys()]) this.#releaseInput(index);
    for (const child of this.#children.values()) child.release('RUN');
    this.#children.clear();
    this.#releaseResults(Infinity);
  }

  /** The process that carried an attempt out has ended, and what ran in it. */
  killed(stopDate: number, error: string, cause: string): void {
    this.#settle('ABORTED', stopDate, error, cause, false, true);
  }

  openChild(index: number): ExecutionJournal {
    let child = this.#children.get(index);
    if (child === undefined) this.#children.set(index, (child = this.#parts.newChild(this.#parts.number, index)));
    return child;
  }

  #settle(...end: readonly (string | number | boolean | undefined)[]): void {
    this.#parts.add(
      JSON.stringify([RUN_TAG.settled, this.#parts.number, ...end.map((each) => (each === undefined ? null : each))]),
    );
  }

  #releaseInput(index: number): void {
    const file = this.#inputs.get(index);
    if (file === undefined) return;
    this.#inputs.delete(index);
    this.#parts.bulk.release(file);
  }

  #releaseResults(texts: number): void {
    for (let left = texts; this.#written < this.#results.length; this.#written++) {
      const [file, count] = this.#results[this.#written] ?? [0, 0];
      if (count > left) {
        this.#results[this.#written] = [file, count - left];
        return;
      }
      left -= count;
      this.#parts.bulk.release(file);
    }
    this.#results.length = this.#written = 0;
  }

  /** Numbers need no JSON.stringify. */
  #add(tag: number, first?: number, second?: number): void {
    const { add, number } = this.#parts;
    if (first === undefined) add(`[${tag},${number}]`);
    else add(second === undefined ? `[${tag},${number},${first}]` : `[${tag},${number},${first},${second}]`);
  }
}
