import * as vscode from 'vscode';
import type { EmbeddedSource } from '../../executions/fill-definition.ts';
import type { PreparedDefinition } from '../../executions/prepare-deployment.ts';
import type { Connected } from '../connections/connections.ts';
import { describeRun } from '../run/run-request.ts';
import type { Services } from '../services.ts';
import { withSignal } from '../with-signal.ts';
import { chooseMachine, rememberMachine, type MachineChoice } from './choose-machine.ts';
import { planDeployment } from './deploy.ts';
import type { DeployedDocuments } from './deployed-documents.ts';

/** What a start begins with. */
export interface StartedDefinition {
  readonly document: vscode.TextDocument;
  /** Where the document is a template: the definition in it. */
  readonly embedded: EmbeddedSource | undefined;
}

/** A machine that can be started. */
export interface MachineToStart {
  readonly connected: Connected;
  /** Of the machine, a version, or a test case of the local runtime. */
  readonly stateMachineArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** JSON text, as it runs. */
  readonly definition: string;
}

/** Asks which machine to start for a document, and creates or updates it where that is wished. */
export async function prepareRemote(
  services: Services,
  { document, embedded }: StartedDefinition,
  documents: DeployedDocuments,
): Promise<MachineToStart> {
  const connected = await services.connections.connect();
  const location = vscode.ProgressLocation.Window;
  const title = vscode.l10n.t('Asking for state machines');
  const prepared = await vscode.window.withProgress({ location, title }, () => prepare(connected, document, embedded));
  // A template has several.
  const uri = embedded === undefined ? document.uri : document.uri.with({ fragment: embedded.logicalId });
  const chosen = await chooseMachine(services, connected, { uri }, prepared, documents);
  const machine =
    chosen.kind === 'start' ? { ...chosen.machine, connected } : await deploy(connected, prepared, chosen, documents);
  await rememberMachine(services, connected, uri, machineArnOf(machine.stateMachineArn));
  return machine;
}

async function prepare(
  connected: Connected,
  document: vscode.TextDocument,
  embedded: EmbeddedSource | undefined,
): Promise<PreparedDefinition> {
  const [{ prepareDeployment }, { readAccountId }, request] = await Promise.all([
    import('../../executions/prepare-deployment.ts'),
    import('../../executions/machine-role.ts'),
    describeRun(document),
  ]);
  const { definitionPath, definitionText, limits } = request;
  return prepareDeployment({
    ...{ definitionPath, definitionText, embedded, limits, substitutions: {} },
    isEndpoint: connected.choice.kind === 'endpoint',
    region: await connected.client.config.region(),
    accountId: () => readAccountId(connected),
  });
}

async function deploy(
  connected: Connected,
  prepared: PreparedDefinition,
  { name, machine }: Extract<MachineChoice, { kind: 'deploy' }>,
  documents: DeployedDocuments,
): Promise<MachineToStart> {
  await confirmLocalValues(prepared);
  const { deployMachine } = await import('../../executions/deploy-machine.ts');
  const { deployment, isRoleNew } = await planDeployment(connected, prepared, { name, machine }, documents);
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Deploying {0}', name);
  const deployed = await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
    withSignal(token, (signal) => deployMachine(connected.client, deployment, machine, { isRoleNew, signal })),
  );
  const { type, definition } = deployment;
  return { connected, type, definition, stateMachineArn: deployed.versionArn ?? deployed.stateMachineArn };
}

/** Values of fanout.json and of its template are those of local runs: what they stand for there, too, is for the user to know. */
export async function confirmLocalValues({ localValues }: PreparedDefinition): Promise<void> {
  const lines = Object.entries(localValues).map(([name, value]) => `\${${name}} = ${value}`);
  if (lines.length === 0) return;
  const use = vscode.l10n.t('Deploy With These');
  const message = vscode.l10n.t('Do these names stand for the same there?');
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail: lines.join('\n') }, use);
  if (chosen !== use) throw new vscode.CancellationError();
}

/** Without the version behind it. */
const machineArnOf = (arn: string): string => arn.split(':').slice(0, 7).join(':');
