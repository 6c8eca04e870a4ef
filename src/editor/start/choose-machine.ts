import * as vscode from 'vscode';
import { keyOfChoice } from '../../executions/connection-choice.ts';
import type { DeployedMachine } from '../../executions/find-machine.ts';
import type { PreparedDefinition } from '../../executions/prepare-deployment.ts';
import type { Connected } from '../connections/connections.ts';
import type { Services } from '../services.ts';
import type { DeployedDocuments } from './deployed-documents.ts';

export type MachineChoice =
  | { readonly kind: 'start'; readonly machine: DeployedMachine }
  /** `machine` undefined: create one. */
  | { readonly kind: 'deploy'; readonly name: string; readonly machine: DeployedMachine | undefined };

interface MachineItem extends vscode.QuickPickItem {
  readonly choice?: MachineChoice | 'difference' | 'other';
}

const memoryKey = ({ choice }: Pick<Connected, 'choice'>, definition: vscode.Uri): string =>
  `machine:${keyOfChoice(choice)}:${definition.toString()}`;

/** The ARN of the machine that was last started for a definition on this connection. */
export function recallMachine(
  { context }: Services,
  connected: Pick<Connected, 'choice'>,
  definition: vscode.Uri,
): string | undefined {
  return context.workspaceState.get<string>(memoryKey(connected, definition));
}

/** Which machine was last started for a definition on this connection is asked for first the next time. */
export async function rememberMachine(
  { context }: Services,
  connected: Connected,
  definition: vscode.Uri,
  stateMachineArn: string,
): Promise<void> {
  await context.workspaceState.update(memoryKey(connected, definition), stateMachineArn);
}

/**
 * Asks what to start for a definition: the machine as it is deployed, or after an update; another one; or a new one.
 * Throws a CancellationError on Escape.
 */
export async function chooseMachine(
  services: Services,
  connected: Connected,
  document: Pick<vscode.TextDocument, 'uri'>,
  prepared: PreparedDefinition,
  documents: DeployedDocuments,
): Promise<MachineChoice> {
  const { findMachine } = await import('../../executions/find-machine.ts');
  const { client } = connected;
  const remembered = recallMachine(services, connected, document.uri);
  let machine =
    (remembered === undefined ? undefined : await findMachine(client, remembered)) ??
    (await findMachine(client, prepared.machineName));
  for (;;) {
    const chosen = await vscode.window.showQuickPick(await itemsOf(machine, prepared), {
      title: vscode.l10n.t('Start Execution'),
      placeHolder: vscode.l10n.t('Which state machine?'),
      ignoreFocusOut: true,
    });
    if (chosen?.choice === undefined) throw new vscode.CancellationError();
    if (chosen.choice === 'difference') {
      if (machine) await documents.showDifference(machine, prepared.definition, document.uri);
    } else if (chosen.choice === 'other') machine = (await chooseOther(connected)) ?? machine;
    else return chosen.choice;
  }
}

async function itemsOf(
  machine: DeployedMachine | undefined,
  { definition, machineName }: PreparedDefinition,
): Promise<MachineItem[]> {
  const other: MachineItem = { label: vscode.l10n.t('$(list-unordered) Another state machine…'), choice: 'other' };
  const create: MachineItem = {
    label: vscode.l10n.t('$(rocket) Create {0} and start it', machineName),
    description: vscode.l10n.t('from this definition'),
    choice: { kind: 'deploy', name: machineName, machine: undefined },
  };
  if (machine === undefined) return [create, other];
  const { isSameDefinition } = await import('../../executions/find-machine.ts');
  const { name, type } = machine;
  const start: MachineItem['choice'] = { kind: 'start', machine };
  const isNamedSo = name === machineName;
  if (isSameDefinition(definition, machine.definition))
    return [
      { label: `$(play) ${name}`, description: vscode.l10n.t('{0}, deployed as it is here', type), choice: start },
      {
        label: vscode.l10n.t('$(gear) Change its settings first…'),
        description: vscode.l10n.t('role, logging, tracing, version'),
        choice: { kind: 'deploy', name, machine },
      },
      ...(isNamedSo ? [] : [create]),
      other,
    ];
  return [
    {
      label: vscode.l10n.t('$(rocket) Update {0} and start it', name),
      description: vscode.l10n.t('{0}, deployed with another definition', type),
      choice: { kind: 'deploy', name, machine },
    },
    {
      label: vscode.l10n.t('$(diff) Show what would change'),
      description: vscode.l10n.t('the deployed definition beside this one'),
      choice: 'difference',
    },
    { label: vscode.l10n.t('$(play) Start {0} as it is deployed', name), choice: start },
    ...(isNamedSo ? [] : [create]),
    other,
  ];
}

/** From the list of all machines, which comes page by page. Undefined on Escape: back to where it was asked. */
async function chooseOther({ client }: Connected): Promise<DeployedMachine | undefined> {
  const { findMachine, listMachines } = await import('../../executions/find-machine.ts');
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly arn: string }>();
  const stop = new AbortController();
  picker.title = vscode.l10n.t('Start Execution');
  picker.placeholder = vscode.l10n.t('Which state machine?');
  picker.busy = true;
  picker.show();
  const fill = async (): Promise<void> => {
    for await (const machines of listMachines(client, stop.signal))
      picker.items = [
        ...picker.items,
        ...machines.map(({ name = '', type, stateMachineArn = '' }) => ({
          label: name,
          description: type ?? '',
          arn: stateMachineArn,
        })),
      ];
    picker.busy = false;
  };
  try {
    const chosen = await new Promise<string | undefined>((resolve, reject) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.arn));
      picker.onDidHide(() => resolve(undefined));
      fill().catch(reject);
    });
    return chosen === undefined ? undefined : await findMachine(client, chosen);
  } finally {
    stop.abort();
    picker.dispose();
  }
}
