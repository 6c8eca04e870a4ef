import { ApiError } from '../../src/runtime/service/api-error.ts';
import { compileDefinition } from '../../src/runtime/service/compile.ts';
import { validateStateMachineDefinition } from '../../src/runtime/service/validate-action.ts';
import type { Comparator, RecordedCase } from './case.ts';
import { nameActivities } from './run-case.ts';

/** What the SDK puts before AWS's message. */
const SDK_PREFIX = /^An error occurred \(\w+\) when calling the \w+ operation: /;

/** Compares how CreateStateMachine refuses a definition: with this exception, in these words. */
export function judgeCreateError(
  { definition, stateMachineType, expected }: RecordedCase,
  comparator: Comparator,
): string[] {
  const message = expected.message?.replace(SDK_PREFIX, '');
  const wanted = `expected ${expected.exception ?? ''}: ${message ?? 'any message'}`;
  try {
    compileDefinition(nameActivities(JSON.stringify(definition)), stateMachineType ?? 'STANDARD');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const isSame =
      error.code === expected.exception && (message === undefined || comparator.match(message, error.message));
    return isSame ? [] : [`${wanted}\n      actual   ${error.code}: ${error.message}`];
  }
  return [`${wanted}\n      actual   no refusal`];
}

/** Compares the answer of ValidateStateMachineDefinition. */
export async function judgeValidation(recorded: RecordedCase, comparator: Comparator): Promise<string[]> {
  const { request, expected } = recorded;
  const unused = undefined as never;
  const answer: unknown = await validateStateMachineDefinition.run(request as never, unused, unused);
  return comparator.match(expected, answer)
    ? []
    : [`expected ${JSON.stringify(expected)}\n      actual   ${JSON.stringify(answer)}`];
}
