import { GetExecutionHistoryCommand, ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ABSENT, openTestService, PASS, WAIT, type TestService } from './test-service.ts';

const START = 'arn:aws:states:::states:startExecution';
const SDK = 'arn:aws:states:::aws-sdk:sfn';
let service: TestService;

beforeEach(async () => {
  service = await openTestService('aws', { clock: 'virtual' });
});
afterEach(() => service.close());

/** Runs a machine of one Task to its end. */
async function runTask(resource: string, parameters: object, more: object = {}) {
  const task = { Type: 'Task', Resource: resource, Parameters: parameters, End: true, ...more };
  const caught = 'Catch' in more ? { Caught: { Type: 'Pass', End: true } } : {};
  const definition = JSON.stringify({ StartAt: 'T', States: { T: task, ...caught } });
  const arn = await service.start(await service.create(`parent-${Math.random()}`.replace('.', ''), definition));
  const end = await service.finish(arn);
  return { ...end, json: end.output === undefined ? undefined : (JSON.parse(end.output) as Record<string, unknown>) };
}

async function eventsOf(executionArn: string) {
  return (await service.client.send(new GetExecutionHistoryCommand({ executionArn }))).events ?? [];
}

const fail = (error?: string, cause?: string) =>
  JSON.stringify({ StartAt: 'F', States: { F: { Type: 'Fail', Error: error, Cause: cause } } });

