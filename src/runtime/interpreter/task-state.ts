import type { JsonValue } from '../../asl/json.ts';
import { isJsonObject } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';
import { StateScope, type Frame } from './frame.ts';
import { compileInputOutput } from './input-output.ts';
import { compileNumber } from './number-field.ts';
import type { StatePlan } from './plan.ts';
import { compileErrorHandling } from './retry-catch.ts';
import type { StateContext } from './state-context.ts';
import { performTask, type TaskCall } from './perform-task.ts';
import { parseTaskResource } from './task-resource.ts';

const SECONDS = { integer: true, min: 1 };

/** Task: evaluates what the task is given, has it carried out, and makes the output of what comes back. */
export function compileTask(context: StateContext, type: 'STANDARD' | 'EXPRESS'): StatePlan['run'] {
  const { fields, state } = context;
  const io = compileInputOutput(fields, fields.isJsonata ? 'Arguments' : 'Parameters');
  const timeout = compileNumber(fields, 'TimeoutSeconds', SECONDS);
  const heartbeat = compileNumber(fields, 'HeartbeatSeconds', SECONDS);
  const credentials = fields.template('Credentials');
  const handleErrors = compileErrorHandling(context);
  const text = fields.string('Resource') ?? '';
  const resource = parseTaskResource(text);
  if (!resource) {
    fields.refuse('Resource', `is no function, activity or service integration: '${text}'`);
    return () => null;
  }
  if (type === 'EXPRESS' && (resource.submits || resource.kind === 'activity'))
    fields.refuse('Resource', `waits for somebody else, which Express state machines cannot do: '${text}'`);
  // The Context object names a token to whoever asks for it, `.waitForTaskToken` or not.
  const asksForToken = resource.waitsForToken || payloadText(context).includes('Task.Token');

  const attempt = async (frame: Frame, input: JsonValue): Promise<JsonValue> => {
    const selected = io.selectInput(frame, input);
    const call: TaskCall = {
      resource,
      asksForToken,
      makePayload: () => io.makePayload(frame, selected),
      timeoutSeconds: await timeout(frame, selected),
      heartbeatSeconds: await heartbeat(frame, selected),
      roleArn: readRoleArn(await credentials?.evaluate(new StateScope(frame, selected))),
      pointer: state.pointer,
    };
    const result = await performTask(frame, call);
    fields.probe?.see('result', result);
    return io.makeOutput(frame, input, selected, result);
  };
  return (frame, input) => handleErrors(frame, input, () => attempt(frame, input));
}

function payloadText({ fields }: StateContext): string {
  return JSON.stringify(fields.value(fields.isJsonata ? 'Arguments' : 'Parameters') ?? null);
}

function readRoleArn(credentials: JsonValue | undefined): string | undefined {
  const role = isJsonObject(credentials) ? credentials['RoleArn'] : undefined;
  // A role that is no text would be left out silently, and the task carried out by another one.
  if (role !== undefined && typeof role !== 'string')
    throw new StatesError(
      'States.Runtime',
      `Credentials.RoleArn has to be a string, and it is ${JSON.stringify(role)}`,
    );
  return role;
}
