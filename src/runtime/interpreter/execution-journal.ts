import type { JsonValue } from '../../asl/json.ts';
import type { MapRunRequest } from '../contracts.ts';
import type { EventType } from '../history/events.ts';
import type { MapRunJournal } from '../map-run/map-run-journal.ts';
import type { ExecutionResult } from './execution-contract.ts';

/**
 * Who writes down what happens in an execution, so that another process can take it up where this one was killed.
 * It is told of each step when it is done; no call waits or throws.
 */
export interface ExecutionJournal {
  /** `payload` as EventLog.append takes it. */
  event(event: EventAt, payload: unknown): void;
  /** A line of its own begins, or is taken up again: branch or iteration `index` of what the line `of` is in. */
  openLine(line: number, of: number, index: number, last: number): void;
  beginInside(line: number, start: InsideStart<JsonValue>): void;
  /** Another attempt begins: its lines are numbered anew. `date` in milliseconds since 1970. */
  redriven(count: number, date: number): void;
  /** A client token that a redrive was asked for with; `date` in milliseconds since 1970. */
  redriveToken(token: string, date: number): void;
  /** An attempt has ended; `stopDate` in seconds since 1970. */
  ended(result: ExecutionResult, stopDate: number): void;
  /** The service does not tell of the execution any more. */
  forget(): void;
  /** A Map Run begins; `startDate` in milliseconds since 1970. */
  openMapRun(request: MapRunRequest, startDate: number): MapRunJournal;
}

export interface EventAt {
  readonly type: EventType;
  readonly previous: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly name: string | undefined;
  /** The line that goes on from it, numbered within the attempt: 0 is the machine's own. Undefined: none does. */
  readonly line: number | undefined;
  /** Of a state's exit: the state that follows. */
  readonly next: string | undefined;
}

/** A Parallel or Map begins to work; `T` stands for a value. */
export type InsideStart<T> =
  | {
      readonly kind: 'BRANCHES' | 'ITERATIONS';
      /** The payload of the branches, or the items. */
      readonly value: T;
      readonly count: number;
      /** It goes on with what it did in the attempt before. */
      readonly isResumed: boolean;
    }
  | { readonly kind: 'MAP_RUN'; readonly mapRunArn: string };
