import type { JsonValue } from '../../asl/json.ts';
import type { ChildInput } from './batcher.ts';
import type { ChildResult } from './child-result.ts';
import type { ResultFileEntry } from './result-file.ts';

/** What an attempt of a Map Run leaves to the next one: the results of what succeeded. Plain data. */
export type CarriedResults =
  | {
      readonly kind: 'FILES';
      readonly succeeded: readonly ResultFileEntry[];
      /** How many files of each status there are, so that none is written over. */
      readonly files: Readonly<Record<ResultKind, number>>;
      /** What succeeded and is in no file that is whole: the texts of each child. Absent: nothing. */
      readonly unwritten?: Iterable<readonly string[]> | undefined;
    }
  /** By position of the child. */
  | { readonly kind: 'VALUES'; readonly values: readonly (readonly JsonValue[] | undefined)[] };

/** The result files' names begin so. */
export const RESULT_KINDS = ['FAILED', 'PENDING', 'SUCCEEDED'] as const;
export type ResultKind = (typeof RESULT_KINDS)[number];

/** Where the results of a Map Run go: the state's output, or files. */
export interface ResultSink {
  /** Takes the result of one child. Never waits: see `drained`. */
  add(result: ChildResult): void;
  /** Takes what an earlier attempt has told a journal of a child that succeeded. */
  addAgain(texts: readonly string[]): void;
  /** Takes a child that will not be started any more. */
  addPending(input: ChildInput): void;
  /** A promise where so much waits to be written that nothing more should be started; rejects when writing failed. */
  drained(): Promise<void> | undefined;
  /** Ends it, also after a failure of the run, and gives the state's result. */
  finish(): Promise<JsonValue>;
  /** After `finish`. */
  carry(): CarriedResults;
}
