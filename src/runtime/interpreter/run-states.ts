import type { JsonValue } from '../../asl/json.ts';
import { Failure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { ScopePlan, StatePlan } from './plan.ts';
import type { StatePoint } from './resume-point.ts';

/**
 * Runs states from `start` to the end of their scope and gives the last one's output. Loops straight through states
 * that have nothing to wait for, so that a long chain neither recurses nor costs a promise.
 * @throws Failure, Cancelled or Terminated (or rejects with it)
 */
export function runStates(frame: Frame, start: StatePlan, input: JsonValue): JsonValue | Promise<JsonValue> {
  const pace = frame.run.awaitPace(frame.group);
  if (pace === undefined) return enterAndGoOn(frame, start, input);
  // A line that is stopped while it waits is taken up again here.
  frame.input = input;
  frame.next = start;
  return pace.then(() => enterAndGoOn(frame, start, input));
}

function enterAndGoOn(frame: Frame, start: StatePlan, input: JsonValue): JsonValue | Promise<JsonValue> {
  frame.enter(start, input);
  return goOn(frame, start, input);
}

/**
 * Takes a line up again where it ended. A state that was entered is not entered once more, since its history goes on
 * with what it does: AWS schedules a task again and enters only Fail states again (redrive-executions.html).
 */
export function resumeStates(frame: Frame, scope: ScopePlan, point: StatePoint): JsonValue | Promise<JsonValue> {
  const state = scope.states.get(point.state);
  if (state === undefined)
    throw new Failure('States.Runtime', `The definition has no state '${point.state}' to go on with.`, true);
  frame.last = point.last;
  if (point.entered === undefined || state.exited === undefined) return runStates(frame, state, point.input);
  frame.reenter(state, point);
  return goOn(frame, state, point.input);
}

/** `start` was entered. */
function goOn(frame: Frame, start: StatePlan, input: JsonValue): JsonValue | Promise<JsonValue> {
  let state = start;
  let value = input;
  for (;;) {
    const output = runState(frame, state, value);
    if (output instanceof Promise) return continueStates(frame, state, output);
    frame.exit(state, output);
    if (frame.next === undefined) return output;
    state = frame.next;
    value = output;
    const pause = frame.run.pause(frame.group);
    if (pause)
      return continueStates(
        frame,
        undefined,
        pause.then(() => output),
      );
    frame.enter(state, value);
  }
}

/** The same loop once something has to be awaited. `running`: the state whose output `pending` is; undefined: the pause before the next one. */
async function continueStates(
  frame: Frame,
  running: StatePlan | undefined,
  pending: Promise<JsonValue>,
): Promise<JsonValue> {
  let state = running;
  let value: JsonValue | Promise<JsonValue> = pending;
  for (let hasPaused = running === undefined; ; hasPaused = false) {
    const output = value instanceof Promise ? await settle(frame, value) : value;
    if (state) frame.exit(state, output);
    state = frame.next;
    if (state === undefined) return output;
    const pause = hasPaused ? undefined : frame.run.pause(frame.group);
    if (pause) await pause;
    frame.enter(state, output);
    value = runState(frame, state, output);
  }
}

function runState(frame: Frame, state: StatePlan, input: JsonValue): JsonValue | Promise<JsonValue> {
  try {
    return state.run(frame, input);
  } catch (thrown) {
    throw frame.failure(thrown);
  }
}

async function settle(frame: Frame, pending: Promise<JsonValue>): Promise<JsonValue> {
  try {
    return await pending;
  } catch (thrown) {
    throw frame.failure(thrown);
  }
}
