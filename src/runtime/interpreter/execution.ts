import { MAX_EXPRESS_SECONDS } from '../../asl/quotas.ts';
import type { ExpressionHost } from '../../asl/expressions/expression.ts';
import type { JsonValue } from '../../asl/json.ts';
import type { History } from '../history/events.ts';
import { Deadline } from './deadline.ts';
import type { Execution, ExecutionOptions, ExecutionResult } from './execution-contract.ts';
import { failureOf, Terminated } from './failure.ts';
import { Frame } from './frame.ts';
import { Run } from './run.ts';
import { runStates } from './run-states.ts';
import { Variables } from './variables.ts';

export type { Execution, ExecutionOptions, ExecutionResult } from './execution-contract.ts';

/** Starts an execution. What can run straight through has run when this returns. */
export function startExecution(options: ExecutionOptions): Execution {
  return new RunningExecution(options);
}

/** One execution, from ExecutionStarted to its last event. */
export class RunningExecution implements Execution {
  readonly #run: Run;
  /** Set as soon as it has ended: what ran straight through is done before anybody asks. */
  outcome: ExecutionResult | undefined;
  #resolve: ((result: ExecutionResult) => void) | undefined;
  #result: Promise<ExecutionResult> | undefined;
  #deadline: Deadline | undefined;

  /** `host`: of the execution that this one is a child of. */
  constructor(options: ExecutionOptions, host?: ExpressionHost) {
    this.#run = new Run(options, host);
    const { plan, input, roleArn } = options;
    this.#run.record('ExecutionStarted', 0, undefined, { input, roleArn });
    const frame = new Frame(this.#run, this.#run.group, new Variables(), 0);
    try {
      const output = runStates(frame, plan.scope.start, input);
      if (output instanceof Promise) this.#await(frame, output);
      else this.#succeed(frame, output);
    } catch (thrown) {
      this.#fail(frame, thrown);
    }
  }

  get result(): Promise<ExecutionResult> {
    return (this.#result ??= this.outcome
      ? Promise.resolve(this.outcome)
      : new Promise((resolve) => {
          this.#resolve = resolve;
        }));
  }

  get history(): History {
    return this.#run.log;
  }

  stop(error?: string, cause?: string): void {
    this.#terminate(new Terminated('ABORTED', error, cause));
  }

  #await(frame: Frame, output: Promise<JsonValue>): void {
    const { plan, type, limits, clock, startDate } = this.#run.options;
    const limit = limits === 'aws' && type === 'EXPRESS' ? MAX_EXPRESS_SECONDS : Infinity;
    const seconds = Math.min(plan.timeoutSeconds ?? Infinity, limit);
    const gone = (clock.now() - startDate) / 1000;
    this.#deadline = new Deadline(clock, seconds === Infinity ? undefined : seconds - gone, () =>
      this.#terminate(new Terminated('TIMED_OUT', undefined, undefined)),
    );
    output.then(
      (value) => this.#succeed(frame, value),
      (thrown: unknown) => this.#fail(frame, thrown),
    );
  }

  #terminate(reason: Terminated): void {
    if (this.outcome) return;
    this.#run.group.cancel(reason);
    this.#fail(undefined, reason);
  }

  #succeed(frame: Frame, output: JsonValue): void {
    if (this.outcome) return;
    this.#run.recordEnd('ExecutionSucceeded', frame.last, { output });
    this.#end({ status: 'SUCCEEDED', output });
  }

  #fail(frame: Frame | undefined, thrown: unknown): void {
    if (this.outcome) return;
    const { status, error, cause } = thrown instanceof Terminated ? thrown : asFailed(thrown);
    const type = END_EVENTS[status];
    // AWS lets the end that comes from outside follow upon nothing.
    this.#run.recordEnd(type, status === 'FAILED' ? (frame?.last ?? 0) : 0, { error, cause });
    this.#end({ status, error, cause });
  }

  #end(outcome: ExecutionResult): void {
    this.outcome = outcome;
    this.#deadline?.clear();
    this.#resolve?.(outcome);
  }
}

const END_EVENTS = {
  FAILED: 'ExecutionFailed',
  ABORTED: 'ExecutionAborted',
  TIMED_OUT: 'ExecutionTimedOut',
} as const;

function asFailed(thrown: unknown): Pick<Terminated, 'status' | 'error' | 'cause'> {
  const { error, cause } = failureOf(thrown);
  return { status: 'FAILED', error, cause };
}
