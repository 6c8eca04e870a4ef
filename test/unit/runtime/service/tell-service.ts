import {
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListActivitiesCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';

/** Everything that the API tells of the catalog and of executions. */
export async function tellAll(client: SFNClient): Promise<unknown> {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const machines = [];
  for (const { stateMachineArn, type } of stateMachines) {
    const versions = await client.send(new ListStateMachineVersionsCommand({ stateMachineArn }));
    const aliases = await client.send(new ListStateMachineAliasesCommand({ stateMachineArn }));
    const { executions = [] } =
      type === 'EXPRESS' ? {} : await client.send(new ListExecutionsCommand({ stateMachineArn }));
    machines.push({
      machine: await client.send(new DescribeStateMachineCommand({ stateMachineArn })),
      tags: await client.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn })),
      versions: await Promise.all(
        (versions.stateMachineVersions ?? []).map(({ stateMachineVersionArn }) =>
          client.send(new DescribeStateMachineCommand({ stateMachineArn: stateMachineVersionArn })),
        ),
      ),
      aliases: await Promise.all(
        (aliases.stateMachineAliases ?? []).map(({ stateMachineAliasArn }) =>
          client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn })),
        ),
      ),
      executions: await Promise.all(executions.map(({ executionArn }) => tellExecution(client, executionArn ?? ''))),
    });
  }
  const { activities = [] } = await client.send(new ListActivitiesCommand({}));
  return withoutMetadata({
    machines,
    activities,
    activityTags: await Promise.all(
      activities.map(({ activityArn }) => client.send(new ListTagsForResourceCommand({ resourceArn: activityArn }))),
    ),
  });
}

export async function tellExecution(client: SFNClient, executionArn: string): Promise<unknown> {
  const histories = [];
  for (const reverseOrder of [false, true]) {
    let nextToken: string | undefined;
    do {
      const request = { executionArn, reverseOrder, maxResults: 3, nextToken };
      const page = await client.send(new GetExecutionHistoryCommand(request));
      histories.push(page.events);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return {
    execution: await client.send(new DescribeExecutionCommand({ executionArn })),
    machine: await client.send(new DescribeStateMachineForExecutionCommand({ executionArn })),
    histories,
  };
}

export function withoutMetadata(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === '$metadata' ? undefined : each)));
}
