import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Project, ProjectPipeline } from '../../project/project.ts';
import { PROJECT_FILE } from '../../project/project-paths.ts';
import { ExpectedError } from '../errors.ts';

/** Input files that are offered by name. */
const MOST_OFFERED = 50;

/** A folder with a custom pipeline; paths are absolute. */
export interface PipelineProject {
  readonly folder: vscode.Uri;
  readonly project: Project;
  readonly pipeline: ProjectPipeline;
}

/** The project that a file belongs to, else the only one of the workspace, else the one that is chosen. */
export async function choosePipelineProject(file: vscode.Uri | undefined, title: string): Promise<PipelineProject> {
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
    title,
    placeHolder: vscode.l10n.t('Which pipeline?'),
  });
  if (!chosen) throw new vscode.CancellationError();
  return chosen.project;
}

/** One of the sample files, or any file of the disk. */
export async function chooseInputFile({ folder, pipeline }: PipelineProject, title: string): Promise<string> {
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
    title,
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
