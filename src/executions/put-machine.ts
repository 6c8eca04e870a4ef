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
  const { CreateStateMachineCommand, paginateListStateMachines, UpdateStateMachineCommand } =
    await import('@aws-sdk/client-sfn');
  const options = signal === undefined ? {} : { abortSignal: signal };
  try {
    const { stateMachineArn } = await client.send(new CreateStateMachineCommand(machine), options);
    return stateMachineArn ?? '';
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
    const { definition, roleArn } = machine;
    await client.send(
      new UpdateStateMachineCommand({ stateMachineArn: known.stateMachineArn, definition, roleArn }),
      options,
    );
    return known.stateMachineArn;
  }
  throw new Error(`The state machine ${machine.name} exists, but is not listed: choose another name.`);
}
