import type { HashAlgorithm } from '../../asl/expressions/expression.ts';
import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { ChildExecution, Clock, MapRunner, Pace, TaskCallbacks, TaskRunner } from '../contracts.ts';
import type { EventLog } from '../history/event-log.ts';
import type { History } from '../history/events.ts';
import type { ExecutionJournal } from './execution-journal.ts';
import type { Plan } from './plan.ts';
import type { LinePoint, Resume } from './resume-point.ts';

/** Everything that one execution needs from outside. */
export interface ExecutionOptions {
  readonly plan: Plan;
  readonly input: JsonValue;
  /** The text that `input` was read from: AWS shows it in the first events as it was given. */
  readonly inputText?: string | undefined;
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  /** Milliseconds since 1970. */
  readonly startDate: number;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly clock: Clock;
  readonly tasks: TaskRunner;
  /** Absent: `.waitForTaskToken` and activities fail with States.Runtime. */
  readonly callbacks?: TaskCallbacks | undefined;
  readonly mapRuns: MapRunner;
  /** `off` lifts 256 KiB, 25,000 events, five minutes of Express: for a local experiment. */
  readonly limits: 'aws' | 'off';
  /** Holds the states of Standard executions back; absent: they run as fast as they can. */
  readonly pace?: Pick<Pace, 'transition'> | undefined;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly uuid: () => string;
  readonly hash: (algorithm: HashAlgorithm, text: string) => string;
  /** `#TestCase` of the machine's ARN, for mocks. */
  readonly testCase?: string | undefined;
  /** The Context object, in the place of the one that the run makes; what a Map or a task adds is added. */
  readonly context?: JsonObject | undefined;
  /** False: events are only counted, and `history` stays empty. Default true. */
  readonly keepHistory?: boolean | undefined;
  /** Called after each event with the number of events so far; must be cheap. */
  readonly onEvent?: ((events: number) => void) | undefined;
  /** Absent: nothing of it outlives this process. */
  readonly journal?: ExecutionJournal | undefined;
  /** Told of each STANDARD child execution of a distributed Map when it starts. */
  readonly onChild?: ((child: ChildExecution, mapRunArn: string, execution: Execution) => void) | undefined;
}

/** One more attempt of an execution that did not succeed. */
export interface Redrive {
  readonly point: LinePoint;
  readonly history: EventLog;
  /** 1 for the first redrive. */
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly date: number;
}

/** One attempt of an execution: the first, or a redrive. */
export interface Execution {
  /** Never rejects. */
  readonly result: Promise<ExecutionResult>;
  readonly history: History;
  /** Ends it as ABORTED and aborts all that is in flight. Nothing happens when it has ended. */
  stop(error?: string, cause?: string): void;
  /** Ends it as FAILED, whatever its Catches say. Nothing happens when it has ended. */
  fail(error: string, cause: string): void;
  /** 0 for the first attempt. */
  readonly redriveCount: number;
  /** Milliseconds since 1970; undefined for the first attempt. */
  readonly redriveDate: number | undefined;
  /** Where it can be taken up again; undefined while it runs, when it succeeded, and for Express executions. */
  readonly resume: Resume | undefined;
  /**
   * Makes one more attempt from where this one ended: the same definition, input and history. `date` is the redrive's,
   * in milliseconds since 1970: now, when it is not given.
   * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   * @throws Error when there is nothing to resume
   */
  redrive(date?: number): Execution;
}

export type ExecutionResult =
  | { readonly status: 'SUCCEEDED'; readonly output: JsonValue }
  | {
      readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly error?: string | undefined;
      readonly cause?: string | undefined;
    };
