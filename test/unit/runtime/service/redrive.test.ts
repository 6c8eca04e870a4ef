import {
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { failure, openTestService, PASS } from './test-service.ts';

const folder = await mkdtemp(join(tmpdir(), 'redrive-'));
/** Notes each input in `<flag>.log`, and fails for it until the file `<flag>` says that it is mended. */
const HANDLER = `import { appendFileSync, existsSync } from 'node:fs';
export const handler = async ({ flag, item }) => {
  appendFileSync(flag + '.log', JSON.stringify(item) + '\\n');
  if (item % 2 === 0 && !existsSync(flag)) throw new Error('not mended: ' + item);
  return item * 10;
};
`;
await writeFile(join(folder, 'flaky.mjs'), HANDLER);
const service = await openTestService('aws', {
  functions: { flaky: { module: join(folder, 'flaky.mjs'), export: 'handler', timeoutSeconds: 30, memoryMb: 128 } },
});
const { client, create, start, finish } = service;
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

const flagOf = (name: string): string => join(folder, name);
const mend = (name: string): Promise<void> => writeFile(flagOf(name), '');
const logOf = async (name: string): Promise<number[]> =>
  (await readFile(`${flagOf(name)}.log`, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as number);
const task = (name: string, item: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:flaky',
  Parameters: { flag: flagOf(name), 'item.$': item },
});
const redrive = (executionArn: string, clientToken?: string) =>
  client.send(new RedriveExecutionCommand({ executionArn, clientToken }));
const historyOf = async (executionArn: string) =>
  (await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events ?? [];

describe('RedriveExecution', () => {
  const chain = (name: string) =>
    JSON.stringify({
      StartAt: 'First',
      States: {
        First: { ...task(name, '$.one'), ResultPath: '$.first', Next: 'Second' },
        Second: { ...task(name, '$.two'), ResultPath: '$.second', End: true },
      },
    });

  it('goes on where the execution failed, with the definition that it began with', async () => {
    const stateMachineArn = await create('redriven', chain('redriven'));
    const executionArn = await start(stateMachineArn, '{"one":1,"two":2}');
    const failed = await finish(executionArn);
    expect(failed).toMatchObject({ status: 'FAILED', redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    expect(failed.redriveStatusReason).toBeUndefined();
    expect(failed.redriveDate).toBeUndefined();
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: PASS }));
    await mend('redriven');
    const { redriveDate } = await redrive(executionArn);
    const done = await finish(executionArn);
    expect(done).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, redriveDate, startDate: failed.startDate });
    expect(done).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE' });
    expect(done.error).toBeUndefined();
    expect(JSON.parse(done.output ?? '')).toEqual({ one: 1, two: 2, first: 10, second: 20 });
    expect(await logOf('redriven')).toEqual([1, 2, 2]);
    const events = await historyOf(executionArn);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.find(({ type }) => type === 'ExecutionRedriven')).toMatchObject({
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
    for (const [redriveFilter, listed] of [
      ['REDRIVEN', 1],
      ['NOT_REDRIVEN', 0],
    ] as const) {
      const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn, redriveFilter }));
      expect(executions).toHaveLength(listed);
    }
    expect((await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions).toMatchObject([
      { status: 'SUCCEEDED', redriveCount: 1, redriveDate },
    ]);
  });

  it('gives the date that the execution then has, however the clock goes', async () => {
    const executionArn = await start(await create('dated', chain('dated')), '{"one":1,"two":2}');
    await finish(executionArn);
    let time = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => ++time);
    const { redriveDate } = await redrive(executionArn).finally(() => clock.mockRestore());
    expect((await finish(executionArn)).redriveDate).toEqual(redriveDate);
  });

  it('answers a client token that it knows with the redrive it stands for', async () => {
    const executionArn = await start(await create('tokens', chain('tokens')), '{"one":1,"two":2}');
    await finish(executionArn);
    const first = await redrive(executionArn, 'token');
    await finish(executionArn);
    expect(await redrive(executionArn, 'token')).toMatchObject({ redriveDate: first.redriveDate });
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).redriveCount).toBe(1);
    await redrive(executionArn, 'other');
    await finish(executionArn);
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).redriveCount).toBe(2);
    expect((await failure(redrive(executionArn, 'no token'))).name).toBe('ValidationException');
  });

  it('can be stopped, and redriven again', async () => {
    const wait = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });
    const executionArn = await start(await create('stopped', wait));
    for (const redriveCount of [0, 1, 2]) {
      const running = await client.send(new DescribeExecutionCommand({ executionArn }));
      expect(running).toMatchObject({ status: 'RUNNING', redriveCount, redriveStatus: 'NOT_REDRIVABLE' });
      expect(running.stopDate).toBeUndefined();
      expect(await failure(redrive(executionArn))).toEqual({
        name: 'ExecutionNotRedrivable',
        message: "Execution Not Redrivable: 'Execution is RUNNING and cannot be redriven'",
      });
      await client.send(new StopExecutionCommand({ executionArn }));
      expect(await finish(executionArn)).toMatchObject({ status: 'ABORTED', redriveStatus: 'REDRIVABLE' });
      if (redriveCount < 2) await redrive(executionArn);
    }
  });

  it('is refused where AWS refuses it', async () => {
    const succeeded = await start(await create('succeeded'));
    await finish(succeeded);
    expect((await failure(redrive(succeeded))).name).toBe('ExecutionNotRedrivable');
    const stateMachineArn = await create('deleted', chain('deleted'));
    const orphan = await start(stateMachineArn, '{"one":2}');
    await finish(orphan);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    expect((await failure(redrive(orphan))).message).toContain('State machine is in DELETING status');
    expect((await failure(redrive(stateMachineArn))).name).toBe('InvalidArn');
    const express = 'arn:aws:states:us-east-1:123456789012:express:a:b:c';
    expect((await failure(redrive(express))).name).toBe('InvalidArn');
  });

  it('is refused when the history has no room, and after 14 days', async () => {
    const again = { Type: 'Choice', Choices: [{ Variable: '$.end', IsPresent: true, Next: 'End' }], Default: 'A' };
    const loop = { A: { Type: 'Pass', Next: 'B' }, B: again, End: { Type: 'Succeed' } };
    const full = await start(await create('full', JSON.stringify({ StartAt: 'A', States: loop })));
    expect((await finish(full)).redriveStatusReason).toBe('Execution history event limit exceeded');
    expect((await failure(redrive(full))).name).toBe('ExecutionNotRedrivable');
    const virtual = await openTestService('aws', { clock: 'virtual' });
    const failing = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'No' } } };
    const old = await virtual.start(await virtual.create('old', JSON.stringify(failing)));
    await virtual.finish(old);
    const days = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 15 * 24 * 60 * 60, End: true } } };
    await virtual.finish(await virtual.start(await virtual.create('days', JSON.stringify(days))));
    const described = await virtual.client.send(new DescribeExecutionCommand({ executionArn: old }));
    expect(described).toMatchObject({
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution redrivable period exceeded',
    });
    const late = await failure(virtual.client.send(new RedriveExecutionCommand({ executionArn: old })));
    expect(late.name).toBe('ExecutionNotRedrivable');
    await virtual.close();
  });
});

