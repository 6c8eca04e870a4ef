import type { State } from '../asl/definition.ts';
import { outwards } from '../asl/scopes.ts';
import { stringOf } from '../asl/values.ts';

/** A member of the Context object, or of `$states`. */
export interface Member {
  readonly about: string;
  readonly members?: Readonly<Record<string, Member>>;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const CONTEXT: Readonly<Record<string, Member>> = {
  Execution: {
    about: 'The execution.',
    members: {
      Id: { about: 'ARN of the execution.' },
      Input: { about: 'What the execution was started with.' },
      Name: { about: 'Name of the execution.' },
      RoleArn: { about: 'ARN of the role that the execution has.' },
      StartTime: { about: 'When it started, ISO 8601.' },
      RedriveCount: { about: 'How often it was redriven; 0 at first.' },
      RedriveTime: { about: 'When it was redriven last; absent before.' },
    },
  },
  State: {
    about: 'The state.',
    members: {
      EnteredTime: { about: 'When the state was entered, ISO 8601.' },
      Name: { about: 'Name of the state.' },
      RetryCount: { about: 'Retries so far.' },
    },
  },
  StateMachine: {
    about: 'The state machine.',
    members: { Id: { about: 'ARN of the state machine.' }, Name: { about: 'Name of the state machine.' } },
  },
};

const TASK: Member = {
  about: 'The task, where it waits for its token to come back.',
  members: { Token: { about: 'What SendTaskSuccess and SendTaskFailure end the task with.' } },
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html, "Context object data for Map states" */
const MAP: Member = {
  about: 'The Map that this iteration belongs to.',
  members: {
    Item: {
      about: 'The item.',
      members: {
        Index: { about: 'Position of the item, from 0.' },
        Value: { about: 'The item itself.' },
        Key: { about: 'Key of the item, where the items are those of a JSON object.' },
        Source: { about: 'Where the item comes from: STATE_DATA, or the place in Amazon S3.' },
      },
    },
  },
};

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

/** Every member of the Context object, wherever. */
export const WHOLE_CONTEXT: Readonly<Record<string, Member>> = { ...CONTEXT, Task: TASK, Map: MAP };

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