describe('startExecution', () => {
  it('starts a child and goes on', async () => {
    const child = await service.create('child', WAIT);
    const { status, json } = await runTask(START, { StateMachineArn: child, Name: 'one', Input: { a: 1 } });
    expect(status).toBe('SUCCEEDED');
    expect(json).toEqual({
      ExecutionArn: `${child.replace('stateMachine', 'execution')}:one`,
      SdkHttpMetadata: expect.objectContaining({ HttpStatusCode: 200 }) as object,
      SdkResponseMetadata: { RequestId: expect.stringMatching(/^[\da-f-]{36}$/) as string },
      StartDate: expect.any(Number) as number,
    });
    expect(json?.StartDate).toBeGreaterThan(Date.now() - 600_000);
    expect((await service.finish(String(json?.ExecutionArn))).input).toBe('{"a":1}');
  });

  it('hands over a text as it is, and {} for nothing', async () => {
    const child = await service.create('child', PASS);
    for (const [given, input] of [
      ['{"b": 2}', '{"b": 2}'],
      [null, '{}'],
    ]) {
      const { json } = await runTask(`${START}.sync`, { StateMachineArn: child, Input: given });
      expect(json?.Input).toBe(input);
    }
  });

  it('names the errors of the API as AWS does, and lets a Catch have them', async () => {
    const absent = await runTask(START, { StateMachineArn: ABSENT });
    expect(absent.error).toBe('StepFunctions.StateMachineDoesNotExistException');
    expect(absent.cause).toMatch(
      /^State Machine Does Not Exist: '.*absent' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: .*; Proxy: null\)$/,
    );
    const child = await service.create('child', PASS);
    await service.finish(await service.start(child, '{}', 'taken'));
    const again = { StateMachineArn: child, Name: 'taken', Input: { other: true } };
    expect((await runTask(`${START}.sync`, again)).error).toBe('StepFunctions.ExecutionAlreadyExistsException');
    const Catch = [{ ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'], Next: 'Caught' }];
    expect((await runTask(START, again, { Catch })).status).toBe('SUCCEEDED');
    expect((await runTask(START, { StateMachineArn: child, Input: 'no JSON' })).error).toBe(
      'StepFunctions.InvalidExecutionInputException',
    );
  });

  it.each([
    ['no machine', {}, /lack "StateMachineArn"/],
    ['a name that is no text', { StateMachineArn: ABSENT, Name: { a: 1 } }, /"Name" of startExecution must be a text/],
    ['a parameter that it has not', { StateMachineArn: ABSENT, Inputs: {} }, /field "Inputs" is not supported/],
  ])('refuses %s', async (_what, parameters, cause) => {
    const { error, cause: told } = await runTask(START, parameters);
    expect(error).toBe('States.Runtime');
    expect(told).toMatch(cause);
  });

  it('refuses a role of another account, which nothing here assumes', async () => {
    const child = await service.create('child', PASS);
    const Credentials = { RoleArn: 'arn:aws:iam::210987654321:role/other' };
    const { error, cause } = await runTask(START, { StateMachineArn: child }, { Credentials });
    expect(error).toBe('States.Runtime');
    expect(cause).toMatch(/role of another account.*mock the state "T"/);
    const own = { RoleArn: 'arn:aws:iam::123456789012:role/own' };
    expect((await runTask(START, { StateMachineArn: child }, { Credentials: own })).status).toBe('SUCCEEDED');
  });
});

describe('startExecution.sync', () => {
  it.each([
    ['', '{"a":1}'],
    [':2', { a: 1 }],
  ])('%s waits for the child and gives its description', async (version, payload) => {
    const child = await service.create('child', WAIT);
    const parent = await runTask(`${START}.sync${version}`, { StateMachineArn: child, Name: 'one', Input: { a: 1 } });
    expect(parent.json).toEqual({
      ExecutionArn: `${child.replace('stateMachine', 'execution')}:one`,
      Input: payload,
      InputDetails: { Included: true },
      Name: 'one',
      Output: payload,
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: expect.any(Number) as number,
      StateMachineArn: child,
      Status: 'SUCCEEDED',
      StopDate: expect.any(Number) as number,
    });
    const { StartDate, StopDate } = parent.json as { StartDate: number; StopDate: number };
    expect(StopDate - StartDate).toBeGreaterThanOrEqual(600_000);
    const types = (await eventsOf(parent.executionArn!)).map(({ type }) => type);
    expect(types).toContain('TaskSubmitted');
    expect(types.at(-1)).toBe('ExecutionSucceeded');
  });

  it.each([
    ['fails', fail('Boom', 'because'), { Cause: 'because', Error: 'Boom', Status: 'FAILED' }],
    ['fails without a word', fail(), { Status: 'FAILED' }],
    ['is out of time', JSON.stringify({ ...(JSON.parse(WAIT) as object), TimeoutSeconds: 5 }), { Status: 'TIMED_OUT' }],
  ])('fails with States.TaskFailed when the child %s', async (_what, definition, expected) => {
    const child = await service.create('child', definition);
    const { error, cause } = await runTask(`${START}.sync:2`, { StateMachineArn: child, Input: { a: 1 } });
    expect(error).toBe('States.TaskFailed');
    const described = JSON.parse(cause ?? '') as Record<string, unknown>;
    expect(described).toMatchObject({ ...expected, Input: '{"a":1}', StateMachineArn: child });
    expect('Error' in described).toBe('Error' in expected);
    expect(Object.keys(described)).toEqual(Object.keys(described).toSorted());
  });

  it('stops the child of a task that is out of time', async () => {
    const child = await service.create('child', WAIT);
    const parent = await runTask(`${START}.sync`, { StateMachineArn: child, Name: 'one' }, { TimeoutSeconds: 5 });
    expect(parent.error).toBe('States.Timeout');
    const end = await service.finish(`${child.replace('stateMachine', 'execution')}:one`);
    expect(end.status).toBe('ABORTED');
  });

  it('takes no Express child, and names what does', async () => {
    const child = await service.create('child', PASS, 'EXPRESS');
    const { error, cause } = await runTask(`${START}.sync`, { StateMachineArn: child });
    expect(error).toBe('States.Runtime');
    expect(cause).toMatch(/Express state machine .*: take arn:aws:states:::aws-sdk:sfn:startSyncExecution\.$/);
    expect((await runTask(START, { StateMachineArn: child })).status).toBe('SUCCEEDED');
  });
});

it('stops the child when the parent is stopped', async () => {
  const real = await openTestService();
  try {
    const child = await real.create('child', WAIT);
    const task = { Type: 'Task', Resource: `${START}.sync`, Parameters: { StateMachineArn: child }, End: true };
    const parent = await real.start(await real.create('parent', JSON.stringify({ StartAt: 'T', States: { T: task } })));
    await real.client.send(new StopExecutionCommand({ executionArn: parent }));
    const { executions } = await real.client.send(new ListExecutionsCommand({ stateMachineArn: child }));
    expect(executions?.map(({ status }) => status)).toEqual(['ABORTED']);
  } finally {
    await real.close();
  }
});

describe('a token that a child is given', () => {
  const settle = (action: string, parameters: object) =>
    JSON.stringify({
      StartAt: 'S',
      States: { S: { Type: 'Task', Resource: `${SDK}:${action}`, Parameters: parameters, End: true } },
    });
  const parameters = (child: string) => ({ StateMachineArn: child, Input: { 'token.$': '$$.Task.Token' } });

  it('ends the wait of its parent', async () => {
    const child = await service.create(
      'child',
      settle('sendTaskSuccess', { 'TaskToken.$': '$.token', Output: { done: true } }),
    );
    const { json } = await runTask(`${START}.waitForTaskToken`, parameters(child));
    expect(json).toEqual({ done: true });
  });

  it('fails its parent', async () => {
    const child = await service.create(
      'child',
      settle('sendTaskFailure', { 'TaskToken.$': '$.token', Error: 'No', Cause: 'why' }),
    );
    expect(await runTask(`${START}.waitForTaskToken`, parameters(child))).toMatchObject({ error: 'No', cause: 'why' });
  });
});

describe('aws-sdk:sfn', () => {
  it('runs an Express machine and gives its answer', async () => {
    const child = await service.create('child', PASS, 'EXPRESS');
    const { json } = await runTask(`${SDK}:startSyncExecution`, { StateMachineArn: child, Input: { a: 1 } });
    expect(json).toMatchObject({
      Status: 'SUCCEEDED',
      Output: '{"a":1}',
      InputDetails: { Included: true },
      BillingDetails: { BilledMemoryUsedInMB: 64 },
      StopDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
  });

  it('has the other actions of the API too', async () => {
    const child = await service.create('child', PASS);
    const executionArn = await service.start(child, '{"a":1}');
    const { json } = await runTask(`${SDK}:describeExecution`, { ExecutionArn: executionArn });
    expect(json).toMatchObject({ ExecutionArn: executionArn, Input: '{"a":1}', Status: 'SUCCEEDED' });
    const listed = await runTask(`${SDK}:listExecutions`, { StateMachineArn: child, MaxResults: 5 });
    expect(listed.json?.Executions).toMatchObject([{ ExecutionArn: executionArn, Status: 'SUCCEEDED' }]);
  });

  it('names its errors as the newer SDK does', async () => {
    const { error, cause } = await runTask(`${SDK}:sendTaskFailure`, { TaskToken: 'none' });
    expect(error).toBe('Sfn.InvalidTokenException');
    expect(cause).toMatch(/^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: .*\)/);
    expect((await runTask(`${SDK}:fly`, {})).error).toBe('Sfn.SfnException');
    expect((await runTask(`${SDK}:describeExecution`, { executionArn: 'x' })).error).toBe('States.Runtime');
  });
});