describe('the Map Run of a redriven execution', () => {
  const map = (name: string, executionType: 'STANDARD' | 'EXPRESS') =>
    JSON.stringify({
      StartAt: 'Many',
      States: {
        Many: {
          Type: 'Map',
          Label: 'Rows',
          MaxConcurrency: 1,
          ToleratedFailureCount: 1,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
            StartAt: 'Before',
            States: { Before: { Type: 'Pass', Next: 'Child' }, Child: { ...task(name, '$'), End: true } },
          },
          Next: 'Done',
        },
        Done: { Type: 'Pass', End: true },
      },
    });
  const runsOf = async (executionArn: string) =>
    (await client.send(new ListMapRunsCommand({ executionArn }))).mapRuns ?? [];

  it.each(['STANDARD', 'EXPRESS'] as const)('runs %s children again that did not succeed', async (type) => {
    const name = `map-${type}`;
    const executionArn = await start(await create(name, map(name, type)), '[1,2,3,4,5,6]');
    expect(await finish(executionArn)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    const { mapRunArn } = (await runsOf(executionArn))[0]!;
    const look = () => client.send(new DescribeMapRunCommand({ mapRunArn }));
    const failed = await look();
    expect(failed).toMatchObject({ status: 'FAILED', redriveCount: 0 });
    expect(failed.itemCounts).toMatchObject({ succeeded: 2, failed: 2, pending: 2, pendingRedrive: 0, total: 6 });
    expect(await logOf(name)).toEqual([1, 2, 3, 4]);
    await mend(name);
    const { redriveDate } = await redrive(executionArn);
    const done = await finish(executionArn);
    expect(JSON.parse(done.output ?? '')).toEqual([10, 20, 30, 40, 50, 60]);
    expect(await logOf(name)).toEqual([1, 2, 3, 4, 2, 4, 5, 6]);
    expect(await runsOf(executionArn)).toHaveLength(1);
    const after = await look();
    expect(after).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, startDate: failed.startDate });
    expect(after.redriveDate?.getTime()).toBeGreaterThanOrEqual(redriveDate!.getTime());
    expect(after.itemCounts).toMatchObject({ succeeded: 6, failed: 0, pending: 0, total: 6, resultsWritten: 6 });
    const events = await historyOf(executionArn);
    expect(events.find((event) => event.type === 'MapRunRedriven')).toMatchObject({
      mapRunRedrivenEventDetails: { mapRunArn, redriveCount: 1 },
    });
    const { executions = [] } = await client.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions.map((child) => child.redriveCount).reverse()).toEqual(
      type === 'STANDARD' ? [0, 1, 0, 1, 0, 0] : [],
    );
    if (type === 'EXPRESS') return;
    const redriven = await client.send(new ListExecutionsCommand({ mapRunArn, redriveFilter: 'REDRIVEN' }));
    expect(redriven.executions).toHaveLength(2);
    const childArn = redriven.executions![0]!.executionArn!;
    const types = (await historyOf(childArn)).map((event) => event.type);
    expect(types.filter((event) => event === 'PassStateEntered')).toHaveLength(1);
    expect(types.filter((event) => event === 'ExecutionRedriven')).toHaveLength(1);
  });

  it('is the only one that redrives its children, and stops with its parent', async () => {
    const waiting = JSON.parse(map('waiting', 'STANDARD')) as { States: { Many: { ItemProcessor: object } } };
    Object.assign(waiting.States.Many.ItemProcessor, {
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 600, End: true } },
    });
    const executionArn = await start(await create('waiting', JSON.stringify(waiting)), '[1,2]');
    await expect.poll(() => runsOf(executionArn), { timeout: 10_000 }).toHaveLength(1);
    const { mapRunArn } = (await runsOf(executionArn))[0]!;
    const children = async (statusFilter?: 'PENDING_REDRIVE') =>
      (await client.send(new ListExecutionsCommand({ mapRunArn, statusFilter }))).executions ?? [];
    await expect.poll(() => children(), { timeout: 10_000 }).toMatchObject([{ status: 'RUNNING' }]);
    await client.send(new StopExecutionCommand({ executionArn }));
    const childArn = (await children())[0]!.executionArn!;
    const child = await client.send(new DescribeExecutionCommand({ executionArn: childArn }));
    expect(child).toMatchObject({ status: 'ABORTED', redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
    expect(await failure(redrive(childArn))).toMatchObject({ name: 'ExecutionNotRedrivable' });
    await redrive(executionArn);
    await expect.poll(() => children(), { timeout: 10_000 }).toMatchObject([{ status: 'RUNNING', redriveCount: 1 }]);
    await client.send(new StopExecutionCommand({ executionArn }));
    const counts = async () => (await client.send(new DescribeMapRunCommand({ mapRunArn }))).executionCounts;
    await expect.poll(counts).toMatchObject({ aborted: 1, pending: 1, running: 0, pendingRedrive: 0, total: 2 });
    expect(await children('PENDING_REDRIVE')).toEqual([]);
  });
});
