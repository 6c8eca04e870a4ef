import type { JsonValue } from '../../asl/json.ts';
import { ChildEndedError, StatesError } from '../contracts.ts';
import type { Resume } from '../interpreter/resume-point.ts';
import type { ChildResult } from './child-result.ts';
import type { ChildStatus } from './map-run-counts.ts';

/** What is known of a child before it ends. */
export type StartedChild = Omit<ChildResult, 'status' | 'output' | 'error' | 'cause' | 'stopDate' | 'notRedrivable'>;

/** What becomes of a child. */
export interface ChildListener {
  /** Called once. `resume`: where a Standard one that did not succeed can be taken up again. */
  readonly end: (result: ChildResult, resume: Resume | undefined) => void;
  /** A fault of this program, not of the child. */
  readonly fault: (error: unknown) => void;
  readonly isAborted: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Carries out one child and tells how it ended: before this returns where it never waited. Otherwise gives a promise
 * that is kept after its end, and never rejects.
 */
export function runChild(
  child: StartedChild,
  carryOut: () => JsonValue | Promise<JsonValue>,
  listener: ChildListener,
): Promise<void> | undefined {
  // Field by field: spreading the child costs more than a child of one Pass state.
  const { index, name, input, inputText, items, startDate, redriveCount } = child;
  const end = (status: ChildStatus, output: JsonValue, failure: StatesError | undefined): void => {
    const result: ChildResult = {
      index,
      name,
      input,
      inputText,
      items,
      status,
      output,
      error: failure?.error === '' ? undefined : failure?.error,
      cause: failure?.cause,
      startDate,
      stopDate: listener.now(),
      redriveCount,
      notRedrivable: undefined,
    };
    listener.end(result, failure instanceof ChildEndedError ? failure.resume : undefined);
  };
  const fail = (error: unknown): void => {
    const failure = error instanceof StatesError ? error : undefined;
    const aborted = listener.isAborted() ? 'ABORTED' : 'FAILED';
    end(error instanceof ChildEndedError ? error.status : aborted, null, failure);
    if (failure === undefined) listener.fault(error);
  };
  let outcome: JsonValue | Promise<JsonValue>;
  try {
    outcome = carryOut();
  } catch (error) {
    fail(error);
    return undefined;
  }
  if (outcome instanceof Promise)
    return outcome.then((output) => end('SUCCEEDED', output, undefined), fail).catch(listener.fault);
  end('SUCCEEDED', outcome, undefined);
  return undefined;
}
