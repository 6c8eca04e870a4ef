import type { JsonValue } from '../../asl/json.ts';
import type { ChildInput } from './batcher.ts';
import type { ChildResult } from './child-result.ts';

/** Where the results of a Map Run go: the state's output, or files. */
export interface ResultSink {
  /** Takes the result of one child. Never waits: see `drained`. */
  add(result: ChildResult): void;
  /** Takes a child that will not be started any more. */
  addPending(input: ChildInput): void;
  /** A promise where so much waits to be written that nothing more should be started; rejects when writing failed. */
  drained(): Promise<void> | undefined;
  /** Ends it, also after a failure of the run, and gives the state's result. */
  finish(): Promise<JsonValue>;
}
