import { ChildLog } from './child-log.ts';
import type { ChildResult } from './child-result.ts';
import { Counter } from './map-run-counts.ts';

/** The counts of one Map Run, of items and of executions, and the list of its Standard children: changed together. */
export class MapRunTally {
  readonly items = new Counter();
  readonly executions = new Counter();
  /** Standard children are executions that can be listed; Express ones are not. */
  readonly log: ChildLog | undefined;

  constructor(executionType: 'STANDARD' | 'EXPRESS') {
    this.log = executionType === 'STANDARD' ? new ChildLog() : undefined;
  }

  /** Items for which a child was started, in any attempt. */
  get startedItems(): number {
    return this.items.total - this.items.pending;
  }

  read(items: number, executions: number): void {
    this.items.add(items);
    this.executions.add(executions);
  }

  /** What is pending is read once more. */
  readAgain(): void {
    this.items.readAgain();
    this.executions.readAgain();
  }

  endReading(): void {
    this.items.endReading();
    this.executions.endReading();
  }

  start(items: number, date: number): void {
    this.items.start(items);
    this.executions.start(1);
    this.log?.start(items, date);
  }

  end({ index, status, items, stopDate }: ChildResult): void {
    this.items.end(status, items);
    this.executions.end(status, 1);
    this.log?.end(index, status, stopDate);
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
  }

  /** Also of its result, which is handed on to this attempt's results. */
  giveUpRedrive({ index, status, items, stopDate }: ChildResult): void {
    this.items.giveUpRedrive(status, items);
    this.executions.giveUpRedrive(status, 1);
    this.log?.end(index, status, stopDate);
    this.write(items);
  }
}
