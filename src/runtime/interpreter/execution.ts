import { MAX_EXPRESS_SECONDS } from '../../asl/quotas.ts';
import type { ExpressionHost } from '../../asl/expressions/expression.ts';
import type { JsonValue } from '../../asl/json.ts';
import type { History } from '../history/events.ts';
import { Deadline } from './deadline.ts';
import type { Execution, ExecutionOptions, ExecutionResult, Redrive } from './execution-contract.ts';
import { failureOf, Terminated } from './failure.ts';
import { Frame } from './frame.ts';
import { isDonePoint, pointOf, withoutOversized, type Resume } from './resume-point.ts';
import { Run } from './run.ts';
import { resumeStates, runStates } from './run-states.ts';
import { Variables } from './variables.ts';

export type { Execution, ExecutionOptions, ExecutionResult } from './execution-contract.ts';

/** Starts an execution. What can run straight through has run when this returns. */
export function startExecution(options: ExecutionOptions): Execution {
  return new RunningExecution(options);
}

/** One attempt of an execution, from ExecutionStarted or ExecutionRedriven to its last event. */
export class RunningExecution implements Execution {
  readonly #run: Run;
  readonly #redrive: Redrive | undefined;
  /** Set as soon as it has ended: what ran straight through is done before anybody asks. */
  outcome: ExecutionResult | undefined;
  resume: Resume | undefined;
  /** The line of the machine itself, until the end. */
  #line: Frame | undefined;
  #resolve: ((result: ExecutionResult) => void) | undefined;
  #result: Promise<ExecutionResult> | undefined;
  #deadline: Deadline | undefined;

  /** `host`: of the execution that this one is a child of. */
  constructor(options: ExecutionOptions, host?: ExpressionHost, redrive?: Redrive) {
    this.#run = new Run(options, host, redrive);
    this.#redrive = redrive;
    const { input, roleArn } = options;
    if (redrive) options.journal?.redriven(redrive.count, redrive.date);
    if (redrive)
      this.#run.record('ExecutionRedriven', redrive.history.length, undefined, { redriveCount: redrive.count });
    else this.#run.record('ExecutionStarted', 0, undefined, { input, roleArn });
    const point = redrive?.point;
    const own = point && 'variables' in point ? point.variables : undefined;
    const frame = new Frame(this.#run, this.#run.group, new Variables(undefined, own), 0);
    this.#line = frame;
    try {
      const output = this.#start(frame);
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

  get redriveCount(): number {
    return this.#redrive?.count ?? 0;
  }

  get redriveDate(): number | undefined {
    return this.#redrive?.date;
  }

  stop(error?: string, cause?: string): void {
    this.#terminate(new Terminated('ABORTED', error, cause));
  }

  fail(error: string, cause: string): void {
    this.#terminate(new Terminated('FAILED', error, cause));
  }

  redrive(date = this.#run.options.clock.now()): Execution {
    const { options, host } = this.#run;
    if (!this.resume) throw new Error('There is nothing to resume: the execution runs, or it has succeeded.');
    const { point, history, redriveCount } = this.resume;
    return new RunningExecution(options, host, { point, history, count: redriveCount + 1, date });
  }

  #start(frame: Frame): JsonValue | Promise<JsonValue> {
    const { scope } = this.#run.options.plan;
    const point = this.#redrive?.point ?? null;
    if (point === null) return runStates(frame, scope.start, this.#run.options.input);
    return isDonePoint(point) ? point.output : resumeStates(frame, scope, point);
  }

  #await(frame: Frame, output: Promise<JsonValue>): void {
    const { plan, type, limits, clock, startDate } = this.#run.options;
    const limit = limits === 'aws' && type === 'EXPRESS' ? MAX_EXPRESS_SECONDS : Infinity;
    const seconds = Math.min(plan.timeoutSeconds ?? Infinity, limit);
    // A redrive has all of the machine's time again (redrive-executions.html).
    const gone = (clock.now() - (this.#redrive?.date ?? startDate)) / 1000;
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
    const { options, log } = this.#run;
    if (options.type === 'STANDARD' && this.#line) {
      const point = pointOf(this.#line);
      const isTooLarge = status === 'FAILED' && error === 'States.DataLimitExceeded';
      const resumed = isTooLarge ? withoutOversized(point) : point;
      this.resume = { point: resumed, history: log, redriveCount: this.redriveCount };
    }
    // AWS lets the end that comes from outside follow upon nothing.
    this.#run.recordEnd(type, status === 'FAILED' ? (frame?.last ?? 0) : 0, { error, cause });
    this.#end({ status, error, cause });
  }

  #end(outcome: ExecutionResult): void {
    this.outcome = outcome;
    this.#line = undefined;
    this.#run.close();
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
