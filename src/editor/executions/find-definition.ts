import type * as vscode from 'vscode';
import type { ConnectionChoice } from '../../executions/connection-choice.ts';
import { machineNameOf } from '../../executions/machine-name.ts';
import { matchDefinition } from '../../executions/name-match.ts';
import type { Services } from '../services.ts';
import { recallMachine } from '../start/choose-machine.ts';

/** Tells which definition of the workspace a machine of a connection was made of, by its ARN; undefined: of none. */
export async function createDefinitionFinder(
  services: Services,
  choice: ConnectionChoice,
): Promise<(stateMachineArn: string) => vscode.Uri | undefined> {
  const definitions = (await services.workflows.list()).map((uri) => ({
    definition: uri,
    machineName: machineNameOf(uri.path),
    remembered: recallMachine(services, { choice }, uri),
  }));
  return (stateMachineArn) => matchDefinition(stateMachineArn, definitions);
}
