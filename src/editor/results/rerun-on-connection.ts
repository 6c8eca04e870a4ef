import * as vscode from 'vscode';
import type { Rerun } from '../../executions/prepare-rerun.ts';
import type { RerunMachine, StartedRerun } from '../../executions/rerun-machine.ts';
import type { ResultSet } from '../../items/result-files.ts';
import type { Connected } from '../connections/connections.ts';
import { describeConnectionError } from '../connections/service-errors.ts';
import { reportError } from '../register-command.ts';
import { describeRun } from '../run/run-request.ts';
import type { Services } from '../services.ts';
import { askForRole, type TextViewer } from '../start/deploy.ts';
import { guardCost } from '../start/guard-cost.ts';
import { confirmLocalValues } from '../start/prepare-remote.ts';
import { watchStarted } from '../start/watch-started.ts';
import { withSignal } from '../with-signal.ts';
import { findBucketThere } from './result-source.ts';

/** What runs again, and what it was made from. */
export interface RerunThere {
  readonly set: ResultSet;
  readonly rerun: Rerun;
  readonly document: vscode.TextDocument;
}

/**
 * Runs failed items again on the connection: with a role that was shown, and when its cost and what will be made there
 * was agreed to. Then it is followed as any started execution.
 */
export async function rerunOnConnection(services: Services, texts: TextViewer, again: RerunThere): Promise<void> {
  const { connections, log } = services;
  const { choice } = connections;
  const describe = (error: unknown): Promise<unknown> =>
    describeConnectionError(connections, error, 'states:CreateStateMachine', choice);
  try {
    const connected = await connections.connect();
    const machine = await plan(connected, again);
    await confirmLocalValues(machine.prepared);
    const { executionArn } = await prepareAndStart(services, texts, connected, machine, again);
    log.info(`Started ${executionArn}`);
    const { definition } = machine.prepared;
    const started = { choice, executionArn, document: again.document.uri, definition };
    // Not waited for: the command is done when it runs. The preview shows the whole definition, which this is not.
    watchStarted(services, started, undefined).catch(async (error: unknown) =>
      reportError(log, 'fanout.openResults', await describe(error)),
    );
  } catch (error) {
    throw await describe(error);
  }
}

async function plan(connected: Connected, { set, rerun, document }: RerunThere): Promise<RerunMachine> {
  const [{ planRerunMachine }, { definitionPath, limits }] = await Promise.all([
    import('../../executions/rerun-machine.ts'),
    describeRun(document),
  ]);
  const { mapRunArn } = set.manifest;
  const location = vscode.ProgressLocation.Window;
  const title = vscode.l10n.t('Asking for state machines');
  const request = { rerun, mapRunArn, definitionPath, limits, substitutions: {} };
  return vscode.window.withProgress({ location, title }, () => planRerunMachine(connected, request));
}

async function prepareAndStart(
  services: Services,
  texts: TextViewer,
  connected: Connected,
  machine: RerunMachine,
  { set, rerun, document }: RerunThere,
): Promise<StartedRerun> {
  const { planRerunRole, rerunWorkload, startRerun } = await import('../../executions/rerun-machine.ts');
  const { name, prepared, known } = machine;
  const { definition } = prepared;
  if (connected.choice.kind === 'aws') {
    const workload = rerunWorkload(rerun, prepared);
    await guardCost(services, document, { connected, definition, type: 'STANDARD', workload });
  }
  const { mapRunArn } = set.manifest;
  // Before a role is made: on AWS the account has to be that of the Map Run.
  if (connected.choice.kind === 'aws') await planRerunRole(connected, machine, mapRunArn, undefined);
  const request = { machineName: name, definition, logging: false, tracing: false };
  const role = known ? { arn: known.roleArn, isNew: false } : await askForRole(connected, request, texts);
  if (!role.isNew) {
    const { policy } = await planRerunRole(connected, machine, mapRunArn, role.arn);
    await texts.showText(`${name}.policy.json`, JSON.stringify(policy, undefined, 2));
  }
  await confirm(await describeRerun(connected, machine, rerun, role));
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Starting {0}', name),
    cancellable: true,
  };
  const findBucket = (bucket: string) => findBucketThere(services, document.uri, bucket);
  const how = { roleArn: role.arn, isRoleNew: role.isNew, findBucket };
  return vscode.window.withProgress(options, (_, token) =>
    withSignal(token, (signal) => startRerun(connected, rerun, machine, { ...how, signal })),
  );
}

interface Question {
  readonly message: string;
  readonly detail: string;
}

async function describeRerun(
  { choice }: Connected,
  { name, known }: RerunMachine,
  { mapName, items, source, notes }: Rerun,
  role: { readonly arn: string; readonly isNew: boolean },
): Promise<Question> {
  const { describeChoice } = await import('../../executions/connection-choice.ts');
  const where = describeChoice(choice);
  const count = items.items.toLocaleString('en-US');
  const lines = [
    known
      ? vscode.l10n.t('The state machine {0} is updated.', name)
      : vscode.l10n.t('The state machine {0} is created, and is yours to delete.', name),
    role.isNew
      ? vscode.l10n.t('It runs with the new role {0}.', role.arn)
      : vscode.l10n.t('It runs with {0}, which has to allow what is shown.', role.arn),
    source.kind === 'FILE' ? vscode.l10n.t('The items are written to s3://{0}/{1}.', source.bucket, source.key) : '',
    ...notes,
  ];
  return {
    message:
      items.items === 1
        ? vscode.l10n.t('Run 1 item of "{0}" again on {1}?', mapName, where)
        : vscode.l10n.t('Run {0} items of "{1}" again on {2}?', count, mapName, where),
    detail: lines.filter((line) => line !== '').join('\n'),
  };
}

async function confirm({ message, detail }: Question): Promise<void> {
  const again = vscode.l10n.t('Run Again');
  const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, again);
  if (chosen !== again) throw new vscode.CancellationError();
}
