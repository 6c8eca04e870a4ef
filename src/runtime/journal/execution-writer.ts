import type { JsonValue } from '../../asl/json.ts';
import type { MapRunRequest } from '../contracts.ts';
import type { EventAt, ExecutionJournal, InsideStart } from '../interpreter/execution-journal.ts';
import type { ExecutionResult } from '../interpreter/execution-contract.ts';
import type { MapRunJournal } from '../map-run/map-run-journal.ts';
import { TAG, ValueWriter, writeEvent } from './event-records.ts';

/** `execution`: the number of the one that the run belongs to. */
export type OpenMapRun = (execution: number, request: MapRunRequest, startDate: number) => MapRunJournal;

/** Writes down one execution: a root, or a Standard child of one of its Map Runs. */
export class ExecutionWriter implements ExecutionJournal {
  readonly #add: (record: string) => void;
  readonly #number: number;
  readonly #values: ValueWriter;
  readonly #openMapRun: OpenMapRun;
  /** Drops what was written, as far as nobody else needs it. */
  onForget: () => void = () => undefined;

  /** `number`: of the execution among those of its root, which is 0. `values`: how many were numbered before. */
  constructor(add: (record: string) => void, number: number, openMapRun: OpenMapRun, values = 0) {
    this.#add = add;
    this.#number = number;
    this.#openMapRun = openMapRun;
    this.#values = new ValueWriter(values);
  }

  event(event: EventAt, payload: unknown): void {
    this.#add(writeEvent(this.#values, this.#number, event, payload));
  }

  openLine(line: number, of: number, index: number, last: number): void {
    this.#add(`[${TAG.line},${this.#number},${line},${of},${index},${last}]`);
  }

  beginInside(line: number, start: InsideStart<JsonValue>): void {
    const { kind } = start;
    const rest =
      kind === 'MAP_RUN' ? [start.mapRunArn] : [start.count, start.isResumed ? 1 : 0, this.#values.slotOf(start.value)];
    this.#add(this.#values.finish([TAG.inside, this.#number, line, kind, ...rest]));
  }

  redriven(count: number, date: number): void {
    this.#add(`[${TAG.redriven},${this.#number},${count},${date}]`);
  }

  /** `stopDate` in seconds since 1970. */
  ended(result: ExecutionResult, stopDate: number): void {
    const rest =
      result.status === 'SUCCEEDED'
        ? [this.#values.slotOf(result.output)]
        : [result.error ?? null, result.cause ?? null];
    this.#add(this.#values.finish([TAG.ended, this.#number, result.status, stopDate, ...rest]));
  }

  openMapRun(request: MapRunRequest, startDate: number): MapRunJournal {
    return this.#openMapRun(this.#number, request, startDate);
  }

  forget(): void {
    this.onForget();
  }

  /** A client token that a redrive was asked for with. */
  redriveToken(token: string, date: number): void {
    this.#add(JSON.stringify([TAG.token, this.#number, token, date]));
  }
}
