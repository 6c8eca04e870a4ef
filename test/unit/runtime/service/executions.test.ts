import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from 'vitest';
import { ABSENT, ABSENT_EXECUTION, PASS, WAIT, failure, openTestService } from './test-service.ts';

const service = await openTestService();
const { client, create, start, finish } = service;
afterAll(() => service.close());

describe('executions', () => {
  it('run, and are described with input, output and machine', async () => {
    const stateMachineArn = await create('runs');
    const executionArn = await start(stateMachineArn, '{ "a": 1 }', 'first');
    expect(executionArn).toBe('arn:aws:states:us-east-1:123456789012:execution:runs:first');
    expect(await finish(executionArn)).toMatchObject({
      executionArn,
      stateMachineArn,
      name: 'first',
      status: 'SUCCEEDED',
      input: '{ "a": 1 }',
      inputDetails: { included: true },
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
    });
    const about = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(about).toMatchObject({ stateMachineArn, name: 'runs', definition: PASS });
    const meta = await client.send(new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }));
    expect(meta).toMatchObject({ inputDetails: { included: false } });
    expect(meta.output).toBeUndefined();
  });

  it('are idempotent by name and input while they run', async () => {
    const arn = await create('idempotent', WAIT);
    const first = await start(arn, '{"n":1}', 'same');
    expect(await start(arn, '{"n":1}', 'same')).toBe(first);
    const other = await failure(start(arn, '{"n":2}', 'same'));
    expect(other).toEqual({ name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${first}'` });
    await client.send(new StopExecutionCommand({ executionArn: first, error: 'Why', cause: 'because' }));
    expect(await finish(first)).toMatchObject({ status: 'ABORTED', error: 'Why', cause: 'because' });
    expect((await failure(start(arn, '{"n":1}', 'same'))).name).toBe('ExecutionAlreadyExists');
  });

  it('are stopped, once', async () => {
    const executionArn = await start(await create('stopped', WAIT));
    const first = await client.send(new StopExecutionCommand({ executionArn }));
    const second = await client.send(new StopExecutionCommand({ executionArn }));
    expect(second.stopDate).toEqual(first.stopDate);
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ type }) => type)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionAborted']);
  });

  it('are listed newest first, by page and by status', async () => {
    const arn = await create('listed', WAIT);
    const started: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) started.push(await start(arn, '{}', name));
    await client.send(new StopExecutionCommand({ executionArn: started[1] }));
    const names: (string | undefined)[] = [];
    for await (const page of paginateListExecutions({ client, pageSize: 2 }, { stateMachineArn: arn }))
      names.push(...page.executions!.map(({ name }) => name));
    expect(names).toEqual(['e', 'd', 'c', 'b', 'a']);
    const request = { stateMachineArn: arn, statusFilter: 'ABORTED' as const };
    const aborted = await client.send(new ListExecutionsCommand(request));
    expect(aborted.executions?.map(({ name }) => name)).toEqual(['b']);
    for (const executionArn of started) await client.send(new StopExecutionCommand({ executionArn }));
  });

  it('have a history, paged and in both orders', async () => {
    const executionArn = await start(await create('history'));
    await finish(executionArn);
    const forward: (number | undefined)[] = [];
    for await (const page of paginateGetExecutionHistory({ client, pageSize: 3 }, { executionArn }))
      forward.push(...page.events!.map(({ id }) => id));
    expect(forward).toEqual([1, 2, 3, 4]);
    const back: (number | undefined)[] = [];
    for await (const page of paginateGetExecutionHistory({ client, pageSize: 3 }, { executionArn, reverseOrder: true }))
      back.push(...page.events!.map(({ id }) => id));
    expect(back).toEqual([4, 3, 2, 1]);
    const bare = await client.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(bare.events?.[1]?.stateEnteredEventDetails).toMatchObject({ name: 'P' });
    expect(bare.events?.[1]?.stateEnteredEventDetails?.input).toBeUndefined();
    expect(bare.events?.[0]?.timestamp).toBeInstanceOf(Date);
  });

  it('of Express machines answer at once, and only there', async () => {
    const express = await create('express', PASS, 'EXPRESS');
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn: express, input: '[1]' }));
    expect(answer).toMatchObject({ status: 'SUCCEEDED', input: '[1]', output: '[1]', stateMachineArn: express });
    expect(answer.executionArn).toMatch(/:express:express:[^:]+:[^:]+$/);
    expect(answer.billingDetails?.billedMemoryUsedInMB).toBe(64);
    const standard = await failure(
      client.send(new StartSyncExecutionCommand({ stateMachineArn: await create('standard') })),
    );
    expect(standard.name).toBe('StateMachineTypeNotSupported');
    const listed = await failure(client.send(new ListExecutionsCommand({ stateMachineArn: express })));
    expect(listed.name).toBe('StateMachineTypeNotSupported');
    const arn = await start(express);
    expect((await failure(client.send(new DescribeExecutionCommand({ executionArn: arn })))).name).toBe('InvalidArn');
  });

  it.each([
    ['input that is no JSON', 'input', '{', 'InvalidExecutionInput'],
    ['input too long', 'input', `"${'x'.repeat(262_144)}"`, 'ValidationException'],
    ['input too long in bytes', 'input', `"${'é'.repeat(140_000)}"`, 'ValidationException'],
    ['a name with a slash', 'name', 'a/b', 'InvalidName'],
    ['an ARN that is none', 'stateMachineArn', 'machine', 'InvalidArn'],
    ['an ARN of something else', 'stateMachineArn', ABSENT_EXECUTION, 'InvalidArn'],
    ['a machine that is not there', 'stateMachineArn', ABSENT, 'StateMachineDoesNotExist'],
  ])('are refused with %s', async (_what, field, value, name) => {
    const input = { stateMachineArn: await create('refusing'), [field]: value };
    expect((await failure(client.send(new StartExecutionCommand(input as never)))).name).toBe(name);
  });

  it('that are not there are told so, and tokens of others are refused', async () => {
    const request = { executionArn: ABSENT_EXECUTION };
    for (const command of [
      new DescribeExecutionCommand(request),
      new GetExecutionHistoryCommand(request),
      new StopExecutionCommand(request),
      new RedriveExecutionCommand(request),
      new ListMapRunsCommand(request),
      new DescribeStateMachineForExecutionCommand(request),
    ])
      expect((await failure(client.send(command as never))).name).toBe('ExecutionDoesNotExist');
    for (const nextToken of ['nonsense', Buffer.from('["other",3]').toString('base64url')])
      expect((await failure(client.send(new ListStateMachinesCommand({ nextToken })))).name).toBe('InvalidToken');
    expect((await failure(client.send(new ListExecutionsCommand({})))).name).toBe('ValidationException');
  });
});
