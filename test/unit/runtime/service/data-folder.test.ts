import {
  CreateActivityCommand,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDisk, type Disk } from '../../../../src/runtime/journal/disk.ts';
import { tellAll, tellExecution, withoutMetadata } from './tell-service.ts';
import { failure, openTestService, passing, ROLE, WAIT, type TestService } from './test-service.ts';

let folder: string;
let service: TestService | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-data-'));
});

afterEach(async () => {
  await service?.close();
  service = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function open(disk?: Disk): Promise<TestService> {
  return (service = await openTestService('aws', { dataDir: folder }, {}, disk));
}

/** What was written when a service closes is what it had written if it had been killed. */
async function reopen(): Promise<TestService> {
  await service?.close();
  return open();
}

const FAN_OUT = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Map',
  States: {
    Map: {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ItemProcessor: {
        StartAt: 'Double',
        States: {
          Double: {
            Type: 'Pass',
            Assign: { seen: '{% $states.input %}' },
            Output: '{% $states.input * 2 %}',
            End: true,
          },
        },
      },
      Next: 'Check',
    },
    Check: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $count($states.input) > 2 %}', Next: 'Done' }],
      Default: 'Wrong',
    },
    Wrong: { Type: 'Fail', Error: 'TooFew', Cause: 'ä 😀 "quoted"\n' },
    Done: { Type: 'Succeed' },
  },
});

