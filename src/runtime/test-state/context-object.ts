import { parseExactJson } from '../../asl/exact-numbers.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { ApiError } from '../service/api-error.ts';

type Members = { readonly [name: string]: 'any' | 'number' | 'string' | Members };

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const MEMBERS: Members = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
  Map: { Item: { Index: 'number', Key: 'string', Source: 'string', Value: 'any' } },
};

/**
 * Reads the Context object of a request. Throws ValidationException for what a Context object does not have.
 * `hasToken`: whether the state waits for somebody else, so that it may have a `Task`.
 */
export function readContextObject(text: string, hasToken: boolean): JsonObject {
  const context = parse(text);
  if (!isJsonObject(context)) throw invalid('it must be a JSON object');
  check(context, MEMBERS);
  if (Object.hasOwn(context, 'Task') && !hasToken)
    throw invalid(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
  return context;
}

function check(object: JsonObject, members: Members): void {
  for (const [name, value] of Object.entries(object)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member === undefined) throw invalid(`Field '${name}' is not allowed`);
    if (member === 'any') continue;
    if (typeof member === 'string') {
      if (typeof value !== member) throw invalid(`Field '${name}' must be a ${member}`);
    } else if (isJsonObject(value)) check(value, member);
    else throw invalid(`Field '${name}' must be an object`);
  }
}

function parse(text: string): JsonValue {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(why: string): ApiError {
  return new ApiError('ValidationException', `Invalid Context object provided: ${why}`);
}
