import { EvaluationError, type ExpressionHost, type ExpressionScope } from '../../asl/expressions/expression.ts';
import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { ExitWithVariables } from '../history/event-details.ts';
import type { EventType } from '../history/events.ts';
import { Cancelled, Failure, FieldError, failureOf, Terminated } from './failure.ts';
import type { Group } from './group.ts';
import type { StatePlan } from './plan.ts';
import type { Inside, InsidePoint, StatePoint } from './resume-point.ts';
import type { Run } from './run.ts';
import type { Variables } from './variables.ts';

/** How an expression's error says which field it stands in. */
const FIELD_IN_CAUSE = /specified for the field '([^']*)'/;

/** Where one line of states stands: the machine itself, one branch of a Parallel, one iteration of a Map. */
export class Frame {
  readonly run: Run;
  readonly group: Group;
  readonly variables: Variables;
  /** Its number in the attempt, where a journal is kept: 0 is the machine's own. */
  line = 0;
  /** `$$.Map`, inherited by what runs inside an iteration. */
  readonly map: JsonObject | undefined;
  /** Id of the last event of this line: what the next one names as its previousEventId. */
  last: number;
  /** The same before the present state was entered. */
  before = 0;
  /** Id of the present state's StateEntered event. */
  entered = 0;
  enteredTime = 0;
  state: StatePlan | undefined;
  /** Where to go after the present state; undefined ends the line. */
  next: StatePlan | undefined;
  /** What the present state assigns when it is exited. */
  assigned: JsonObject | undefined;
  /** Undefined for states that cannot be retried. */
  retryCount: number | undefined;
  taskToken: string | undefined;
  /** Of the present state; after its exit its output, which is the next one's input. Undefined before the first state. */
  input: JsonValue | undefined;
  /** Whether the present state was entered and not exited. */
  isIn = false;
  /** The Parallel or Map that the present state is, once it is at work. */
  inside: Inside | undefined;
  /** What the present state had done when it is resumed, until it takes that up. */
  resume: InsidePoint | undefined;
  #context: JsonObject | undefined;

  constructor(run: Run, group: Group, variables: Variables, last: number, map?: JsonObject) {
    this.run = run;
    this.group = group;
    this.variables = variables;
    this.last = last;
    this.map = map;
  }

  enter(state: StatePlan, input: JsonValue): void {
    if (this.group.reason) throw this.group.reason;
    this.input = input;
    this.before = this.last;
    this.last = this.entered = this.run.record(state.entered, this.last, state.name, input, this.line);
    this.#begin(state);
    this.enteredTime = this.run.options.clock.now();
  }

  /** Goes on with a state that was entered before the execution was redriven. */
  reenter(state: StatePlan, { input, last, entered, inside }: StatePoint): void {
    if (this.group.reason) throw this.group.reason;
    this.input = input;
    this.last = last;
    this.#begin(state);
    this.before = entered?.before ?? 0;
    this.entered = entered?.id ?? 0;
    this.enteredTime = entered?.time ?? 0;
    this.resume = inside;
  }

  #begin(state: StatePlan): void {
    this.state = state;
    this.next = state.next;
    this.assigned = undefined;
    this.retryCount = undefined;
    this.taskToken = undefined;
    this.#context = undefined;
    this.isIn = true;
    this.inside = undefined;
    this.resume = undefined;
  }

  exit(state: StatePlan, output: JsonValue): void {
    if (this.run.size?.exceeds(output)) throw tooLarge(state.name);
    const { assigned } = this;
    if (assigned) this.#assign(assigned);
    if (state.exited)
      this.last = this.run.record(
        state.exited,
        this.last,
        state.name,
        assigned ? new ExitWithVariables(output, assigned) : output,
        this.line,
        this.next?.name,
      );
    this.input = output;
    this.isIn = false;
  }

  #assign(values: JsonObject): void {
    if (this.run.size && this.variables.isOverLimit(values))
      throw new Failure(
        'States.DataLimitExceeded',
        `The variables assigned by the state '${this.state?.name ?? ''}' have a size exceeding the maximum number of bytes service limit.`,
      );
    this.variables.assign(values);
  }

  /** Writes an event of the present state. */
  record(type: EventType, payload?: unknown): void {
    this.last = this.run.record(type, this.last, undefined, payload, this.line);
  }

  /** The Context object as it is now. */
  get context(): JsonObject {
    return (this.#context ??= this.#makeContext());
  }

  /** To be called when `retryCount` or `taskToken` have changed. */
  forgetContext(): void {
    this.#context = undefined;
  }

  /**
   * What a thrown value is for the present state: an evaluation becomes a failure with AWS's words around its cause
   * and, in JSONata, an EvaluationFailed event. Rethrows what tears this line down.
   */
  failure(thrown: unknown): Failure {
    if (thrown instanceof Cancelled || thrown instanceof Terminated) throw thrown;
    if (!(thrown instanceof EvaluationError)) return failureOf(thrown);
    const name = this.state?.name ?? '';
    const cause = `An error occurred while executing the state '${name}' (entered at the event id #${this.entered}). ${thrown.cause}`;
    if (this.state && thrown.error === 'States.QueryEvaluationError') {
      const location = thrown instanceof FieldError ? thrown.location : FIELD_IN_CAUSE.exec(thrown.cause)?.[1];
      const previous =
        this.last === this.entered && this.state.entered !== 'WaitStateEntered' ? this.before : this.last;
      const payload = { error: thrown.error, cause, location, state: name };
      this.last = this.run.record('EvaluationFailed', previous, undefined, payload, this.line);
    }
    return new Failure(thrown.error, cause, thrown.error === 'States.Runtime');
  }

  #makeContext(): JsonObject {
    const given = this.run.options.context;
    const context: JsonObject = given ? { ...given } : { Execution: this.run.context.Execution };
    if (this.map) context['Map'] = this.map;
    if (!given) {
      const state: JsonObject = {
        Name: this.state?.name ?? '',
        EnteredTime: new Date(this.enteredTime).toISOString(),
      };
      if (this.retryCount !== undefined) state['RetryCount'] = this.retryCount;
      context['StateMachine'] = this.run.context.StateMachine;
      context['State'] = state;
    }
    if (this.taskToken !== undefined) context['Task'] = { Token: this.taskToken };
    return context;
  }
}

/** What the expressions of one state see. */
export class StateScope implements ExpressionScope {
  readonly frame: Frame;
  readonly input: JsonValue;
  readonly result: JsonValue | undefined;
  readonly errorOutput: JsonValue | undefined;

  constructor(frame: Frame, input: JsonValue, result?: JsonValue, errorOutput?: JsonValue) {
    this.frame = frame;
    this.input = input;
    this.result = result;
    this.errorOutput = errorOutput;
  }

  get context(): JsonValue {
    return this.frame.context;
  }

  get variables(): Variables {
    return this.frame.variables;
  }

  get host(): ExpressionHost {
    return this.frame.run.host;
  }
}

/** AWS names the state, or the Resource of the task, whose result is too large. */
export function tooLarge(what: string): Failure {
  return new Failure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
