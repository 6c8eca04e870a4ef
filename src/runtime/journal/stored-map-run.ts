import type { JsonValue } from '../../asl/json.ts';
import { StatesError, type MapRunRequest } from '../contracts.ts';
import type { Resume } from '../interpreter/resume-point.ts';
import { ChildNames } from '../map-run/child-names.ts';
import type { ChildResult } from '../map-run/child-result.ts';
import { childrenAtOnce } from '../map-run/children-at-once.ts';
import type { ChildStatus } from '../map-run/map-run-counts.ts';
import type { MapRunUpdate } from '../map-run/map-run-parts.ts';
import { MapRunTally } from '../map-run/map-run-tally.ts';
import type { StoredAttempts } from '../map-run/stored-attempts.ts';
import { UnsuccessfulChildren } from '../map-run/unsuccessful-children.ts';
import type { RecordAt } from './journal-file.ts';
import { RUN_TAG } from './map-run-tags.ts';
import type { KnownRun } from './map-run-writer.ts';
import type { StoredChild, StoredChildren } from './stored-child.ts';
import { readValue } from './stored-execution.ts';
import { StoredResults } from './stored-results.ts';
import type { Disk } from './disk.ts';

/** What a Map Run was started with, as far as it can be written down. */
export type PlainRequest = Omit<MapRunRequest, 'selectItem' | 'runChild' | 'drained' | 'journal'>;

/** How an attempt ended. */
type StoredEnd = Pick<StoredAttempts, 'status' | 'stopDate' | 'failure' | 'hasLostResults'>;

/** What ran when a process was killed. */
interface StartedChild {
  readonly items: number;
  readonly startDate: number;
  readonly redriveCount: number;
}

/** One Map Run as its records tell it: they are played to the same counters that a run has that goes on. */
export class StoredMapRun {
  readonly number: number;
  /** Number of the execution that it belongs to: 0 is the root. */
  readonly execution: number;
  readonly request: PlainRequest;
  /** Milliseconds since 1970. */
  readonly startDate: number;
  readonly names: ChildNames;
  readonly #disk: Disk;
  readonly #children: StoredChildren;
  readonly #tally: MapRunTally;
  readonly #unsuccessful: UnsuccessfulChildren;
  readonly #results: StoredResults;
  readonly #trace: number[] = [];
  /** What is known of each child that did not succeed so far. */
  readonly #started = new Map<number, StartedChild>();
  readonly #running = new Set<number>();
  #count = 0;
  #hasRead = false;
  #redriveCount = 0;
  #redriveDate: number | undefined;
  #change: MapRunUpdate = {};
  #end: StoredEnd | undefined;

  /** `record`: the one that the run begins with. */
  constructor(disk: Disk, children: StoredChildren, limits: 'aws' | 'off', record: RecordAt) {
    const [, number, execution, startDate] = record.head;
    const [request] = record.values;
    if (request === undefined) throw new SyntaxError('A record does not say what a Map Run is.');
    this.number = Number(number);
    this.execution = Number(execution);
    this.request = readValue(disk, request) as unknown as PlainRequest;
    this.startDate = Number(startDate);
    this.#disk = disk;
    this.#children = children;
    this.#tally = new MapRunTally(this.request.executionType);
    this.#unsuccessful = new UnsuccessfulChildren(this.#tally, limits);
    const runId = this.request.mapRunArn.slice(this.request.mapRunArn.lastIndexOf(':') + 1);
    this.names = new ChildNames(this.request.stateMachineArn, this.request.label, runId);
    this.#results = new StoredResults(disk, (index) => this.#child(index));
  }

  /** What bulk files tell of the run's children, by position. */
  children(): ReadonlyMap<number, StoredChild> {
    return this.#children.list(this.number);
  }

  /** Whether an attempt was going on. */
  get isRunning(): boolean {
    return this.#end === undefined;
  }

  /** Throws SyntaxError for a record that does not go on from those before. */
  tell({ head }: RecordAt): void {
    const [tag, , first, second, third, fourth, fifth, sixth] = head;
    if (tag === RUN_TAG.noted) this.#trace.push(Number(first));
    else if (tag === RUN_TAG.read) this.#tally.read(Number(first), Number(second));
    else if (tag === RUN_TAG.readAgain) this.#readAgain();
    else if (tag === RUN_TAG.endReading) this.#endReading();
    else if (tag === RUN_TAG.start) this.#start(Number(first), Number(second));
    else if (tag === RUN_TAG.restart) this.#restart(Number(first), Number(second));
    else if (tag === RUN_TAG.succeeded) this.#succeed(Number(first), Number(second));
    else if (tag === RUN_TAG.unsuccessful)
      this.#fail(Number(first), Number(second), third as ChildStatus, textOf(fourth), textOf(fifth));
    else if (tag === RUN_TAG.texts) this.#results.setTexts(Number(first), Number(second));
    else if (tag === RUN_TAG.file) this.#results.closeFile(head);
    else if (tag === RUN_TAG.redriven) this.#redrive(Number(first), Number(second));
    else if (tag === RUN_TAG.updated) this.#change = { ...this.#change, ...(first as MapRunUpdate) };
    else if (tag === RUN_TAG.settled) {
      const failure = first === 'SUCCEEDED' ? undefined : new StatesError(textOf(third) ?? '', textOf(fourth));
      const status = first as StoredAttempts['status'];
      this.#settle({ status, stopDate: Number(second), failure, hasLostResults: fifth === true }, sixth === true);
    } else throw new SyntaxError('A record is of an unknown kind.');
  }

