import { parseExactJson } from '../../asl/exact-numbers.ts';
import type { JsonValue } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';

/**
 * The value of what a function or a service answered.
 * @throws StatesError States.Runtime for an answer that is no JSON, or that cannot be kept as it is
 */
export function parseAnswer(text: string): JsonValue {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new StatesError('States.Runtime', error instanceof Error ? error.message : String(error));
  }
}
