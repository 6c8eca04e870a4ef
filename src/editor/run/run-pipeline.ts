import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ReadPriceBook } from '../../cost/price-book.ts';
import type { PipelineOutcome, PipelineProgress } from '../../pipeline/run-contract.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand, reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import { withSignal } from '../with-signal.ts';
import { chooseInputFile, choosePipelineProject, type PipelineProject } from './pipeline-project.ts';
import { requireTrust } from './run-request.ts';

const TITLE = vscode.l10n.t('Run Pipeline Locally');

/** *Run Pipeline Locally…*: a scaffolded pipeline's own code on local queues, tables and streams, on a file. */
export function registerRunPipeline(services: Services): vscode.Disposable {
  return registerCommand(services, 'fanout.runPipeline', async (file) => {
    requireTrust();
    const project = await choosePipelineProject(file, TITLE);
    const input = await chooseInputFile(project, TITLE);
    const outcome = await run(services, project, input);
    const { status, done, total } = outcome;
    services.log.info(`pipeline ${project.folder.fsPath}: ${status}, ${done} of ${total} items`);
    for (const { error, times } of outcome.errors) services.log.warn(`${times}× ${error}`);
    if (outcome.output !== undefined) await openOutput(outcome.output);
    // The run is over; its message may stay for long.
    tell(outcome, input, project, services.prices).catch((error: unknown) =>
      reportError(services.log, 'fanout.runPipeline', error),
    );
  });
}

async function run({ log }: Services, { project, pipeline }: PipelineProject, input: string): Promise<PipelineOutcome> {
  const [{ runPipeline, PipelineRunError }, { loadServices }, { NO_FAULTS }] = await Promise.all([
    import('../../pipeline/run-pipeline.ts'),
    import('../../pipeline/load-services.ts'),
    import('../../pipeline/fault-plan.ts'),
  ]);
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Running the pipeline on {0}', basename(input));
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    let shown = 0;
    const show = (now: PipelineProgress): void => {
      const percent = now.total === 0 ? 0 : Math.floor((100 * (now.done + now.failed)) / now.total);
      progress.report({ message: describe(now), increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    };
    return withSignal(token, async (signal) => {
      try {
        const { services, remarks } = await loadServices(project, pipeline);
        for (const remark of remarks) log.warn(remark);
        const request = { ...pipeline, services, input, seed: 1, faults: NO_FAULTS };
        return await runPipeline(request, signal, show, (text) => log.info(text.trimEnd()));
      } catch (error) {
        throw error instanceof PipelineRunError ? new ExpectedError(error.message) : error;
      }
    });
  });
}

function describe({ status, done, failed, total, parked }: PipelineProgress): string {
  const count = (value: number): string => value.toLocaleString('en-US');
  const counts = vscode.l10n.t('{0}: {1} of {2} items', status, count(done), count(total));
  return failed === 0 ? counts : vscode.l10n.t('{0}, {1} failed, {2} parked', counts, count(failed), count(parked));
}

async function openOutput(path: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(path), {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
  });
}

async function tell(
  outcome: PipelineOutcome,
  input: string,
  project: PipelineProject,
  prices: Services['prices'],
): Promise<void> {
  const ended = vscode.l10n.t('{0} has ended. {1}', basename(input), describe(outcome));
  const summary = `${ended}; ${await tellCost(outcome, await prices.find(project.folder))}`;
  if (outcome.status === 'DONE' && outcome.failed === 0) {
    await vscode.window.showInformationMessage(summary);
    return;
  }
  const [worst] = outcome.errors;
  const task = vscode.l10n.t('Open the Task');
  const reason = worst ? ` ${vscode.l10n.t('{0}× {1}', worst.times, worst.error.split('\n')[0] ?? '')}` : '';
  if ((await vscode.window.showWarningMessage(`${summary}${reason}`, task)) === task)
    await vscode.window.showTextDocument(vscode.Uri.file(project.pipeline.task));
}

async function tellCost({ usage }: PipelineOutcome, read: ReadPriceBook): Promise<string> {
  if ('error' in read) return vscode.l10n.t('what it costs on AWS is not known: {0}', read.error);
  const { priceUsage } = await import('../../pipeline/price-usage.ts');
  const { money } = await import('../../cost/say.ts');
  const { amount } = priceUsage(usage, read.book);
  return vscode.l10n.t('on AWS about {0} in {1}.', money(amount), read.book.region);
}
