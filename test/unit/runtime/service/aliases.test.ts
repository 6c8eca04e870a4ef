import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  paginateListExecutions,
  PublishStateMachineVersionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
  type CreateStateMachineAliasCommandInput,
  type RoutingConfigurationListItem,
} from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from 'vitest';
import { failure, openTestService, passing } from './test-service.ts';

const service = await openTestService();
const { client, create, start, finish } = service;
afterAll(() => service.close());

/** A machine with the versions 1 and 2, which put out their names. */
async function createVersions(name: string): Promise<string> {
  const stateMachineArn = await create(name, passing('one'));
  await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: passing('two'), publish: true }));
  return stateMachineArn;
}

const route = (arn: string, ...weights: number[]): RoutingConfigurationListItem[] =>
  weights.map((weight, index) => ({ stateMachineVersionArn: `${arn}:${index + 1}`, weight }));
const alias = (name: string, routingConfiguration: RoutingConfigurationListItem[], description?: string) =>
  client.send(new CreateStateMachineAliasCommand({ name, routingConfiguration, description }));

describe('aliases', () => {
  it('are created once, described, led elsewhere and deleted', async () => {
    const arn = await createVersions('alias-life');
    const stateMachineAliasArn = `${arn}:PROD`;
    const made = await alias('PROD', route(arn, 100), 'what users get');
    expect(made.stateMachineAliasArn).toBe(stateMachineAliasArn);
    const again = await alias('PROD', route(arn, 100), 'what users get');
    expect(again.creationDate).toEqual(made.creationDate);
    for (const other of [alias('PROD', route(arn, 100)), alias('PROD', route(arn, 50, 50), 'what users get')])
      expect((await failure(other)).name).toBe('ConflictException');
    const look = () => client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
    expect(await look()).toMatchObject({
      stateMachineAliasArn,
      name: 'PROD',
      description: 'what users get',
      routingConfiguration: route(arn, 100),
      creationDate: made.creationDate,
      updateDate: made.creationDate,
    });
    const change = { stateMachineAliasArn, routingConfiguration: route(arn, 20, 80) };
    const { updateDate } = await client.send(new UpdateStateMachineAliasCommand(change));
    expect(await look()).toMatchObject({ description: 'what users get', ...change, updateDate });
    const nothing = await failure(client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn })));
    expect(nothing).toMatchObject({ name: 'ValidationException', reason: 'MISSING_REQUIRED_PARAMETER' });
    await client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
    for (const command of [
      new DescribeStateMachineAliasCommand({ stateMachineAliasArn }),
      new DeleteStateMachineAliasCommand({ stateMachineAliasArn }),
      new UpdateStateMachineAliasCommand({ stateMachineAliasArn, description: '' }),
    ])
      expect(await failure(client.send(command as never))).toMatchObject({
        name: 'ResourceNotFound',
        resourceName: stateMachineAliasArn,
      });
    expect((await failure(start(stateMachineAliasArn))).name).toBe('StateMachineDoesNotExist');
  });

  it('start the version that they lead to, and those executions are listed by alias and by version', async () => {
    const arn = await createVersions('routed');
    await alias('ALL', route(arn, 0, 100));
    const executionArn = await start(`${arn}:ALL`);
    expect(await finish(executionArn)).toMatchObject({
      output: '"two"',
      stateMachineArn: arn,
      stateMachineVersionArn: `${arn}:2`,
      stateMachineAliasArn: `${arn}:ALL`,
    });
    const direct = await start(`${arn}:2`);
    const listed = async (stateMachineArn: string) =>
      (await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.map((one) => one.executionArn);
    expect(await listed(`${arn}:ALL`)).toEqual([executionArn]);
    expect(await listed(`${arn}:2`)).toEqual([direct, executionArn]);
    expect(await listed(`${arn}:1`)).toEqual([]);
    expect((await failure(listed(`${arn}:NONE`))).name).toBe('StateMachineDoesNotExist');
  });

  it('split executions between two versions', async () => {
    const arn = await createVersions('split');
    await alias('BOTH', route(arn, 50, 50));
    for (let index = 0; index < 40; index++) await start(`${arn}:BOTH`);
    const seen = new Set<string | undefined>();
    const pages = paginateListExecutions({ client, pageSize: 7 }, { stateMachineArn: `${arn}:BOTH` });
    let count = 0;
    for await (const { executions = [] } of pages) {
      count += executions.length;
      for (const execution of executions) seen.add(execution.stateMachineVersionArn);
    }
    expect(count).toBe(40);
    expect([...seen].sort()).toEqual([`${arn}:1`, `${arn}:2`]);
  });

  it('are listed newest first, of a machine or of a version, and keep their versions from being deleted', async () => {
    const arn = await createVersions('kept');
    await alias('a', route(arn, 100));
    await alias('b', route(arn, 10, 90));
    const list = async (stateMachineArn: string, options = {}) =>
      client.send(new ListStateMachineAliasesCommand({ stateMachineArn, ...options }));
    const names = async (of: string) => (await list(of)).stateMachineAliases?.map((one) => one.stateMachineAliasArn);
    expect(await names(arn)).toEqual([`${arn}:b`, `${arn}:a`]);
    expect(await names(`${arn}:2`)).toEqual([`${arn}:b`]);
    const { nextToken, stateMachineAliases } = await list(arn, { maxResults: 1 });
    expect(stateMachineAliases).toHaveLength(1);
    expect((await list(arn, { maxResults: 1, nextToken })).stateMachineAliases).toHaveLength(1);
    expect((await failure(list(`${arn}:2`, { nextToken }))).name).toBe('InvalidToken');
    const remove = () => client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:2` }));
    expect(await failure(remove())).toMatchObject({
      name: 'ConflictException',
      message: expect.stringMatching(/ b:/) as string,
    });
    const only = { stateMachineAliasArn: `${arn}:b`, routingConfiguration: route(arn, 100) };
    await client.send(new UpdateStateMachineAliasCommand(only));
    await remove();
    expect(await names(arn)).toEqual([`${arn}:b`, `${arn}:a`]);
  });

  it('are refused where they lead nowhere', async () => {
    const [arn, other] = [await createVersions('wrong'), await createVersions('wrong-too')];
    const one = route(arn, 100);
    const invalid = { name: 'ValidationException', reason: 'INVALID_ROUTING_CONFIGURATION' };
    const cases: [Partial<CreateStateMachineAliasCommandInput>, object][] = [
      [{ routingConfiguration: route(arn, 50, 49) }, invalid],
      [{ routingConfiguration: route(arn, 99) }, invalid],
      [{ routingConfiguration: [...route(arn, 50), ...route(other, 50)] }, invalid],
      [{ routingConfiguration: [...route(arn, 50), ...route(arn, 50)] }, invalid],
      [{ routingConfiguration: [{ stateMachineVersionArn: arn, weight: 100 }] }, invalid],
      [{ routingConfiguration: [{ stateMachineVersionArn: `${arn}:9`, weight: 100 }] }, { name: 'ResourceNotFound' }],
      [{ routingConfiguration: [{ stateMachineVersionArn: 'x', weight: 100 }] }, { name: 'InvalidArn' }],
      [{ routingConfiguration: [] }, { name: 'ValidationException' }],
      [{ routingConfiguration: route(arn, 50, 50, 0) }, { name: 'ValidationException' }],
      [{ routingConfiguration: route(arn, 101) }, { name: 'ValidationException' }],
      [
        { name: '12', routingConfiguration: one },
        { message: expect.stringContaining('regular expression pattern') as string },
      ],
      [{ name: 'a b', routingConfiguration: one }, { name: 'ValidationException' }],
    ];
    for (const [change, error] of cases)
      expect(
        await failure(client.send(new CreateStateMachineAliasCommand({ name: 'x', ...change } as never))),
      ).toMatchObject(error);
    await alias('x', one);
    const elsewhere = { stateMachineAliasArn: `${arn}:x`, routingConfiguration: route(other, 100) };
    expect(await failure(client.send(new UpdateStateMachineAliasCommand(elsewhere)))).toMatchObject(invalid);
    for (const stateMachineAliasArn of [arn, `${arn}:1`])
      expect((await failure(client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn })))).name).toBe(
        'InvalidArn',
      );
    const described = client.send(new DescribeStateMachineCommand({ stateMachineArn: `${arn}:x` }));
    expect((await failure(described)).name).toBe('InvalidArn');
  });
});
