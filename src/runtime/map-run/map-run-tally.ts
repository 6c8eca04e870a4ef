import { ChildLog } from './child-log.ts';
import type { ChildResult } from './child-result.ts';
import { Counter } from './map-run-counts.ts';
import type { MapRunJournal } from './map-run-journal.ts';

/** The counts of one Map Run, of items and of executions, and the list of its Standard children: changed together. */
export class MapRunTally {
  readonly items = new Counter();
  readonly executions = new Counter();
  /** Standard children are executions that can be listed; Express ones are not. */
  readonly log: ChildLog | undefined;

  /** Is told of every change. */
  journal: MapRunJournal | undefined;

  constructor(executionType: 'STANDARD' | 'EXPRESS', journal?: MapRunJournal) {
    this.journal = journal;
    this.log = executionType === 'STANDARD' ? new ChildLog() : undefined;
  }

  /** Items for which a child was started, in any attempt. */
  get startedItems(): number {
    return this.items.total - this.items.pending;
  }

  read(items: number, executions: number): void {
    this.items.add(items);
    this.executions.add(executions);
    this.journal?.read(items, executions);
  }

  /** What is pending is read once more. */
  readAgain(): void {
    this.items.readAgain();
    this.executions.readAgain();
    this.journal?.readAgain();
  }

  endReading(): void {
    this.items.endReading();
    this.executions.endReading();
    this.journal?.endReading();
  }

  start(items: number, date: number): void {
    this.items.start(items);
    this.executions.start(1);
    this.log?.start(items, date);
    this.journal?.start(items, date);
  }

  end(result: ChildResult): void {
    const { index, status, items, stopDate } = result;
    this.items.end(status, items);
    this.executions.end(status, 1);
    this.log?.end(index, status, stopDate);
    this.journal?.end(result);
  }

  write(items: number): void {
    this.items.write(items);
    this.executions.write(1);
  }

  awaitRedrive({ index, status, items }: ChildResult): void {
    this.items.awaitRedrive(status, items);
    this.executions.awaitRedrive(status, 1);
    this.log?.awaitRedrive(index);
  }

  restart({ index, items }: ChildResult, date: number): void {
    this.items.restart(items);
    this.executions.restart(1);
    this.log?.restart(index, date);
    this.journal?.restart(index, date);
  }

  /** Also of its result, which is handed on to this attempt's results. */
  giveUpRedrive({ index, status, items, stopDate }: ChildResult): void {
    this.items.giveUpRedrive(status, items);
    this.executions.giveUpRedrive(status, 1);
    this.log?.end(index, status, stopDate);
    this.write(items);
  }
}
