import * as vscode from 'vscode';
import { executionNameProblem } from '../../executions/start-execution.ts';
import { requireMachine } from '../active-definition.ts';
import { requireTrustToConnect, type Connected } from '../connections/connections.ts';
import { describeConnectionError } from '../connections/service-errors.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand, reportError } from '../register-command.ts';
import { chooseInput } from '../run/choose-input.ts';
import { describeRun, requireOnDisk } from '../run/run-request.ts';
import type { Overlay } from '../executions/overlay.ts';
import type { Services } from '../services.ts';
import { withSignal } from '../with-signal.ts';
import { DeployedDocuments } from './deployed-documents.ts';
import { guardCost } from './guard-cost.ts';
import { prepareRemote, type MachineToStart, type StartedDefinition } from './prepare-remote.ts';
import { watchStarted } from './watch-started.ts';

const TITLE = vscode.l10n.t('Start Execution');

/**
 * *Start Execution…*: of a definition, on the connection of the workspace. The local one takes it as it is; elsewhere a
 * machine is chosen, created or updated first.
 */
export function registerStartExecution(services: Services, overlay: Overlay): vscode.Disposable {
  const documents = new DeployedDocuments();
  return vscode.Disposable.from(
    documents,
    registerCommand(services, 'fanout.startExecution', async (file, resource) => {
      requireTrustToConnect();
      const started = await requireStarted(services, file, resource);
      const { document, embedded } = started;
      requireOnDisk(document);
      try {
        const { connections } = services;
        const isLocal = connections.choice.kind === 'local';
        const input = await chooseInput(services, document.uri, TITLE);
        const machine = isLocal
          ? await prepareLocal(services, started, input)
          : await prepareRemote(services, started, documents);
        const name = await askForName();
        if (machine.connected.choice.kind === 'aws') await guardCost(services, document, machine);
        // The preview of a template may show another one of its machines.
        await launch(services, document, { machine, input, name }, embedded ? undefined : overlay);
      } catch (error) {
        throw await describe(services, error);
      }
    }),
  );
}

/** In a template, the definition of the resource that is named or chosen. Throws an ExpectedError. */
async function requireStarted(
  services: Services,
  file: vscode.Uri | undefined,
  resource: unknown,
): Promise<StartedDefinition> {
  const { document, logicalId } = await requireMachine(services, file, resource);
  if (logicalId === undefined) return { document, embedded: undefined };
  const found = (await services.definitions.readOne(document, logicalId))?.embedded;
  if (found === undefined)
    throw new ExpectedError(vscode.l10n.t('The definition of {0} cannot be read any more.', logicalId));
  const { definition, type, pointer } = found;
  const isSub = pointer.includes('/Fn::Sub');
  return { document, embedded: { logicalId, definition, type, isSub, template: document.getText() } };
}

/** Puts the definition onto the local Step Functions of the window, with its handlers and buckets. */
async function prepareLocal(
  { connections }: Services,
  { document, embedded }: StartedDefinition,
  input: string,
): Promise<MachineToStart> {
  const [{ prepareRun }, { putMachine }, request] = await Promise.all([
    import('../../executions/prepare-run.ts'),
    import('../../executions/put-machine.ts'),
    describeRun(document),
  ]);
  const { runtime, machineName, definition, type, testCase } = await prepareRun({ ...request, embedded, input });
  const { buckets, functions, mocks, clock, limits, pace } = runtime;
  const options = { buckets, functions, mocks, clock, limits, pace };
  const connected = await connections.serveLocally({ options, environment: request.environment });
  const roleArn = 'arn:aws:iam::123456789012:role/local';
  const arn = await putMachine(connected.client, { name: machineName, definition, type, roleArn });
  return { connected, type, definition, stateMachineArn: testCase === undefined ? arn : `${arn}#${testCase}` };
}

/** Empty: a random one. */
async function askForName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: TITLE,
    prompt: vscode.l10n.t('A name for the execution; empty for a random one'),
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? undefined : executionNameProblem(text)),
  });
  if (name === undefined) throw new vscode.CancellationError();
  return name === '' ? undefined : name;
}

interface Launch {
  readonly machine: MachineToStart;
  readonly input: string;
  readonly name: string | undefined;
}

async function launch(
  services: Services,
  document: vscode.TextDocument,
  { machine, input, name }: Launch,
  overlay: Overlay | undefined,
): Promise<void> {
  const { connected, stateMachineArn, type, definition } = machine;
  if (type === 'EXPRESS') return launchExpress(machine.connected, { machine, input, name });
  const { startExecution } = await import('../../executions/start-execution.ts');
  const { executionArn } = await startExecution(connected.client, { stateMachineArn, input, name });
  services.log.info(`Started ${executionArn}`);
  // Not waited for: the command is done when it runs.
  watchStarted(services, { choice: connected.choice, executionArn, document: document.uri, definition }, overlay).catch(
    async (error: unknown) => reportError(services.log, 'fanout.startExecution', await describe(services, error)),
  );
}

/** Synchronously: the API tells nothing of an Express execution afterwards. */
async function launchExpress({ connection }: Connected, { machine, input, name }: Launch): Promise<void> {
  const [{ createClient }, { launchExecution }, { readOutput }, { NO_OUTLINE }] = await Promise.all([
    import('../../executions/connection.ts'),
    import('../../executions/launch.ts'),
    import('../../executions/run-outcome.ts'),
    import('../../executions/machine-outline.ts'),
  ]);
  const { stateMachineArn } = machine;
  const title = vscode.l10n.t('Running {0}', stateMachineArn.split(':').slice(6).join(':'));
  const location = vscode.ProgressLocation.Notification;
  // Its answer comes when it has ended, after five minutes at most.
  const client = await createClient(connection, { requestMilliseconds: 0 });
  const express = {
    client,
    stateMachineArn,
    input,
    name,
    type: 'EXPRESS',
    outline: NO_OUTLINE,
    states: false,
  } as const;
  const launched = vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
    withSignal(token, (signal) => launchExecution({ ...express, signal })),
  );
  const ended = await Promise.resolve(launched).finally(() => client.destroy());
  const { status, error = '', cause = '', output = 'null' } = ended;
  if (status !== 'SUCCEEDED')
    throw new ExpectedError(vscode.l10n.t('The execution ended as {0}: {1}', status, `${error} ${cause}`.trim()));
  const content = JSON.stringify(readOutput(output), undefined, 2);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
}

const describe = ({ connections }: Services, error: unknown): Promise<unknown> =>
  describeConnectionError(connections, error, 'states:StartExecution', connections.choice);
