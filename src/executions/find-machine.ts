import type { DescribeStateMachineOutput, SFNClient, StateMachineListItem } from '@aws-sdk/client-sfn';
import { layOutJson } from './lay-out-json.ts';

/** A machine as it is deployed. */
export interface DeployedMachine {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly roleArn: string;
  /** JSON text, as it was deployed. */
  readonly definition: string;
  readonly logging: DescribeStateMachineOutput['loggingConfiguration'];
  readonly tracing: boolean;
}

/** All machines, a page after the other. */
export async function* listMachines(client: SFNClient, signal?: AbortSignal): AsyncGenerator<StateMachineListItem[]> {
  const { paginateListStateMachines } = await import('@aws-sdk/client-sfn');
  const options = signal === undefined ? {} : { abortSignal: signal };
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, { maxResults: 1000 }, options))
    yield stateMachines;
}

/** The machine of a name or an ARN (of a version or alias, too); undefined: there is none. */
export async function findMachine(
  client: SFNClient,
  nameOrArn: string,
  signal?: AbortSignal,
): Promise<DeployedMachine | undefined> {
  if (nameOrArn.startsWith('arn:')) return describeMachine(client, nameOrArn, signal);
  for await (const machines of listMachines(client, signal)) {
    const found = machines.find(({ name }) => name === nameOrArn);
    if (found?.stateMachineArn !== undefined) return describeMachine(client, found.stateMachineArn, signal);
  }
  return undefined;
}

async function describeMachine(
  client: SFNClient,
  stateMachineArn: string,
  signal?: AbortSignal,
): Promise<DeployedMachine | undefined> {
  const { DescribeStateMachineCommand } = await import('@aws-sdk/client-sfn');
  const options = signal === undefined ? {} : { abortSignal: signal };
  try {
    const found = await client.send(new DescribeStateMachineCommand({ stateMachineArn }), options);
    return {
      stateMachineArn: found.stateMachineArn ?? stateMachineArn,
      name: found.name ?? '',
      type: found.type ?? 'STANDARD',
      roleArn: found.roleArn ?? '',
      definition: found.definition ?? '{}',
      logging: found.loggingConfiguration,
      tracing: found.tracingConfiguration?.enabled === true,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'StateMachineDoesNotExist') return undefined;
    throw error;
  }
}

/** Whether two definitions say the same, whatever their white space; the order of fields counts, and large numbers digit by digit. */
export function isSameDefinition(one: string, other: string): boolean {
  return layOutJson(one) === layOutJson(other);
}

/** A definition on many lines, to be shown beside another. */
export function layOutDefinition(definition: string): string {
  return `${layOutJson(definition)}\n`;
}
