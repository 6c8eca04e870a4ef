import * as vscode from 'vscode';

/** Says how a validation ended, and offers to show Problems. Resolves when the message is gone. */
export async function offerProblems(
  say: (message: string, action: string) => Thenable<string | undefined>,
  message: string,
): Promise<void> {
  const show = vscode.l10n.t('Show Problems');
  if ((await say(message, show)) === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
}
