import * as vscode from 'vscode';
import type { Deployment, MachineLogging } from '../../executions/deploy-machine.ts';
import type { DeployedMachine } from '../../executions/find-machine.ts';
import type { RoleRequest } from '../../executions/machine-role.ts';
import type { PreparedDefinition } from '../../executions/prepare-deployment.ts';
import type { Connected } from '../connections/connections.ts';
import type { DeployedDocuments } from './deployed-documents.ts';

const TITLE = vscode.l10n.t('Deploy');

/** What is asked for before a machine is created or updated. */
export interface PlannedDeployment {
  readonly deployment: Deployment;
  /** The role was made just now. */
  readonly isRoleNew: boolean;
}

/**
 * Asks for what a deployment needs beyond its definition: type and role where it is new, logging, tracing, a version.
 * A role is made when the user has seen it and says so. Throws a CancellationError on Escape.
 */
export async function planDeployment(
  connected: Connected,
  prepared: PreparedDefinition,
  { name, machine }: { readonly name: string; readonly machine: DeployedMachine | undefined },
  documents: DeployedDocuments,
): Promise<PlannedDeployment> {
  const type = machine === undefined ? await askForType(prepared) : (prepared.project?.type ?? machine.type);
  const wishes = await askForSettings(machine);
  const logging = wishes.has('logging') ? await askForLogging() : undefined;
  const tracing = wishes.has('tracing');
  const isRoleWanted = machine === undefined || wishes.has('role');
  const request = { machineName: name, definition: prepared.definition, logging: logging !== undefined, tracing };
  const role = isRoleWanted ? await askForRole(connected, request, documents) : undefined;
  return {
    isRoleNew: role?.isNew === true,
    deployment: {
      ...{ name, type, definition: prepared.definition },
      roleArn: role?.arn,
      publish: wishes.has('publish'),
      ...(logging === undefined ? {} : { logging }),
      ...(tracing === (machine?.tracing ?? false) ? {} : { tracing }),
    },
  };
}

async function askForType({ type }: PreparedDefinition): Promise<Deployment['type']> {
  const other = type === 'STANDARD' ? 'EXPRESS' : 'STANDARD';
  const items = [
    { label: type, description: vscode.l10n.t('as fanout.json says, or by default'), type },
    { label: other, type: other } as const,
  ];
  return (await pick(items, vscode.l10n.t('Which type? It cannot be changed later.'))).type;
}

type Wish = 'publish' | 'tracing' | 'logging' | 'role';

async function askForSettings(machine: DeployedMachine | undefined): Promise<ReadonlySet<Wish>> {
  const items: (vscode.QuickPickItem & { readonly wish: Wish })[] = [
    { label: vscode.l10n.t('Publish a version'), wish: 'publish' },
    { label: vscode.l10n.t('Trace with X-Ray'), wish: 'tracing', picked: machine?.tracing === true },
    {
      label: vscode.l10n.t('Change logging…'),
      description: machine?.logging?.level ?? 'OFF',
      wish: 'logging',
    },
    ...(machine === undefined
      ? []
      : [{ label: vscode.l10n.t('Change the role…'), description: machine.roleArn, wish: 'role' } as const]),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    ...{ title: TITLE, canPickMany: true, ignoreFocusOut: true },
    placeHolder: vscode.l10n.t('Anything besides the definition? Enter goes on.'),
  });
  if (!chosen) throw new vscode.CancellationError();
  return new Set(chosen.map(({ wish }) => wish));
}

async function askForLogging(): Promise<MachineLogging> {
  const items = [
    { label: 'ERROR', level: 'ERROR' },
    { label: 'ALL', level: 'ALL' },
    { label: 'FATAL', level: 'FATAL' },
    { label: 'OFF', level: 'OFF' },
  ] as const;
  const { level } = await pick(items, vscode.l10n.t('What is logged?'));
  if (level === 'OFF') return { level, includeData: false };
  const logGroupArn = await ask(vscode.l10n.t('The ARN of the log group'), (text) =>
    /^arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:./.test(text)
      ? undefined
      : vscode.l10n.t('It reads arn:aws:logs:REGION:ACCOUNT:log-group:NAME.'),
  );
  return { level, logGroupArn, includeData: false };
}

/** Shows texts that are on no disk. */
export type TextViewer = Pick<DeployedDocuments, 'showText'>;

/** Asks for a role that is there, or makes one when the user has seen it. Throws a CancellationError on Escape. */
export async function askForRole(
  connected: Connected,
  request: RoleRequest,
  documents: TextViewer,
): Promise<{ readonly arn: string; readonly isNew: boolean }> {
  const items = [
    {
      label: vscode.l10n.t('$(shield) Create a role…'),
      description: vscode.l10n.t('that allows what the definition needs, shown first'),
      isNew: true,
    },
    { label: vscode.l10n.t('$(key) A role that is there…'), isNew: false },
  ];
  const { isNew } = await pick(items, vscode.l10n.t('Which role does it run with?'));
  if (!isNew) {
    const arn = await ask(vscode.l10n.t('The ARN of the role'), (text) =>
      /^arn:[\w-]+:iam::\d{12}:role\/./.test(text)
        ? undefined
        : vscode.l10n.t('It reads arn:aws:iam::ACCOUNT:role/NAME.'),
    );
    return { arn, isNew: false };
  }
  const { createRole, planRole } = await import('../../executions/machine-role.ts');
  const plan = await planRole(connected, request);
  const { roleName, trust, policy, unknown } = plan;
  await documents.showText(`${roleName}.json`, JSON.stringify({ roleName, trust, policy }, undefined, 2));
  const create = vscode.l10n.t('Create Role');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Create the role {0}, as it is shown?', roleName),
    { modal: true, detail: unknown.map((each) => vscode.l10n.t('Not in it, add it yourself: {0}', each)).join('\n') },
    create,
  );
  if (chosen !== create) throw new vscode.CancellationError();
  return { arn: await createRole(connected, plan), isNew: true };
}

async function pick<Item extends vscode.QuickPickItem>(items: readonly Item[], placeHolder: string): Promise<Item> {
  const chosen = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder, ignoreFocusOut: true });
  if (!chosen) throw new vscode.CancellationError();
  return chosen;
}

async function ask(prompt: string, problemOf: (text: string) => string | undefined): Promise<string> {
  const options = { title: TITLE, prompt, ignoreFocusOut: true };
  const typed = await vscode.window.showInputBox({ ...options, validateInput: (text) => problemOf(text.trim()) });
  if (typed === undefined) throw new vscode.CancellationError();
  return typed.trim();
}
