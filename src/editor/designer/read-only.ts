import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';

/** What a file's mode says when its owner may write it. */
const OWNER_WRITES = 0o200;

/**
 * Why the text cannot be changed in a designer that stands in a comparison, where VS Code undoes nothing of it. To an
 * extension a comparison is a tab of a kind that it is not told.
 */
export function findComparison({ visible, viewColumn }: vscode.WebviewPanel): string | undefined {
  const group = vscode.window.tabGroups.all.find((each) => each.viewColumn === viewColumn);
  return visible && group?.activeTab && group.activeTab.input === undefined
    ? vscode.l10n.t('Read-only: this is a comparison. Open the file to change it.')
    : undefined;
}

/**
 * Why a document can only be looked at, in one sentence; undefined where it can be changed. VS Code tells an extension
 * only of file systems; what it makes read-only by a setting is asked here by the same settings, since an edit of the
 * workspace changes the text of such a file all the same.
 */
export async function findReadOnlyReason(document: vscode.TextDocument): Promise<string | undefined> {
  const { uri, isUntitled } = document;
  if (isUntitled) return undefined;
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== true)
    return vscode.l10n.t('Read-only: this version can only be looked at.');
  const settings = vscode.workspace.getConfiguration('files', uri);
  if (isMatched(document, settings.get('readonlyExclude'))) return undefined;
  if (isMatched(document, settings.get('readonlyInclude')))
    return vscode.l10n.t('Read-only: the setting files.readonlyInclude names this file.');
  if (await isProtected(uri, settings.get('readonlyFromPermissions') === true))
    return vscode.l10n.t('Read-only: this file is write-protected.');
  return undefined;
}

/** Whether one of the patterns that are switched on fits: they begin at the folder of the workspace. */
function isMatched(document: vscode.TextDocument, patterns: Readonly<Record<string, boolean>> | undefined): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return Object.entries(patterns ?? {}).some(
    ([pattern, isOn]) =>
      isOn &&
      vscode.languages.match(
        { pattern: folder === undefined ? pattern : new vscode.RelativePattern(folder, pattern) },
        document,
      ) > 0,
  );
}

/** By its file system, or by the permissions on the disk where VS Code heeds those. */
async function isProtected(uri: vscode.Uri, byMode: boolean): Promise<boolean> {
  try {
    if (uri.scheme === 'file') return byMode && ((await stat(uri.fsPath)).mode & OWNER_WRITES) === 0;
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // A file that is gone, or not there yet: what is shown is its text in VS Code, and saving says what is wrong.
    return false;
  }
}
