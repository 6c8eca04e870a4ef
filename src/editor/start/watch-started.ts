import * as vscode from 'vscode';
import type { MapRunSnapshot } from '../../protocol/execution-snapshot.ts';
import { describeProgress, ProgressMeter } from '../../protocol/map-run-progress.ts';
import type { Connected } from '../connections/connections.ts';
import { describeTrouble } from '../executions/describe-trouble.ts';
import { onConnection } from '../executions/execution-ref.ts';
import type { OnSnapshot } from '../run/run-session.ts';
import type { Services } from '../services.ts';

/** An execution that was started from here. */
export interface StartedExecution {
  readonly connected: Connected;
  readonly executionArn: string;
  /** What it is shown on. */
  readonly document: vscode.Uri;
  /** JSON text, as it runs. */
  readonly definition: string;
}

/**
 * Follows an execution under a notification, which can be cancelled, draws it on the preview, and says how it ended.
 * Resolves when nobody follows it any more.
 */
export async function watchStarted(
  services: Services,
  started: StartedExecution,
  onSnapshot: OnSnapshot,
): Promise<void> {
  const { connected, executionArn, document, definition } = started;
  const [{ followExecution, REMOTE_LOOKS }, { outlineMachine }, { parseDefinition }] = await Promise.all([
    import('../../executions/follow-execution.ts'),
    import('../../executions/machine-outline.ts'),
    import('../../asl/parse.ts'),
  ]);
  const { client, choice } = connected;
  const name = executionArn.split(':').slice(-2).join(':');
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Following {0}', name),
    cancellable: true,
  };
  const ended = await vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    const cancelling = token.onCancellationRequested(() => stop.abort());
    const meter = new ProgressMeter();
    try {
      return await followExecution({
        ...(choice.kind === 'local' ? {} : REMOTE_LOOKS),
        ...{ client, executionArn, states: true, signal: stop.signal },
        outline: outlineMachine(parseDefinition(definition, 'json')),
        onTrouble: (kind) => progress.report({ message: kind === undefined ? '' : describeTrouble(kind) }),
        onProgress: (snapshot) => {
          const expected = (mapRun: MapRunSnapshot): MapRunSnapshot => ({
            ...mapRun,
            expected: services.connections.expectedItems(mapRun.mapRunArn),
          });
          const shown = { ...snapshot, mapRuns: snapshot.mapRuns.map(expected) };
          onSnapshot(document, shown);
          progress.report({
            message: meter
              .read(shown)
              .map((mapRun) => describeProgress(mapRun).join(', '))
              .join(' · '),
          });
        },
      });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      return undefined;
    } finally {
      cancelling.dispose();
    }
  });
  if (ended === undefined) return offerStop(services, started, name);
  const cause = [ended.error, ended.cause?.split('\n')[0]?.slice(0, 200)].filter(Boolean).join(': ');
  services.log.info(`${ended.status} ${executionArn}`);
  if (ended.status === 'SUCCEEDED') return offerOutput(name, ended.output);
  const redrive = vscode.l10n.t('Redrive');
  const message = vscode.l10n.t('{0} ended as {1}. {2}', name, ended.status, cause);
  if ((await vscode.window.showErrorMessage(message, redrive)) !== redrive) return;
  const { redriveExecution } = await import('../executions/execution-actions.ts');
  await redriveExecution(services, { executionArn, choice });
  await watchStarted(services, { ...started, connected: await services.connections.connect(choice) }, onSnapshot);
}

async function offerStop(
  services: Services,
  { connected, executionArn }: StartedExecution,
  name: string,
): Promise<void> {
  const stop = vscode.l10n.t('Stop Execution');
  const message = vscode.l10n.t('{0} goes on, and is not followed any more.', name);
  if ((await vscode.window.showWarningMessage(message, stop)) !== stop) return;
  const { StopExecutionCommand } = await import('@aws-sdk/client-sfn');
  // Asked for anew: the message may have stood for long.
  await onConnection(services, connected.choice, 'states:StopExecution', ({ client }) =>
    client.send(new StopExecutionCommand({ executionArn })),
  );
}

async function offerOutput(name: string, output: string | undefined): Promise<void> {
  const open = vscode.l10n.t('Open Output');
  const message = vscode.l10n.t('{0} succeeded.', name);
  if ((await vscode.window.showInformationMessage(message, open)) !== open) return;
  const { readOutput } = await import('../../executions/run-outcome.ts');
  const content = JSON.stringify(readOutput(output ?? 'null'), undefined, 2);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
}
