import type { JsonValue } from '../../asl/json.ts';
import type { ExecutionJournal } from '../interpreter/execution-journal.ts';
import type { ChildResult } from './child-result.ts';
import type { MapRunUpdate } from './map-run-parts.ts';
import type { ResultFileEntry } from './result-file.ts';
import type { ResultKind } from './result-sink.ts';

/**
 * Who writes down what happens in a Map Run, so that another process can redrive it. It is told of each step when it is
 * done; no call waits or throws. Dates are milliseconds since 1970.
 */
export interface MapRunJournal {
  /** One more object of the dataset was opened or listed: see DatasetTrace. */
  noted(seen: number): void;
  read(items: number, executions: number): void;
  /** What is pending is read once more. */
  readAgain(): void;
  endReading(): void;
  /** The next child starts. */
  start(items: number, date: number): void;
  restart(index: number, date: number): void;
  /** A child does not end at once: should it never end, it has to run again with this input. */
  waits(child: { readonly index: number; readonly input: JsonValue }): void;
  end(result: ChildResult): void;
  /** What is to be written of a child that succeeded: JSON texts. It is told before the turn of `end` is over. */
  result(index: number, texts: readonly string[]): void;
  /** A result file with so many texts is whole. */
  closeFile(kind: ResultKind, entry: ResultFileEntry, texts: number): void;
  redriven(count: number, date: number): void;
  updated(change: MapRunUpdate): void;
  /** An attempt has ended. */
  settled(end: MapRunEnd): void;
  /** Of a Standard child. */
  openChild(index: number): ExecutionJournal;
}

/** How an attempt of a Map Run ended. */
export interface MapRunEnd {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly stopDate: number;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly hasLostResults: boolean;
}
