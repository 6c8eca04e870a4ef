import type { JsonValue } from '../../asl/json.ts';
import type { Frame } from './frame.ts';
import type { StatePlan } from './plan.ts';

/**
 * Runs states from `start` to the end of their scope and gives the last one's output. Loops straight through states
 * that have nothing to wait for, so that a long chain neither recurses nor costs a promise.
 * @throws Failure, Cancelled or Terminated (or rejects with it)
 */
export function runStates(frame: Frame, start: StatePlan, input: JsonValue): JsonValue | Promise<JsonValue> {
  let state = start;
  let value = input;
  for (;;) {
    frame.enter(state, value);
    const output = runState(frame, state, value);
    if (output instanceof Promise) return continueStates(frame, state, output);
    frame.exit(state, output);
    if (frame.next === undefined) return output;
    state = frame.next;
    value = output;
    if (frame.run.isTurnOver())
      return continueStates(
        frame,
        undefined,
        frame.run.yieldTurn().then(() => output),
      );
  }
}

/** The same loop once something has to be awaited. `running`: the state whose output `pending` is. */
async function continueStates(
  frame: Frame,
  running: StatePlan | undefined,
  pending: Promise<JsonValue>,
): Promise<JsonValue> {
  let state = running;
  let value: JsonValue | Promise<JsonValue> = pending;
  for (;;) {
    const output = value instanceof Promise ? await settle(frame, value) : value;
    if (state) frame.exit(state, output);
    state = frame.next;
    if (state === undefined) return output;
    if (frame.run.isTurnOver()) await frame.run.yieldTurn();
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
