import { EvaluationError } from '../../asl/expressions/expression.ts';
import { StatesError } from '../contracts.ts';

/** A state's failure on its way to a Retry, a Catch or the end. A Fail state may leave both name and cause out. */
export class Failure extends Error {
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  /** No Retry and no Catch may see it: it ends the execution. */
  readonly fatal: boolean;
  /** Other names that an ErrorEquals may know it by. */
  readonly aliases: readonly string[];

  constructor(error: string | undefined, cause: string | undefined, fatal = false, aliases: readonly string[] = []) {
    super(`${error ?? ''}: ${cause ?? ''}`);
    this.name = 'Failure';
    this.error = error;
    this.cause = cause;
    this.fatal = fatal;
    this.aliases = aliases;
  }
}

/** An evaluation that fails in a field which the expression itself cannot know. */
export class FieldError extends EvaluationError {
  /** As EvaluationFailed shows it: `Timestamp`, `Output/error`. */
  readonly location: string | undefined;
  constructor(error: string, cause: string, location?: string) {
    super(error, cause);
    this.location = location;
  }
}

/** Why a branch or an iteration is torn down: a sibling failed. The execution itself goes on with that failure. */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'Cancelled';
  }
}

/** The execution as a whole ends: stopped, out of time, or its history is full. */
export class Terminated extends Error {
  readonly status: 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  constructor(status: 'FAILED' | 'ABORTED' | 'TIMED_OUT', error: string | undefined, cause: string | undefined) {
    super(status);
    this.name = 'Terminated';
    this.status = status;
    this.error = error;
    this.cause = cause;
  }
}

/** The failure that a thrown value is, when it is no evaluation and no teardown. A bug stays visible as States.Runtime. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  // A StatesError always has a name, if only an empty one.
  if (thrown instanceof StatesError) return new Failure(thrown.error === '' ? undefined : thrown.error, thrown.cause);
  return new Failure('States.Runtime', `The local Step Functions has a fault of its own: ${String(thrown)}`, true);
}
