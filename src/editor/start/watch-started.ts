import * as vscode from 'vscode';
import type { ConnectionChoice } from '../../executions/connection-choice.ts';
import type { FeedWatcher } from '../../executions/execution-feed.ts';
import type { FollowedExecution } from '../../executions/follow-execution.ts';
import type { ExecutionSnapshot } from '../../protocol/execution-snapshot.ts';
import { describeProgress, ProgressMeter } from '../../protocol/map-run-progress.ts';
import type { CommandId } from '../commands.ts';
import { describeTrouble } from '../executions/describe-trouble.ts';
import { onConnection } from '../executions/execution-ref.ts';
import type { Overlay } from '../executions/overlay.ts';
import type { Services } from '../services.ts';

/** An execution that was started from here. */
export interface StartedExecution {
  readonly choice: ConnectionChoice;
  readonly executionArn: string;
  /** What it is shown on. */
  readonly document: vscode.Uri;
  /** JSON text, as it runs. */
  readonly definition: string;
}

/**
 * Follows an execution under a notification, which leads to its page and can be cancelled, draws it on what shows its
 * definition, and says how it ended. Resolves when nobody follows it any more. `overlay`: undefined where what runs is
 * not what is shown.
 */
export async function watchStarted(
  services: Services,
  started: StartedExecution,
  overlay: Overlay | undefined,
): Promise<void> {
  const { executionArn, choice } = started;
  const name = executionArn.split(':').slice(-2).join(':');
  const follow = linkTo('fanout.followExecution', followButton(), { executionArn, choice });
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Following {0} ({1})', name, follow),
    cancellable: true,
  };
  const ended = await vscode.window.withProgress(options, (progress, token) =>
    followUnder(services, started, { overlay, token, tell: (message) => progress.report({ message }) }),
  );
  if (ended === undefined) return offerStop(services, started, name);
  const cause = [ended.error, ended.cause?.split('\n')[0]?.slice(0, 200)].filter(Boolean).join(': ');
  services.log.info(`${ended.status} ${executionArn}`);
  if (ended.status === 'SUCCEEDED') return offerOutput(started, name, ended.output);
  const redrive = vscode.l10n.t('Redrive');
  const open = followButton();
  const message = vscode.l10n.t('{0} ended as {1}. {2}', name, ended.status, cause);
  const chosen = await vscode.window.showErrorMessage(message, redrive, open);
  if (chosen === open) await openPage(started);
  if (chosen !== redrive) return;
  const { redriveExecution } = await import('../executions/execution-actions.ts');
  await redriveExecution(services, { executionArn, choice });
  await watchStarted(services, started, overlay);
}

interface Notification {
  readonly overlay: Overlay | undefined;
  readonly token: vscode.CancellationToken;
  readonly tell: (message: string) => void;
}

/** How it has ended; undefined: its notification was cancelled. */
async function followUnder(
  services: Services,
  { executionArn, choice, document, definition }: StartedExecution,
  { overlay, token, tell }: Notification,
): Promise<FollowedExecution | undefined> {
  const [{ outlineMachine }, { parseDefinition }] = await Promise.all([
    import('../../executions/machine-outline.ts'),
    import('../../asl/parse.ts'),
  ]);
  const outline = outlineMachine(parseDefinition(definition, 'json'));
  const feed = await services.feeds.open({ executionArn, choice }, outline);
  const meter = new ProgressMeter();
  const describe = (snapshot: ExecutionSnapshot): string =>
    meter
      .read(snapshot)
      .map((mapRun) => describeProgress(mapRun).join(', '))
      .join(' · ');
  const using: { dispose(): unknown }[] = [];
  try {
    return await new Promise<FollowedExecution | undefined>((resolve, reject) => {
      const watcher: FeedWatcher = {
        onTrouble: (kind) => tell(kind === undefined ? '' : describeTrouble(kind)),
        onSnapshot: (snapshot) => tell(describe(snapshot)),
        onEnded: resolve,
        onFailed: reject,
      };
      const watching = feed.watch(watcher, 'glance');
      using.push(
        { dispose: () => watching.end() },
        token.onCancellationRequested(() => resolve(undefined)),
      );
      if (overlay !== undefined) using.push(overlay.follow(feed, document));
    });
  } finally {
    for (const each of using) each.dispose();
  }
}

async function offerStop(services: Services, started: StartedExecution, name: string): Promise<void> {
  const stop = vscode.l10n.t('Stop Execution');
  const open = followButton();
  const message = vscode.l10n.t('{0} goes on, and is not followed any more.', name);
  const chosen = await vscode.window.showWarningMessage(message, stop, open);
  if (chosen === open) await openPage(started);
  if (chosen !== stop) return;
  const { StopExecutionCommand } = await import('@aws-sdk/client-sfn');
  // Asked for anew: the message may have stood for long.
  const { executionArn, choice } = started;
  await onConnection(services, choice, 'states:StopExecution', ({ client }) =>
    client.send(new StopExecutionCommand({ executionArn })),
  );
}

async function offerOutput(started: StartedExecution, name: string, output: string | undefined): Promise<void> {
  const open = vscode.l10n.t('Open Output');
  const follow = followButton();
  const message = vscode.l10n.t('{0} succeeded.', name);
  const chosen = await vscode.window.showInformationMessage(message, open, follow);
  if (chosen === follow) await openPage(started);
  if (chosen !== open) return;
  const { readOutput } = await import('../../executions/run-outcome.ts');
  const content = JSON.stringify(readOutput(output ?? 'null'), undefined, 2);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
}

const followButton = (): string => vscode.l10n.t('Follow');

function openPage({ executionArn, choice }: StartedExecution): Thenable<unknown> {
  return vscode.commands.executeCommand('fanout.followExecution', { executionArn, choice });
}

/** A link in the text of a notification, where VS Code has no button; it takes the focus as a button does. */
function linkTo(command: CommandId, title: string, ...args: readonly unknown[]): string {
  const escaped = encodeURIComponent(JSON.stringify(args)).replace(
    /[()']/g,
    (each) => `%${each.charCodeAt(0).toString(16)}`,
  );
  return `[${title}](command:${command}?${escaped})`;
}
