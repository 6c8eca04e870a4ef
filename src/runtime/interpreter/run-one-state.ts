import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { Deadline } from './deadline.ts';
import type { ExecutionOptions } from './execution-contract.ts';
import { failureOf, Terminated } from './failure.ts';
import { Frame } from './frame.ts';
import type { StatePlan } from './plan.ts';
import { Run } from './run.ts';
import { Variables } from './variables.ts';

/** How one state by itself ended. */
export type StateResult =
  | {
      readonly status: 'SUCCEEDED';
      readonly output: JsonValue;
      /** The state that it goes on to; undefined when it is a last one. */
      readonly next: string | undefined;
      readonly assigned: JsonObject;
    }
  | { readonly status: 'FAILED'; readonly error: string | undefined; readonly cause: string | undefined };

/**
 * Runs one state on the input of `options` and goes no further. Fails with States.Timeout after `seconds`; rejects only
 * with the reason of `signal`, which gives it up.
 */
export async function runOneState(
  options: ExecutionOptions,
  state: StatePlan,
  variables: JsonObject,
  seconds: number,
  signal: AbortSignal,
): Promise<StateResult> {
  const run = new Run(options);
  const { input, clock } = options;
  run.record('ExecutionStarted', 0);
  const known = new Variables();
  known.assign(variables);
  const frame = new Frame(run, run.group, known, 0);
  const timedOut = new Terminated('TIMED_OUT', 'States.Timeout', undefined);
  const deadline = new Deadline(clock, seconds, () => run.group.cancel(timedOut));
  const giveUp = (): void => run.group.cancel(new Terminated('ABORTED', undefined, undefined));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    signal.throwIfAborted();
    frame.enter(state, input);
    const output = await settle(frame, state, input);
    frame.exit(state, output);
    return { status: 'SUCCEEDED', output, next: frame.next?.name, assigned: frame.assigned ?? {} };
  } catch (thrown) {
    signal.throwIfAborted();
    const { error, cause } = thrown instanceof Terminated ? thrown : failureOf(thrown);
    return { status: 'FAILED', error, cause };
  } finally {
    signal.removeEventListener('abort', giveUp);
    deadline.clear();
  }
}

async function settle(frame: Frame, state: StatePlan, input: JsonValue): Promise<JsonValue> {
  try {
    return await state.run(frame, input);
  } catch (thrown) {
    throw frame.failure(thrown);
  }
}
