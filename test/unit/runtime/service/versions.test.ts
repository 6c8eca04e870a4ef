import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  TagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from 'vitest';
import { PASS, ROLE, failure, openTestService, passing } from './test-service.ts';

const service = await openTestService();
const { client, create, start, finish } = service;
afterAll(() => service.close());

const publish = async (stateMachineArn: string, options: { revisionId?: string; description?: string } = {}) =>
  client.send(new PublishStateMachineVersionCommand({ stateMachineArn, ...options }));
const update = (stateMachineArn: string, definition: string, options: object = {}) =>
  client.send(new UpdateStateMachineCommand({ stateMachineArn, definition, ...options }));
const list = async (stateMachineArn: string) =>
  (await client.send(new ListStateMachineVersionsCommand({ stateMachineArn }))).stateMachineVersions?.map(
    (version) => version.stateMachineVersionArn,
  );

describe('versions', () => {
  it('are published once a revision, keep it, and are never numbered twice', async () => {
    const arn = await create('numbered', passing('one'));
    const first = await publish(arn, { description: 'the first' });
    expect(first.stateMachineVersionArn).toBe(`${arn}:1`);
    expect(await publish(arn)).toMatchObject({ stateMachineVersionArn: `${arn}:1`, creationDate: first.creationDate });
    await update(arn, passing('two'));
    expect((await publish(arn)).stateMachineVersionArn).toBe(`${arn}:2`);
    expect(await list(arn)).toEqual([`${arn}:2`, `${arn}:1`]);
    const version = await client.send(new DescribeStateMachineCommand({ stateMachineArn: `${arn}:1` }));
    expect(version).toMatchObject({
      stateMachineArn: `${arn}:1`,
      name: 'numbered',
      definition: passing('one'),
      description: 'the first',
      creationDate: first.creationDate,
    });
    await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:2` }));
    await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:2` }));
    expect((await publish(arn)).stateMachineVersionArn).toBe(`${arn}:3`);
    expect(await list(arn)).toEqual([`${arn}:3`, `${arn}:1`]);
  });

  it('are published only of the revision that was asked for', async () => {
    const stateMachineArn = await create('revised', passing('one'));
    const created = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(created.revisionId).toBeUndefined();
    await publish(stateMachineArn, { revisionId: 'INITIAL' });
    const { revisionId } = await update(stateMachineArn, passing('two'));
    for (const old of ['INITIAL', 'other']) {
      const error = await failure(publish(stateMachineArn, { revisionId: old }));
      expect(error).toMatchObject({
        name: 'ConflictException',
        message: expect.stringContaining(revisionId!) as string,
      });
    }
    expect((await publish(stateMachineArn, { revisionId: revisionId! })).stateMachineVersionArn).toMatch(/:2$/);
  });

  it('are published with a machine or its update', async () => {
    const request = { name: 'at-once', definition: PASS, roleArn: ROLE, publish: true, versionDescription: 'first' };
    const made = await client.send(new CreateStateMachineCommand(request));
    expect(made.stateMachineVersionArn).toBe(`${made.stateMachineArn}:1`);
    const again = await client.send(new CreateStateMachineCommand(request));
    expect(again.stateMachineVersionArn).toBe(made.stateMachineVersionArn);
    for (const change of [{ publish: false, versionDescription: undefined }, { versionDescription: 'other' }]) {
      const error = await failure(client.send(new CreateStateMachineCommand({ ...request, ...change })));
      expect(error.name).toBe('StateMachineAlreadyExists');
    }
    const options = { publish: true, versionDescription: 'second' };
    const updated = await update(made.stateMachineArn!, PASS, options);
    expect(updated.stateMachineVersionArn).toBe(`${made.stateMachineArn}:2`);
    const second = new DescribeStateMachineCommand({ stateMachineArn: updated.stateMachineVersionArn });
    expect(await client.send(second)).toMatchObject({ description: 'second', revisionId: updated.revisionId });
    const alone = await failure(update(made.stateMachineArn!, PASS, { versionDescription: 'x' }));
    expect(alone.name).toBe('ValidationException');
    expect((await update(made.stateMachineArn!, PASS)).stateMachineVersionArn).toBeUndefined();
  });

  it('are run, and listed by what they ran', async () => {
    const arn = await create('run-versions', passing('one'));
    await publish(arn);
    await update(arn, passing('two'));
    const [old, now] = [await start(`${arn}:1`), await start(arn)];
    const described = await finish(old);
    expect(described).toMatchObject({ output: '"one"', stateMachineArn: arn, stateMachineVersionArn: `${arn}:1` });
    expect(described.stateMachineAliasArn).toBeUndefined();
    const plain = await finish(now);
    expect(plain.output).toBe('"two"');
    expect(plain.stateMachineVersionArn).toBeUndefined();
    const machine = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn: old }));
    expect(machine).toMatchObject({ stateMachineArn: arn, definition: passing('one') });
    const listed = await client.send(new ListExecutionsCommand({ stateMachineArn: `${arn}:1` }));
    expect(listed.executions).toMatchObject([{ executionArn: old, stateMachineVersionArn: `${arn}:1` }]);
    expect((await client.send(new ListExecutionsCommand({ stateMachineArn: arn }))).executions).toHaveLength(2);
    // It is gone, and what it ran is still told.
    await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:1` }));
    const gone = await failure(client.send(new StartExecutionCommand({ stateMachineArn: `${arn}:1` })));
    expect(gone).toEqual({ name: 'StateMachineDoesNotExist', message: `State Machine Does Not Exist: '${arn}:1'` });
    const still = await client.send(new DescribeExecutionCommand({ executionArn: old }));
    expect(still.stateMachineVersionArn).toBe(`${arn}:1`);
  });

  it('of Express machines answer at once', async () => {
    const stateMachineArn = await create('express-versions', passing('one'), 'EXPRESS');
    await publish(stateMachineArn);
    await update(stateMachineArn, passing('two'));
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn: `${stateMachineArn}:1` }));
    expect(answer).toMatchObject({ output: '"one"', stateMachineArn });
  });

  it('go when their machine goes', async () => {
    const arn = await create('going');
    await publish(arn);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    expect((await failure(start(`${arn}:1`))).name).toBe('StateMachineDoesNotExist');
    expect(await create('going')).toBe(arn);
    expect(await list(arn)).toEqual([]);
  });

  it('are no machines: what is for a machine is refused', async () => {
    const arn = await create('unqualified');
    await publish(arn);
    const stateMachineArn = `${arn}:1`;
    const tags = [{ key: 'a', value: 'b' }];
    for (const command of [
      new UpdateStateMachineCommand({ stateMachineArn, definition: PASS }),
      new DeleteStateMachineCommand({ stateMachineArn }),
      new PublishStateMachineVersionCommand({ stateMachineArn }),
      new ListStateMachineVersionsCommand({ stateMachineArn }),
      new TagResourceCommand({ resourceArn: stateMachineArn, tags }),
      new DeleteStateMachineVersionCommand({ stateMachineVersionArn: arn }),
      new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:PROD` }),
      new DescribeStateMachineCommand({ stateMachineArn: `${arn}:1:2` }),
    ])
      expect((await failure(client.send(command as never))).name).toBe('InvalidArn');
    const labelled = { stateMachineArn: `${arn}/label` };
    for (const command of [new StartExecutionCommand(labelled), new DescribeStateMachineCommand(labelled)])
      expect(await failure(client.send(command as never))).toMatchObject({
        name: 'ValidationException',
        reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS',
      });
  });
});
