import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';

/** A fanout.json that was found for a definition. */
export interface FoundProject {
  readonly uri: vscode.Uri;
  readonly project: Project;
  readonly problems: readonly string[];
}

const PROJECT_FILE = 'fanout.json';

/** Looks for fanout.json beside the file and upwards to its workspace folder; undefined when there is none. */
export async function findProject(file: vscode.Uri): Promise<FoundProject | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(file)?.uri;
  for (let folder = vscode.Uri.joinPath(file, '..'); ; folder = vscode.Uri.joinPath(folder, '..')) {
    const uri = vscode.Uri.joinPath(folder, PROJECT_FILE);
    const text = await readText(uri);
    if (text !== undefined) {
      const { parseProject } = await import('../project/parse-project.ts');
      const { project, problems } = parseProject(text);
      return project && { uri, project, problems: problems.map(({ message }) => message) };
    }
    if (!top || folder.path === top.path || folder.path === vscode.Uri.joinPath(folder, '..').path) return undefined;
  }
}

/** STANDARD or EXPRESS as the definition's fanout.json says. */
export async function readProjectType(file: vscode.Uri): Promise<Project['type'] | undefined> {
  return (await findProject(file))?.project.type;
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
