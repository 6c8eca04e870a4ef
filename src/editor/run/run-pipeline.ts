import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ReadPriceBook } from '../../cost/price-book.ts';
import type { PipelineOutcome, PipelineProgress } from '../../pipeline/run-contract.ts';
import type { Project, ProjectPipeline } from '../../project/project.ts';
import { PROJECT_FILE } from '../../project/project-paths.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand, reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import { requireTrust } from './run-request.ts';

/** Input files that are offered by name. */
const MOST_OFFERED = 50;
const TITLE = vscode.l10n.t('Run Pipeline Locally');

/** A folder with a custom pipeline; paths are absolute. */
interface PipelineProject {
  readonly folder: vscode.Uri;
  readonly project: Project;
  readonly pipeline: ProjectPipeline;
}

/** *Run Pipeline Locally…*: a scaffolded pipeline's own code on local queues, tables and streams, on a file. */
export function registerRunPipeline(services: Services): vscode.Disposable {
  return registerCommand(services, 'fanout.runPipeline', async (file) => {
    requireTrust();
    const project = await chooseProject(file);
    const input = await chooseInputFile(project);
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

/** The project that a file belongs to, else the only one of the workspace, else the one that is chosen. */
async function chooseProject(file: vscode.Uri | undefined): Promise<PipelineProject> {
  const [{ findProject, loadProject }, { RunRefused }] = await Promise.all([
    import('../../executions/load-project.ts'),
    import('../../executions/run-refused.ts'),
  ]);
  const read = async (uri: vscode.Uri, load: typeof loadProject | typeof findProject) => {
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath.replaceAll('\\', '/');
    try {
      return await load(uri.fsPath, root === undefined ? {} : { root });
    } catch (error) {
      if (error instanceof RunRefused) throw new ExpectedError(error.message);
      throw error;
    }
  };
  const near = file ?? vscode.window.activeTextEditor?.document.uri;
  const own = near?.scheme === 'file' ? await read(near, findProject) : undefined;
  if (own?.project.pipeline)
    return {
      folder: vscode.Uri.joinPath(vscode.Uri.file(own.path), '..'),
      project: own.project,
      pipeline: own.project.pipeline,
    };
  const found: PipelineProject[] = [];
  for (const uri of await vscode.workspace.findFiles(`**/${PROJECT_FILE}`, '**/node_modules/**')) {
    // What cannot be read is no pipeline to offer; its own editor says what is wrong.
    const project = await read(uri, loadProject).catch(() => undefined);
    if (project?.project.pipeline)
      found.push({
        folder: vscode.Uri.joinPath(uri, '..'),
        project: project.project,
        pipeline: project.project.pipeline,
      });
  }
  const [first] = found;
  if (!first)
    throw new ExpectedError(vscode.l10n.t('There is no custom pipeline in this folder: scaffold one.'), {
      title: vscode.l10n.t('New Workflow…'),
      run: () => vscode.commands.executeCommand('fanout.newWorkflow'),
    });
  if (found.length === 1) return first;
  const items = found.map((project) => ({ label: vscode.workspace.asRelativePath(project.folder), project }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: vscode.l10n.t('Which pipeline?'),
  });
  if (!chosen) throw new vscode.CancellationError();
  return chosen.project;
}

/** One of the sample files, or any file of the disk. */
async function chooseInputFile({ folder, pipeline }: PipelineProject): Promise<string> {
  const samples = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, `sample/**/*.${pipeline.format}`),
    undefined,
    MOST_OFFERED,
  );
  const other = vscode.l10n.t('Choose a File…');
  const items = [
    ...samples.map((uri) => ({ label: basename(uri.path), description: vscode.workspace.asRelativePath(uri), uri })),
    { label: other, description: '', uri: undefined },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: TITLE,
    placeHolder: vscode.l10n.t('Which file is the input?'),
  });
  if (!chosen) throw new vscode.CancellationError();
  const [file] = chosen.uri
    ? [chosen.uri]
    : ((await vscode.window.showOpenDialog({ defaultUri: folder, openLabel: vscode.l10n.t('Run') })) ?? []);
  if (!file) throw new vscode.CancellationError();
  if (file.scheme === 'file') return file.fsPath;
  throw new ExpectedError(vscode.l10n.t('The input has to be a file on disk, and this is on {0}.', file.scheme));
}

async function run({ log }: Services, { project, pipeline }: PipelineProject, input: string): Promise<PipelineOutcome> {
  const [{ runPipeline, PipelineRunError }, { loadServices }, { NO_FAULTS }] = await Promise.all([
    import('../../pipeline/run-pipeline.ts'),
    import('../../pipeline/load-services.ts'),
    import('../../pipeline/fault-plan.ts'),
  ]);
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Running the pipeline on {0}', basename(input));
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const stop = new AbortController();
    const cancelling = token.onCancellationRequested(() => stop.abort());
    let shown = 0;
    try {
      const show = (now: PipelineProgress): void => {
        const percent = now.total === 0 ? 0 : Math.floor((100 * (now.done + now.failed)) / now.total);
        progress.report({ message: describe(now), increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      };
      const { services, remarks } = await loadServices(project, pipeline);
      for (const remark of remarks) log.warn(remark);
      const request = { ...pipeline, services, input, seed: 1, faults: NO_FAULTS };
      return await runPipeline(request, stop.signal, show, (text) => log.info(text.trimEnd()));
    } catch (error) {
      if (stop.signal.aborted) throw new vscode.CancellationError();
      if (error instanceof PipelineRunError) throw new ExpectedError(error.message);
      throw error;
    } finally {
      cancelling.dispose();
    }
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
