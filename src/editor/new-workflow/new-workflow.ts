import * as vscode from 'vscode';
import type { JsonObject } from '../../asl/json.ts';
import type { WorkflowPreset } from '../../scaffold/choose/choose-approach.ts';
import type { Answers } from '../../scaffold/question.ts';
import type { Pattern } from '../../scaffold/pattern.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand, reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import { askToPick } from './ask.ts';
import { askQuestions } from './ask-questions.ts';

const TITLE = vscode.l10n.t('New Workflow');

/** *New Workflow…*: choose a pattern by its trade-offs, answer its questions, get a project that runs at once. */
export function registerNewWorkflow(services: Services): vscode.Disposable {
  return registerCommand(services, 'fanout.newWorkflow', async (folder, given) => {
    const parent = folder ?? (await chooseFolder());
    // A menu of the explorer passes the selected files here.
    const preset = given && 'pattern' in given ? given : undefined;
    const { pattern, answers } = preset ? await completePreset(preset) : await askForWorkflow();
    const target = vscode.Uri.joinPath(parent, String(answers.name));
    const first = await writeProject(pattern, answers, target, preset?.workload);
    services.log.info(`Wrote ${pattern.id} to ${target.fsPath}`);
    services.workflows.refresh();
    await vscode.window.showTextDocument(first, { preview: false });
    // The command is done; the offer stays until it is answered.
    const offer = pattern.id === 'custom-pipeline' ? offerPipelineRun(first) : offerNext(first);
    offer.catch((error: unknown) => reportError(services.log, 'fanout.newWorkflow', error));
  });
}

/** The pattern first; *Back* at the first question leads to it again. */
async function askForWorkflow(): Promise<{ pattern: Pattern; answers: Answers }> {
  const { PATTERNS } = await import('../../scaffold/patterns.ts');
  const items = PATTERNS.map((pattern) => ({
    value: pattern,
    label: pattern.title,
    detail: pattern.description,
  }));
  let pattern = PATTERNS[0];
  for (;;) {
    const head = { title: TITLE, step: 1, totalSteps: 1 + (pattern?.questions.length ?? 0), canGoBack: false };
    const chosen = await askToPick(head, vscode.l10n.t('How should the work be fanned out?'), items, pattern);
    if (chosen === 'back' || !chosen.answer) continue;
    pattern = chosen.answer;
    const answers = await askQuestions(`${TITLE}: ${pattern.title}`, pattern.questions, 1);
    if (answers !== 'back') return { pattern, answers };
  }
}

/** The questions of the preset's pattern, its answers filled in. */
async function completePreset(preset: WorkflowPreset): Promise<{ pattern: Pattern; answers: Answers }> {
  const { findPattern } = await import('../../scaffold/patterns.ts');
  const pattern = findPattern(preset.pattern);
  if (!pattern)
    throw new ExpectedError(vscode.l10n.t('There is no pattern {0} to make a workflow of.', preset.pattern));
  for (;;) {
    const answers = await askQuestions(`${TITLE}: ${pattern.title}`, pattern.questions, 0, preset.answers);
    if (answers !== 'back') return { pattern, answers };
  }
}

/** Writes the project and returns the file to begin with; nothing is overwritten or half-written. */
async function writeProject(
  pattern: Pattern,
  answers: Answers,
  target: vscode.Uri,
  workload: JsonObject = {},
): Promise<vscode.Uri> {
  if (target.scheme !== 'file')
    throw new ExpectedError(
      vscode.l10n.t('A workflow can only be written to a folder on disk, and this is {0}.', target.scheme),
    );
  const { scaffoldProject } = await import('../../scaffold/scaffold-project.ts');
  const { writeFiles, WriteFilesError } = await import('../../items/write-files.ts');
  const { carryWorkload } = await import('../../scaffold/carry-workload.ts');
  const { files: made, problems } = await scaffoldProject(pattern, answers);
  if (!made) throw new ExpectedError(problems.join(' '));
  const files = carryWorkload(made, workload);
  try {
    await writeFiles(target.fsPath, files);
  } catch (error) {
    if (!(error instanceof WriteFilesError)) throw error;
    if (error.reason !== 'occupied') throw new ExpectedError(error.message);
    throw new ExpectedError(
      vscode.l10n.t('{0} is not empty: choose another name, or move its files away.', target.fsPath),
      { title: vscode.l10n.t('New Workflow…'), run: () => vscode.commands.executeCommand('fanout.newWorkflow') },
    );
  }
  // A pipeline has no definition: there it is the work on one item.
  const first = files.find(({ path }) => path.startsWith('statemachine/') || path === 'functions/task.ts');
  return vscode.Uri.joinPath(target, ...(first?.path.split('/') ?? []));
}

async function chooseFolder(): Promise<vscode.Uri> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (first && folders.length === 1) return first.uri;
  if (!first)
    throw new ExpectedError(vscode.l10n.t('Open a folder first: the workflow is written into it.'), {
      title: vscode.l10n.t('Open Folder…'),
      run: () => vscode.commands.executeCommand('vscode.openFolder'),
    });
  const chosen = await vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('Where should the workflow go?'),
  });
  if (!chosen) throw new vscode.CancellationError();
  return chosen.uri;
}

async function offerNext(definition: vscode.Uri): Promise<void> {
  const preview = vscode.l10n.t('Open Preview');
  const run = vscode.l10n.t('Run Locally…');
  const actions = vscode.workspace.isTrusted ? [preview, run] : [preview];
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('The workflow is ready, with sample data to run it on.'),
    ...actions,
  );
  if (chosen === preview) await vscode.commands.executeCommand('fanout.openPreview', definition);
  if (chosen === run) await vscode.commands.executeCommand('fanout.runLocally', definition);
}

async function offerPipelineRun(task: vscode.Uri): Promise<void> {
  const run = vscode.l10n.t('Run Pipeline Locally…');
  const actions = vscode.workspace.isTrusted ? [run] : [];
  const ready = vscode.l10n.t('The pipeline is ready, with sample data to run it on.');
  if ((await vscode.window.showInformationMessage(ready, ...actions)) === run)
    await vscode.commands.executeCommand('fanout.runPipeline', task);
}
