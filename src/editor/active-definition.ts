import * as vscode from 'vscode';
import { ExpectedError } from './errors.ts';
import type { Services } from './services.ts';

/** The document that a command is about: the file it was called with, or the one in the active editor. */
export async function requireDefinition(
  services: Services,
  file: vscode.Uri | undefined,
): Promise<vscode.TextDocument> {
  const document = file ? await vscode.workspace.openTextDocument(file) : activeDocument();
  if (document && services.definitions.formatOf(document)) return document;
  const found = await services.workflows.list();
  if (!file && found.length > 0) {
    const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which state machine?') });
    if (!chosen) throw new vscode.CancellationError();
    return vscode.workspace.openTextDocument(chosen.uri);
  }
  throw new ExpectedError(
    file
      ? vscode.l10n.t('{0} holds no state machine: it needs StartAt and States.', vscode.workspace.asRelativePath(file))
      : vscode.l10n.t('Open a state machine first (*.asl.json, *.asl.yaml), or make one.'),
    {
      title: vscode.l10n.t('New Workflow…'),
      run: () => vscode.commands.executeCommand('fanout.newWorkflow'),
    },
  );
}

/** Also where a webview has the focus: the preview's document is then the visible text editor beside it. */
function activeDocument(): vscode.TextDocument | undefined {
  return (vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0])?.document;
}
