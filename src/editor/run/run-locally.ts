import * as vscode from 'vscode';
import type { RunOutcome } from '../../executions/run-locally.ts';
import type { ExecutionSnapshot, MapRunCounts, MapRunSnapshot } from '../../protocol/execution-snapshot.ts';
import { requireDefinition } from '../active-definition.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { chooseInput } from './choose-input.ts';
import { describeRun, requireOnDisk, requireTrust } from './run-request.ts';

/** What a run tells while it goes on, and when it has ended. */
export interface RunObserver {
  readonly onSnapshot: (definition: vscode.Uri, snapshot: ExecutionSnapshot) => void;
  /** `mapRuns` as they were last seen: with the state that each belongs to. */
  readonly onOutcome: (
    definition: vscode.Uri,
    outcome: RunOutcome,
    mapRuns: readonly MapRunSnapshot[],
  ) => Promise<void>;
}

/** *Run Locally…*: fanout.json says buckets, handlers and inputs; progress with counts; cancelling stops the execution. */
export function registerRunLocally(services: Services, observer: RunObserver): vscode.Disposable {
  return registerCommand(services, 'fanout.runLocally', async (file) => {
    requireTrust();
    const document = await requireDefinition(services, file);
    requireOnDisk(document);
    const input = await chooseInput(services, document.uri);
    let last: ExecutionSnapshot | undefined;
    const onSnapshot = (snapshot: ExecutionSnapshot): void => {
      last = snapshot;
      observer.onSnapshot(document.uri, snapshot);
    };
    const outcome = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Running {0}', vscode.workspace.asRelativePath(document.uri)),
        cancellable: true,
      },
      (progress, token) => run(services, document, { input, onSnapshot, progress, token }),
    );
    services.log.info(`${outcome.status} ${outcome.executionArn} in ${String(outcome.seconds)} s`);
    await observer.onOutcome(document.uri, outcome, last?.mapRuns ?? []);
  });
}

interface RunParts {
  readonly input: string;
  readonly onSnapshot: (snapshot: ExecutionSnapshot) => void;
  readonly progress: vscode.Progress<{ message: string; increment?: number }>;
  readonly token: vscode.CancellationToken;
}

async function run(
  { log }: Services,
  document: vscode.TextDocument,
  { input, onSnapshot, progress, token }: RunParts,
): Promise<RunOutcome> {
  const [{ runLocally }, { RunRefused }] = await Promise.all([
    import('../../executions/run-locally.ts'),
    import('../../executions/run-refused.ts'),
  ]);
  const controller = new AbortController();
  const cancelling = token.onCancellationRequested(() => controller.abort());
  let shown = 0;
  try {
    return await runLocally({
      ...(await describeRun(document)),
      input,
      signal: controller.signal,
      states: true,
      onProgress: (snapshot) => {
        const { message, percent } = describeProgress(snapshot);
        progress.report({ message, increment: percent - shown });
        shown = percent;
        onSnapshot(snapshot);
      },
      onLog: (functionName, text) => log.info(`${functionName}: ${text.trimEnd()}`),
    });
  } catch (error) {
    if (error instanceof RunRefused) throw new ExpectedError(error.message);
    throw error;
  } finally {
    cancelling.dispose();
  }
}

/** One line for the notification, and how far it is where a Map Run tells. */
function describeProgress({ mapRuns, states }: ExecutionSnapshot): { message: string; percent: number } {
  const [mapRun] = mapRuns.filter(({ status }) => status === 'RUNNING').concat(mapRuns);
  if (mapRun) {
    const { total, succeeded, failed, timedOut, aborted } = mapRun.itemCounts;
    const done = succeeded + failed + timedOut + aborted;
    return { message: describeCounts(mapRun.itemCounts), percent: total === 0 ? 0 : Math.floor((100 * done) / total) };
  }
  const entered = Object.values(states).reduce((sum, each) => sum + each.entered, 0);
  return { message: vscode.l10n.t('States entered: {0}', entered.toLocaleString('en-US')), percent: 0 };
}

function describeCounts({ succeeded, total, failed, running }: MapRunCounts): string {
  const [done, all, bad, now] = [succeeded, total, failed, running].map((count) => count.toLocaleString('en-US'));
  return failed > 0
    ? vscode.l10n.t('{0} of {1} items succeeded, {2} failed, {3} running', done ?? '', all ?? '', bad ?? '', now ?? '')
    : vscode.l10n.t('{0} of {1} items succeeded, {2} running', done ?? '', all ?? '', now ?? '');
}