  /** Ends an attempt that was going on, as the process did that carried it out. Milliseconds since 1970. */
  kill(stopDate: number, error: string, cause: string): void {
    const failure = new StatesError(error, cause);
    this.#settle({ status: 'ABORTED', stopDate, failure, hasLostResults: false }, true);
  }

  /** After the last record, and `kill` where it was running. */
  attempts(): StoredAttempts {
    if (this.#end === undefined) throw new Error('The Map Run has not ended.');
    const change = this.#change;
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = this.request;
    return {
      ...this.#end,
      redriveCount: this.#redriveCount,
      redriveDate: this.#redriveDate,
      maxConcurrency: childrenAtOnce(change.maxConcurrency ?? maxConcurrency),
      toleratedFailurePercentage: change.toleratedFailurePercentage ?? toleratedFailurePercentage,
      toleratedFailureCount: change.toleratedFailureCount ?? toleratedFailureCount,
      tally: this.#tally,
      unsuccessful: this.#unsuccessful,
      trace: this.#trace,
      hasRead: this.#hasRead,
      children: this.#count,
      carried: this.#results.carry(this.request.writer?.target !== undefined),
    };
  }

  /** What of bulk files is needed still; `children`: the writers of Standard ones. */
  known(children: KnownRun['children']): KnownRun {
    const inputs = new Map<number, number>();
    for (const { result } of this.#unsuccessful.list()) {
      const file = this.#child(result.index).input?.file;
      if (file !== undefined) inputs.set(result.index, file);
    }
    return { inputs, results: this.#end?.status === 'SUCCEEDED' ? [] : this.#results.known(), children };
  }

  #child(index: number): StoredChild {
    return this.#children.find(this.number, index);
  }

  #readAgain(): void {
    this.#hasRead = false;
    this.#tally.readAgain();
  }

  #endReading(): void {
    this.#hasRead = true;
    this.#tally.endReading();
  }

  #start(items: number, startDate: number): void {
    const index = this.#count++;
    this.#started.set(index, { items, startDate, redriveCount: 0 });
    this.#running.add(index);
    this.#tally.start(items, startDate);
  }

  #restart(index: number, date: number): void {
    const child = this.#unsuccessful.find(this.names.nameOf(index));
    if (child === undefined) throw new SyntaxError('A record tells of a child that is not known.');
    const { items, startDate, redriveCount } = child.result;
    this.#started.set(index, { items, startDate, redriveCount: redriveCount + 1 });
    this.#running.add(index);
    this.#unsuccessful.restart(child, date);
  }

  #succeed(index: number, stopDate: number): void {
    const result = this.#resultOf(index, 'SUCCEEDED', stopDate);
    this.#started.delete(index);
    this.#results.add(index);
    this.#tally.end(result);
    this.#tally.write(result.items);
  }

  #fail(
    index: number,
    stopDate: number,
    status: ChildStatus,
    error: string | undefined,
    cause: string | undefined,
  ): void {
    const ended = this.#resultOf(index, status, stopDate, error, cause);
    this.#tally.end(this.#unsuccessful.add(ended, this.#resumeOf(ended)));
    this.#tally.write(ended.items);
  }

  #resultOf(index: number, status: ChildStatus, stopDate: number, error?: string, cause?: string): ChildResult {
    const started = this.#started.get(index);
    if (started === undefined || !this.#running.delete(index))
      throw new SyntaxError('A record tells of a child that does not run.');
    const readInput = (): JsonValue => {
      const place = this.#child(index).input?.place;
      return place === undefined ? null : readValue(this.#disk, place);
    };
    return {
      index,
      name: this.names.nameOf(index),
      // Read when the child runs again, or is written to a result file.
      get input() {
        return readInput();
      },
      inputText: undefined,
      items: started.items,
      status,
      output: null,
      error,
      cause,
      startDate: started.startDate,
      stopDate,
      redriveCount: started.redriveCount,
      notRedrivable: undefined,
    };
  }

  #resumeOf({ index, redriveCount }: ChildResult): Resume | undefined {
    const stored = this.#child(index).execution?.execution;
    if (stored === undefined) return undefined;
    return {
      get point() {
        return stored.point();
      },
      history: stored.history(),
      redriveCount,
    };
  }

  #redrive(count: number, date: number): void {
    this.#redriveCount = count;
    this.#redriveDate = date;
    this.#end = undefined;
    this.#unsuccessful.awaitRedrive(date);
  }

  /** `isKilled`: what ran or waited then waits to run again. */
  #settle(end: StoredEnd, isKilled: boolean): void {
    const { error, cause } = end.failure instanceof StatesError ? end.failure : {};
    for (const index of [...this.#running]) {
      this.#fail(index, end.stopDate ?? 0, 'ABORTED', error, cause);
      this.#unsuccessful.suspend(this.names.nameOf(index));
    }
    if (!isKilled) for (const child of this.#unsuccessful.list()) this.#unsuccessful.giveUp(child);
    this.#end = end;
    if (end.status === 'SUCCEEDED') this.#unsuccessful.clear();
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
