import * as vscode from 'vscode';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';

/** The tree *Workflows*: the definitions of the workspace. Empty, it shows the welcome of package.json. */
export function registerWorkflowsView(services: Services): vscode.Disposable {
  const { workflows } = services;
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<vscode.Uri> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (parent) => (parent ? [] : [...(await workflows.list())]),
    getTreeItem: (uri) => {
      const item = new vscode.TreeItem(uri);
      item.label = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      item.description = vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..'));
      item.contextValue = 'definition';
      item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
      return item;
    },
  };
  return vscode.Disposable.from(
    changed,
    workflows.onDidChange(() => changed.fire(undefined)),
    vscode.window.registerTreeDataProvider('fanout.workflows', provider),
    registerCommand(services, 'fanout.refreshWorkflows', () => workflows.refresh()),
  );
}
