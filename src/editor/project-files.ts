import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import { PROJECT_FILE, projectCandidates } from '../project/project-paths.ts';
import { ExpectedError } from './errors.ts';

/** The fanout.json of a definition. */
export interface FoundProject {
  readonly uri: vscode.Uri;
  /** Absent when the file cannot be used. */
  readonly project: Project | undefined;
  /** Why it cannot be used; one sentence. */
  readonly problem: string | undefined;
}

/**
 * Finds the fanout.json beside a file or above it, up to its workspace folder. What was found is kept until a fanout.json
 * changes: diagnostics and CodeLenses ask with every change of a definition.
 */
export class ProjectFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #found = new Map<string, Promise<FoundProject | undefined>>();
  readonly #subscriptions: vscode.Disposable;

  /** A fanout.json was made, changed or deleted, on disk or in an editor. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${PROJECT_FILE}`);
    const forget = (): void => {
      this.#found.clear();
      this.#changed.fire();
    };
    const forgetOwn = (document: vscode.TextDocument): void => {
      if (document.uri.path.endsWith(`/${PROJECT_FILE}`)) forget();
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidCreate(forget),
      watcher.onDidChange(forget),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidChangeTextDocument(({ document }) => forgetOwn(document)),
      // What was typed and not saved is gone.
      vscode.workspace.onDidCloseTextDocument(forgetOwn),
    );
  }

  /** Undefined when there is none. */
  find(file: vscode.Uri): Promise<FoundProject | undefined> {
    const key = vscode.Uri.joinPath(file, '..').toString();
    const known = this.#found.get(key);
    if (known) return known;
    const found = findProject(file);
    this.#found.set(key, found);
    return found;
  }

  /** The project, or undefined when there is none. Throws an ExpectedError when it cannot be used. */
  async require(file: vscode.Uri): Promise<{ uri: vscode.Uri; project: Project } | undefined> {
    const found = await this.find(file);
    if (!found) return undefined;
    const { uri, project, problem } = found;
    if (project) return { uri, project };
    throw new ExpectedError(`${vscode.workspace.asRelativePath(uri)}: ${problem ?? ''}`, {
      title: vscode.l10n.t('Open {0}', PROJECT_FILE),
      run: () => vscode.window.showTextDocument(uri),
    });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

async function findProject(file: vscode.Uri): Promise<FoundProject | undefined> {
  // Outside of a workspace folder only beside the file: what lies above is somebody else's.
  const top = vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.joinPath(file, '..');
  for (const path of projectCandidates(file.path, top.path)) {
    const uri = file.with({ path });
    const text = await readText(uri);
    if (text === undefined) continue;
    const { parseProject } = await import('../project/parse-project.ts');
    const { project, problems } = parseProject(text);
    return { uri, project, problem: problems[0]?.message };
  }
  return undefined;
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
