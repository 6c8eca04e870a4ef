import { randomUUID } from 'node:crypto';
import * as sdk from '@aws-sdk/client-sfn';
import { PASS, type TestService } from './test-service.ts';

/** Sends a command of any action. */
export function sendCommand(service: TestService, action: string, input: object): Promise<Record<string, unknown>> {
  const Command = sdk[`${action}Command` as keyof typeof sdk] as unknown as new (input: object) => never;
  return service.client.send(new Command(input)) as Promise<unknown> as Promise<Record<string, unknown>>;
}

/** Makes what the requests of a test are about, each with a name of its own. */
export function createWorld(service: TestService) {
  const { client, create, start } = service;

  const unique = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;

  const ask = async (action: string, input: object, field: string) =>
    (await sendCommand(service, action, input))[field] as string;

  const publish = async (name: string) => {
    const stateMachineArn = await create(unique(name));
    return ask('PublishStateMachineVersion', { stateMachineArn }, 'stateMachineVersionArn');
  };
  const routeTo = (stateMachineVersionArn: string) => [{ stateMachineVersionArn, weight: 100 }];
  const addAlias = async () =>
    ask(
      'CreateStateMachineAlias',
      { name: 'PROD', routingConfiguration: routeTo(await publish('aliased')) },
      'stateMachineAliasArn',
    );
  const addActivity = () => ask('CreateActivity', { name: unique('activity') }, 'activityArn');
  /** An activity that has work to give. */
  const addWork = async () => {
    const activityArn = await addActivity();
    const work = { StartAt: 'T', States: { T: { Type: 'Task', Resource: activityArn, End: true } } };
    await start(await create(unique('works'), JSON.stringify(work)), '{"a":1}');
    return activityArn;
  };
  const takeToken = async () => ask('GetActivityTask', { activityArn: await addWork() }, 'taskToken');
  const run = async (definition = PASS) => start(await create(unique('runs'), definition));
  const MAP = JSON.stringify({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'W',
          States: { W: { Type: 'Wait', Seconds: 600, End: true } },
        },
        End: true,
      },
    },
  });
  const runMap = async () => {
    const executionArn = await start(await create(unique('maps'), MAP), '[1,2]');
    const list = async () => (await client.send(new sdk.ListMapRunsCommand({ executionArn }))).mapRuns;
    for (;;) {
      const [mapRun] = (await list()) ?? [];
      if (mapRun !== undefined) return { executionArn, mapRunArn: mapRun.mapRunArn! };
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  return { unique, publish, routeTo, addAlias, addActivity, addWork, takeToken, run, runMap };
}