describe('a service with a data folder', () => {
  it('tells the same of machines, versions, aliases, tags, executions and histories when it is started again', async () => {
    const { client, create, start, finish } = await open();
    const one = await create('one', FAN_OUT);
    await client.send(new TagResourceCommand({ resourceArn: one, tags: [{ key: 'team', value: 'blue' }] }));
    await client.send(new TagResourceCommand({ resourceArn: one, tags: [{ key: 'gone', value: '' }] }));
    await client.send(new UntagResourceCommand({ resourceArn: one, tagKeys: ['gone'] }));
    const firstRun = await start(one, '{ "items":\t[1, 2.50, 3e0],\n "ä": "😀" }', 'first');
    await finish(firstRun);
    await finish(await start(one, '{"items":[1]}'));
    const publish = async (description: string): Promise<string> => {
      const { stateMachineVersionArn } = await client.send(
        new PublishStateMachineVersionCommand({ stateMachineArn: one, description }),
      );
      return stateMachineVersionArn ?? '';
    };
    const version = await publish('the first');
    await client.send(new UpdateStateMachineCommand({ stateMachineArn: one, definition: passing('two') }));
    const second = await publish('the second');
    await client.send(new UpdateStateMachineCommand({ stateMachineArn: one, definition: passing('three') }));
    await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: await publish('deleted') }));
    const routingConfiguration = [
      { stateMachineVersionArn: version, weight: 10 },
      { stateMachineVersionArn: second, weight: 90 },
    ];
    const { stateMachineAliasArn = '' } = await client.send(
      new CreateStateMachineAliasCommand({ name: 'live', description: 'both', routingConfiguration }),
    );
    await finish(await start(stateMachineAliasArn, '{"items":[4,5,6]}'));
    await finish(await start(version, '{"items":[]}'));
    const loggingConfiguration = { level: 'OFF', includeExecutionData: true } as const;
    await client.send(
      new CreateStateMachineCommand({
        name: 'logged',
        definition: passing('x'),
        roleArn: ROLE,
        type: 'EXPRESS',
        loggingConfiguration,
        tracingConfiguration: { enabled: true },
        publish: true,
        versionDescription: 'at once',
      }),
    );
    const deleted = await create('deleted');
    const orphan = await start(deleted, '7');
    await finish(orphan);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn: deleted }));
    await client.send(new CreateActivityCommand({ name: 'work', tags: [{ key: 'a', value: 'b' }] }));

    const before = await tellAll(client);
    const orphanBefore = withoutMetadata(await tellExecution(client, orphan));
    const again = await reopen();
    expect(await tellAll(again.client)).toEqual(before);
    expect(withoutMetadata(await tellExecution(again.client, orphan))).toEqual(orphanBefore);
    // Numbers of versions are not given twice, and nothing is created twice.
    const { stateMachineVersionArn } = await again.client.send(
      new PublishStateMachineVersionCommand({ stateMachineArn: one }),
    );
    expect(stateMachineVersionArn).toBe(`${one}:4`);
    expect(await again.start(one, '{ "items":\t[1, 2.50, 3e0],\n "ä": "😀" }', 'second')).not.toBe(firstRun);
    expect((await failure(again.start(one, '{}', 'first'))).name).toBe('ExecutionAlreadyExists');
  });

  it('ends what was running as stopped, and takes it up where it was when it is redriven, also a second time', async () => {
    const machine = JSON.stringify({
      StartAt: 'First',
      States: {
        First: { Type: 'Pass', Result: { from: 'first' }, Assign: { kept: 42 }, Next: 'Both' },
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Quick', States: { Quick: { Type: 'Pass', Result: 'done', End: true } } },
            {
              StartAt: 'Worked',
              States: {
                Worked: {
                  Type: 'Task',
                  Resource: 'arn:aws:states:us-east-1:123456789012:activity:work',
                  End: true,
                },
              },
            },
          ],
          Next: 'Last',
        },
        Last: { Type: 'Pass', Parameters: { 'kept.$': '$kept', 'all.$': '$' }, End: true },
      },
    });
    const first = await open();
    await first.client.send(new CreateActivityCommand({ name: 'work' }));
    const executionArn = await first.start(await first.create('waits', machine), '{"a":1}');
    for (const redriveCount of [0, 1]) {
      const { client: opened } = await reopen();
      const found = await opened.send(new DescribeExecutionCommand({ executionArn }));
      expect(found).toMatchObject({
        status: 'ABORTED',
        error: 'Fanout.RuntimeStopped',
        cause: expect.stringContaining('Redrive the execution') as string,
        redriveStatus: 'REDRIVABLE',
        redriveCount,
      });
      await opened.send(new RedriveExecutionCommand({ executionArn }));
    }
    const { client } = service!;
    const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:work';
    const { taskToken, input } = await client.send(new GetActivityTaskCommand({ activityArn }));
    expect(input).toBe('{"from":"first"}');
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '"worked"' }));
    const ended = await service!.finish(executionArn);
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      output: JSON.stringify({ kept: 42, all: ['done', 'worked'] }),
      redriveCount: 2,
    });
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.filter(({ type }) => type === 'PassStateEntered')).toHaveLength(3);
    expect(events.filter(({ type }) => type === 'ExecutionAborted')).toHaveLength(2);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    const again = await reopen();
    expect(withoutMetadata((await again.client.send(new GetExecutionHistoryCommand({ executionArn }))).events)).toEqual(
      withoutMetadata(events),
    );
  });

  it('belongs to one owner, which a second one names', async () => {
    await open();
    await expect(openTestService('aws', { dataDir: folder })).rejects.toThrow(
      `The data folder ${folder} is in use by the process ${process.pid}: stop it, or name another folder.`,
    );
  });

  it('fails an execution that a full disk does not take, and keeps what was there', async () => {
    const disk = openDisk();
    let room = Infinity;
    const full: Disk = {
      ...disk,
      write: (path, bytes) => {
        const taken = bytes.subarray(0, Math.max(0, room));
        room -= taken.length;
        disk.write(path, taken);
        if (taken.length < bytes.length)
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      },
    };
    const { create, start, finish, client } = await open(full);
    const machine = await create('waits', WAIT);
    const kept = await start(machine);
    room = 20;
    const executionArn = await start(machine);
    expect(await finish(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'Fanout.DataFolderFailed',
      cause: `The data folder ${folder} cannot be written (ENOSPC: no space left on device, write): free some space. Then redrive the execution.`,
    });
    expect(await failure(create('another'))).toMatchObject({
      name: 'InternalFailure',
      message: expect.stringContaining('free some space') as string,
    });
    room = Infinity;
    await client.send(new RedriveExecutionCommand({ executionArn }));
    const again = await reopen();
    for (const arn of [kept, executionArn])
      expect(await again.client.send(new DescribeExecutionCommand({ executionArn: arn }))).toMatchObject({
        status: 'ABORTED',
        error: 'Fanout.RuntimeStopped',
      });
    const { events = [] } = await again.client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionFailed',
      'ExecutionRedriven',
      'ExecutionAborted',
    ]);
  });
});
