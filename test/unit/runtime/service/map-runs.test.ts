import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListTagsForResourceCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from 'vitest';
import { ABSENT_MAP_RUN, failure, openTestService } from './test-service.ts';

const service = await openTestService();
const { client, create, start, finish } = service;
afterAll(() => service.close());

describe('Map Runs', () => {
  const definition = (child: object) =>
    JSON.stringify({
      StartAt: 'Many',
      States: {
        Many: {
          Type: 'Map',
          Label: 'Rows',
          MaxConcurrency: 2,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'Child',
            States: { Child: child },
          },
          End: true,
        },
      },
    });

  it('are listed, described, changed, and their children listed', async () => {
    const arn = await create('map-run', definition({ Type: 'Wait', Seconds: 600, End: true }));
    const executionArn = await start(arn, '[1,2,3,4,5]');
    const list = async () => (await client.send(new ListMapRunsCommand({ executionArn }))).mapRuns;
    await expect.poll(list, { timeout: 10_000 }).toHaveLength(1);
    const { mapRunArn, stateMachineArn } = (await list())![0]!;
    expect(mapRunArn).toMatch(/:mapRun:map-run\/Rows:[0-9a-f-]{36}$/);
    expect(stateMachineArn).toBe(`${arn}/Rows`);
    const look = () => client.send(new DescribeMapRunCommand({ mapRunArn }));
    const two = { status: 'RUNNING', maxConcurrency: 2, executionCounts: { running: 2 } };
    await expect.poll(look, { timeout: 10_000 }).toMatchObject(two);
    await client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 4, toleratedFailureCount: 3 }));
    const four = { maxConcurrency: 4, toleratedFailureCount: 3, executionCounts: { running: 4 } };
    await expect.poll(look, { timeout: 10_000 }).toMatchObject(four);
    const children = await client.send(new ListExecutionsCommand({ mapRunArn, statusFilter: 'RUNNING' }));
    expect(children.executions).toHaveLength(4);
    const child = children.executions![0]!;
    expect(child).toMatchObject({ mapRunArn, itemCount: 1, stateMachineArn: `${arn}/Rows` });
    const described = await client.send(new DescribeExecutionCommand({ executionArn: child.executionArn }));
    expect(described).toMatchObject({ status: 'RUNNING', mapRunArn });
    await client.send(new StopExecutionCommand({ executionArn }));
    expect((await client.send(new DescribeMapRunCommand({ mapRunArn }))).status).toBe('ABORTED');
    const late = await failure(client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })));
    expect(late.name).toBe('ValidationException');
  });

  it('that are not there are told so', async () => {
    const request = { mapRunArn: ABSENT_MAP_RUN };
    for (const command of [
      new DescribeMapRunCommand(request),
      new UpdateMapRunCommand({ ...request, maxConcurrency: 1 }),
      new ListExecutionsCommand(request),
    ])
      expect((await failure(client.send(command as never))).name).toBe('ResourceNotFound');
    const percentage = new UpdateMapRunCommand({ ...request, toleratedFailurePercentage: 101 });
    expect((await failure(client.send(percentage))).name).toBe('ValidationException');
  });
});

describe('activities', () => {
  it('are created, listed and deleted', async () => {
    const tags = [{ key: 'team', value: 'orders' }];
    const { activityArn } = await client.send(new CreateActivityCommand({ name: 'made', tags }));
    const again = new CreateActivityCommand({ name: 'made', tags: [{ key: 'other', value: '' }] });
    expect((await client.send(again)).activityArn).toBe(activityArn);
    const listed = await client.send(new ListTagsForResourceCommand({ resourceArn: activityArn }));
    expect(listed.tags).toEqual(tags);
    expect(await client.send(new DescribeActivityCommand({ activityArn }))).toMatchObject({ name: 'made' });
    const { activities } = await client.send(new ListActivitiesCommand({}));
    expect(activities?.map(({ name }) => name)).toContain('made');
    await client.send(new DeleteActivityCommand({ activityArn }));
    const gone = await failure(client.send(new GetActivityTaskCommand({ activityArn })));
    expect(gone.name).toBe('ActivityDoesNotExist');
  });

  it('hand their work to workers and take what these send', async () => {
    const { activityArn } = await client.send(new CreateActivityCommand({ name: 'work' }));
    const task = { Type: 'Task', Resource: activityArn, End: true };
    const arn = await create('worker', JSON.stringify({ StartAt: 'A', States: { A: task } }));
    const polled = client.send(new GetActivityTaskCommand({ activityArn, workerName: 'me' }));
    const executionArn = await start(arn, '{"job":1}');
    const { taskToken, input } = await polled;
    expect(input).toBe('{"job":1}');
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    const invalid = await failure(client.send(new SendTaskSuccessCommand({ taskToken, output: '{' })));
    expect(invalid.name).toBe('InvalidOutput');
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '"done"' }));
    expect(await finish(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
    const late = await failure(client.send(new SendTaskFailureCommand({ taskToken })));
    expect(late.name).toBe('TaskTimedOut');
    const unknown = await failure(client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '1' })));
    expect(unknown.name).toBe('InvalidToken');
    const second = await start(arn, '{"job":2}');
    const next = await client.send(new GetActivityTaskCommand({ activityArn }));
    await client.send(new SendTaskFailureCommand({ taskToken: next.taskToken, error: 'Bad', cause: 'worse' }));
    expect(await finish(second)).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'worse' });
  });
});
