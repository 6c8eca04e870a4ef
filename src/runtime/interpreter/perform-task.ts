import type { JsonValue } from '../../asl/json.ts';
import { CallbackWait } from './callback-wait.ts';
import type { PendingCallback, TaskRequest } from '../contracts.ts';
import { Deadline } from './deadline.ts';
import { Cancelled, Failure, failureOf, Terminated } from './failure.ts';
import { tooLarge, type Frame } from './frame.ts';
import { Group } from './group.ts';
import type { TaskResource } from './task-resource.ts';

/** One attempt of a Task state, all but the payload evaluated. */
export interface TaskCall {
  readonly resource: TaskResource;
  readonly asksForToken: boolean;
  /** After the token is there, since the payload may hold it. */
  readonly makePayload: () => JsonValue | Promise<JsonValue>;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly roleArn: string | undefined;
  readonly pointer: string;
}

/**
 * Has a task carried out and writes its events.
 * @throws Failure when it fails or is out of time; Cancelled or Terminated when it is torn down
 */
export async function performTask(frame: Frame, call: TaskCall): Promise<JsonValue> {
  const { events, names } = call.resource;
  const group = new Group(frame.group);
  const wait = new CallbackWait(group.signal);
  let pending: PendingCallback | undefined;
  try {
    if (call.asksForToken && call.resource.kind === 'service') {
      pending = openToken(frame, wait);
      frame.taskToken = pending.token;
      frame.forgetContext();
    }
    const payload = await call.makePayload();
    if (frame.run.size?.exceeds(payload)) throw tooLarge(frame.state?.name ?? '');
    frame.record(events.scheduled, scheduledDetails(frame, call, payload));
    const result = await untilTimeout(frame, call, group, wait, () => {
      if (call.resource.kind !== 'activity') return runTask(frame, call, group, wait, payload);
      pending = scheduleActivity(frame, call, wait, payload);
      return wait.outcome;
    });
    if (frame.run.size?.exceeds(result)) throw recordFailure(frame, call, tooLarge(call.resource.resource));
    frame.record(events.succeeded, { output: result, ...names });
    return result;
  } finally {
    pending?.close();
    group.leave();
  }
}

/** Runs the work within the state's time-outs, and writes how it failed. */
async function untilTimeout(
  frame: Frame,
  call: TaskCall,
  group: Group,
  wait: CallbackWait,
  work: () => Promise<JsonValue>,
): Promise<JsonValue> {
  const { clock } = frame.run.options;
  const timeOut = (aliases: readonly string[]) => () =>
    group.cancel(new Failure('States.Timeout', undefined, false, aliases));
  const total = new Deadline(clock, call.timeoutSeconds, timeOut([]));
  const silence = new Deadline(clock, call.heartbeatSeconds, timeOut(['States.HeartbeatTimeout']));
  wait.onHeartbeat = () => silence.renew();
  try {
    return await Promise.race([work(), wait.aborted]);
  } catch (thrown) {
    if (thrown instanceof Cancelled || thrown instanceof Terminated) throw thrown;
    throw recordFailure(frame, call, failureOf(thrown));
  } finally {
    total.clear();
    silence.clear();
  }
}

async function runTask(
  frame: Frame,
  call: TaskCall,
  group: Group,
  wait: CallbackWait,
  payload: JsonValue,
): Promise<JsonValue> {
  const { resource } = call;
  frame.record(resource.events.started, resource.kind === 'service' ? resource.names : undefined);
  let submitted = false;
  const submit = (output: JsonValue): void => {
    if (submitted || group.reason) return;
    submitted = true;
    frame.record('TaskSubmitted', { output, ...resource.names });
  };
  const request: TaskRequest = {
    resource: resource.resource,
    parameters: payload,
    stateName: frame.state?.name ?? '',
    pointer: call.pointer,
    executionArn: frame.run.options.executionArn,
    stateMachineName: frame.run.options.stateMachineName,
    testCase: frame.run.options.testCase,
    retryCount: frame.retryCount ?? 0,
    taskToken: frame.taskToken,
    roleArn: call.roleArn,
    onSubmitted: resource.submits ? submit : undefined,
  };
  const answer = frame.run.options.tasks.run(request, group.signal);
  if (!resource.waitsForToken) return frame.taskToken === undefined ? answer : Promise.race([answer, wait.outcome]);
  submit(await answer);
  return wait.outcome;
}

function openToken(frame: Frame, wait: CallbackWait): PendingCallback {
  const { callbacks } = frame.run.options;
  if (callbacks) return callbacks.openToken(wait);
  throw new Failure('States.Runtime', 'Nobody here can settle a task token', true);
}

function scheduleActivity(frame: Frame, call: TaskCall, wait: CallbackWait, payload: JsonValue): PendingCallback {
  const { callbacks } = frame.run.options;
  if (!callbacks) throw new Failure('States.Runtime', 'Nobody here can work for an activity', true);
  wait.onStarted = (workerName) => frame.record('ActivityStarted', { workerName });
  return callbacks.scheduleActivity(call.resource.resource, payload, wait);
}

function scheduledDetails(frame: Frame, call: TaskCall, payload: JsonValue): Record<string, JsonValue | undefined> {
  const { kind, resource, names } = call.resource;
  const common = {
    timeoutInSeconds: call.timeoutSeconds,
    heartbeatInSeconds: call.heartbeatSeconds,
    taskCredentials: call.roleArn === undefined ? undefined : { roleArn: call.roleArn },
  };
  if (kind !== 'service') return { input: payload, resource, ...common };
  const region = frame.run.options.executionArn.split(':')[3] ?? '';
  return { parameters: payload, region, ...names, ...common };
}

function recordFailure(frame: Frame, call: TaskCall, failure: Failure): Failure {
  const { events, names } = call.resource;
  const { error, cause } = failure;
  frame.record(error === 'States.Timeout' ? events.timedOut : events.failed, { error, cause, ...names });
  return failure;
}
