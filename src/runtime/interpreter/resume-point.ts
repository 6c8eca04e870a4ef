import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { EventLog } from '../history/event-log.ts';
import type { Frame } from './frame.ts';

/**
 * Where one line of states (the machine, a branch, an iteration) is taken up again: at a state, done, or not begun
 * (null). Plain data: names, values and event ids, so that it can be written down and read by another process.
 */
export type LinePoint = StatePoint | DonePoint | null;

export interface StatePoint {
  /** Name of the state in the line's scope. */
  readonly state: string;
  readonly input: JsonValue;
  /** What the line itself has assigned; what it inherits belongs to the line around it. */
  readonly variables: JsonObject;
  /** Id of the line's last event. */
  readonly last: number;
  /** Undefined: the state before it was exited, and this one was not entered any more. */
  readonly entered: EnteredState | undefined;
  /** What a Parallel or Map has done so far; undefined where it begins anew. */
  readonly inside: InsidePoint | undefined;
}

export interface EnteredState {
  /** Id of the StateEntered event. */
  readonly id: number;
  /** Id of the line's event before that. */
  readonly before: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface DonePoint {
  readonly output: JsonValue;
}

export type InsidePoint =
  | { readonly kind: 'BRANCHES'; readonly payload: JsonValue; readonly branches: readonly LinePoint[] }
  /** Items are kept: an expression may give others the next time. */
  | { readonly kind: 'ITERATIONS'; readonly items: readonly JsonValue[]; readonly iterations: readonly LinePoint[] }
  | { readonly kind: 'MAP_RUN'; readonly mapRunArn: string };

/** A Parallel or Map at work: can say at any moment what it has done. */
export interface Inside {
  readonly point: () => InsidePoint;
}

/** What is kept of an execution that did not succeed, so that it can be redriven. */
export interface Resume {
  readonly point: LinePoint;
  /** Goes on: ids are counted through all attempts. */
  readonly history: EventLog;
  /** How often it was redriven before. */
  readonly redriveCount: number;
}

/** Where a line stands now. Looks only at what the line keeps anyway, so that nobody pays for it who succeeds. */
export function pointOf(frame: Frame): LinePoint {
  const { state, next, input, last, variables } = frame;
  if (input === undefined) return null;
  if (frame.isIn && state) {
    const entered = { id: frame.entered, before: frame.before, time: frame.enteredTime };
    const inside = frame.inside?.point() ?? frame.resume;
    return { state: state.name, input, variables: variables.own, last, entered, inside };
  }
  if (next) return { state: next.name, input, variables: variables.own, last, entered: undefined, inside: undefined };
  return { output: input };
}

/**
 * Lets a Parallel or Map begin anew whose lines have all succeeded, for an execution that failed with
 * States.DataLimitExceeded: it was their results together that were too large (redrive-executions.html). One whose
 * line failed with that error keeps the others: AWS does not say, and this way nothing that succeeded runs twice.
 */
export function withoutOversized(point: LinePoint): LinePoint {
  if (!isStatePoint(point) || point.inside === undefined || point.inside.kind === 'MAP_RUN') return point;
  const { inside } = point;
  const lines = inside.kind === 'BRANCHES' ? inside.branches : inside.iterations;
  if (lines.every(isDonePoint)) return { ...point, inside: undefined };
  const kept = lines.map(withoutOversized);
  return {
    ...point,
    inside: inside.kind === 'BRANCHES' ? { ...inside, branches: kept } : { ...inside, iterations: kept },
  };
}

export function isDonePoint(point: LinePoint | undefined): point is DonePoint {
  return point !== null && point !== undefined && 'output' in point;
}

export function isStatePoint(point: LinePoint | undefined): point is StatePoint {
  return point !== null && point !== undefined && 'state' in point;
}
