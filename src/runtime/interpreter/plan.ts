import type { JsonValue } from '../../asl/json.ts';
import type { EventType } from '../history/events.ts';
import type { Frame } from './frame.ts';

/** A state machine compiled: everything that its text decides is decided here, once. Read-only, shared by executions. */
export interface Plan {
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly scope: ScopePlan;
  /** The machine's TimeoutSeconds. */
  readonly timeoutSeconds: number | undefined;
}

/** States that can jump to each other: the machine, one branch, one processor. */
export interface ScopePlan {
  readonly pointer: string;
  readonly start: StatePlan;
  /** By name. */
  readonly states: ReadonlyMap<string, StatePlan>;
}

/**
 * One state. `run` gives the output and leaves in `frame.next` where to go; a promise only when something had to be
 * awaited. It throws (or rejects with) StatesError or EvaluationError.
 */
export interface StatePlan {
  readonly name: string;
  /** JSON Pointer of the state. */
  readonly pointer: string;
  readonly queryLanguage: 'JSONPath' | 'JSONata';
  readonly entered: EventType;
  /** Undefined: a Fail state is never exited. */
  readonly exited: EventType | undefined;
  /** Written when the state is torn down from outside; undefined where AWS has no such event. */
  readonly aborted: EventType | undefined;
  run: (frame: Frame, input: JsonValue) => JsonValue | Promise<JsonValue>;
  /** The state that follows; undefined after a last one and for a Choice, which sets it by itself. */
  next: StatePlan | undefined;
}
