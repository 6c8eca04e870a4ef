import type { State } from '../asl/definition.ts';
import { CONTEXT, MAP, TASK, type Member } from '../asl/context-members.ts';
import { outwards } from '../asl/scopes.ts';
import { stringOf } from '../asl/values.ts';

/** The Context object as a field of a state sees it: a task's token and a Map's item only where they exist. */
export function contextAt(state: State | undefined): Readonly<Record<string, Member>> {
  const waits = stringOf(state?.fields.get('Resource')?.value)?.endsWith('.waitForTaskToken') === true;
  return { ...CONTEXT, ...(waits ? { Task: TASK } : {}), ...(state && seesItem(state) ? { Map: MAP } : {}) };
}

/** A Map's own fields see its item, and so do the states of an inline iteration. */
function seesItem(state: State): boolean {
  if (state.type === 'Map') return true;
  for (const scope of outwards(state.scope)) {
    if (scope.mode === 'DISTRIBUTED') return false;
    if (scope.kind === 'processor') return true;
  }
  return false;
}

const RESULT_TYPES: ReadonlySet<string | undefined> = new Set(['Task', 'Parallel', 'Map']);

/**
 * `$states` as a field sees it. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 * @param tokens keys from the state to the string.
 */
export function statesAt(state: State | undefined, tokens: readonly string[]): Readonly<Record<string, Member>> {
  const [field = ''] = tokens;
  const isCatch = field === 'Catch';
  const hasResult = (field === 'Assign' || field === 'Output') && RESULT_TYPES.has(state?.type);
  return {
    input: { about: 'The input of the state.' },
    ...(hasResult ? { result: { about: 'The result of the task, branches or iterations.' } } : {}),
    ...(isCatch
      ? {
          errorOutput: {
            about: 'The error that was caught.',
            members: { Error: { about: 'Name of the error.' }, Cause: { about: 'What happened.' } },
          },
        }
      : {}),
    context: { about: 'The Context object.', members: contextAt(state) },
  };
}

/** The members below a dotted path; undefined where it leads nowhere that is known. */
export function membersBelow(
  members: Readonly<Record<string, Member>>,
  path: readonly string[],
): Readonly<Record<string, Member>> | undefined {
  let at: Readonly<Record<string, Member>> | undefined = members;
  for (const name of path) at = at && Object.hasOwn(at, name) ? at[name]?.members : undefined;
  return at;
}
