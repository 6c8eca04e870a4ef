import type { JsonValue } from '../../asl/json.ts';
import type { EventType } from '../history/events.ts';
import type { Frame } from './frame.ts';

/**
 * Does the last work of a state. What fails in it follows upon the event `last` in the history, as AWS writes it;
 * `failed` is then written once more where a Catch has failed.
 */
export function failFrom(
  frame: Frame,
  last: number,
  work: () => JsonValue | Promise<JsonValue>,
  failed?: EventType,
): JsonValue | Promise<JsonValue> {
  const explain = (thrown: unknown): never => {
    frame.last = last;
    const failure = frame.failure(thrown);
    if (failed && !failure.fatal) frame.record(failed);
    throw failure;
  };
  try {
    const output = work();
    return output instanceof Promise ? output.catch(explain) : output;
  } catch (thrown) {
    return explain(thrown);
  }
}
