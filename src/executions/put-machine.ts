import type { SFNClient } from '@aws-sdk/client-sfn';

export interface MachineToPut {
  readonly name: string;
  /** JSON text. */
  readonly definition: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly roleArn: string;
}

/**
 * Creates a state machine and gives its ARN; one of that name is updated instead. Rejects with the API's error
 * (`InvalidDefinition` …).
 */
export async function putMachine(client: SFNClient, machine: MachineToPut, signal?: AbortSignal): Promise<string> {
  const {
    CreateStateMachineCommand,
    DescribeStateMachineCommand,
    paginateListStateMachines,
    UpdateStateMachineCommand,
  } = await import('@aws-sdk/client-sfn');
  const options = signal === undefined ? {} : { abortSignal: signal };
  const { definition, roleArn } = machine;
  const update = (stateMachineArn: string) =>
    client.send(new UpdateStateMachineCommand({ stateMachineArn, definition, roleArn }), options);
  try {
    const { stateMachineArn = '' } = await client.send(new CreateStateMachineCommand(machine), options);
    // AWS answers with the old machine where only the role differs, and some endpoints whatever differs.
    const made = await client.send(new DescribeStateMachineCommand({ stateMachineArn }), options);
    if (made.definition !== definition || made.roleArn !== roleArn) await update(stateMachineArn);
    return stateMachineArn;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StateMachineAlreadyExists') throw error;
  }
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}, options)) {
    const known = stateMachines.find(({ name }) => name === machine.name);
    if (known?.stateMachineArn === undefined) continue;
    if (known.type !== machine.type)
      throw new Error(
        `The state machine ${machine.name} is ${known.type ?? 'of another type'}, and a type cannot be changed: choose another name.`,
      );
    await update(known.stateMachineArn);
    return known.stateMachineArn;
  }
  throw new Error(`The state machine ${machine.name} exists, but is not listed: choose another name.`);
}
