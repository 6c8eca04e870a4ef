import * as vscode from 'vscode';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import type { ExecutionNode } from './execution-nodes.ts';
import type { TreeSession } from './tree-session.ts';

/** The view *Executions*; its tree is loaded when it is opened. */
export interface ExecutionsView {
  readonly disposable: vscode.Disposable;
  /** Something was done to an execution: looks soon. */
  readonly lookSoon: () => void;
}

export function createExecutionsView(services: Services): ExecutionsView {
  const changed = new vscode.EventEmitter<ExecutionNode | undefined>();
  let loading: Promise<TreeSession> | undefined;
  let session: TreeSession | undefined;
  const load = (): Promise<TreeSession> =>
    (loading ??= import('./tree-session.ts').then(
      ({ TreeSession: Session }) => (session = new Session(services, view, changed)),
    ));
  const view = vscode.window.createTreeView<ExecutionNode>('fanout.executions', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: async (node) => (await load()).tree.getTreeItem(node),
      getChildren: async (node) => (await load()).tree.getChildren(node),
    },
    showCollapseAll: true,
    canSelectMany: true,
  });
  return {
    lookSoon: () => session?.lookSoon(),
    disposable: vscode.Disposable.from(
      view,
      changed,
      new vscode.Disposable(() => session?.dispose()),
      registerCommand(services, 'fanout.refreshExecutions', async () => (await load()).reset()),
      registerCommand(services, 'fanout.filterExecutions', async () => (await load()).filter()),
      registerCommand(services, 'fanout.loadMoreExecutions', async (node) => {
        if (node?.kind === 'more') await (await load()).tree.loadMore(node);
      }),
      registerCommand(services, 'fanout.mendExecutions', async (node) => {
        if (node?.kind === 'problem') await node.action?.run();
        (await load()).reset();
      }),
    ),
  };
}
