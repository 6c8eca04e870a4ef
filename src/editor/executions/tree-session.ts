import * as vscode from 'vscode';
import { poll } from '../../executions/poll.ts';
import { Visibility } from '../../executions/visibility.ts';
import type { Services } from '../services.ts';
import { chooseFilter, describeFilter } from './choose-filter.ts';
import type { ExecutionNode } from './execution-nodes.ts';
import { ExecutionTree } from './execution-tree.ts';

/** Milliseconds between two looks at what is open in the tree, while something changes and while nothing does. */
const LOCAL_PAUSES = { shortestPause: 1000, longestPause: 15_000 };
const REMOTE_PAUSES = { shortestPause: 5000, longestPause: 60_000 };

/** The tree of a view that has been opened: looks at its connection while somebody sees it. */
export class TreeSession implements vscode.Disposable {
  readonly tree: ExecutionTree;
  readonly #services: Services;
  readonly #view: vscode.TreeView<ExecutionNode>;
  readonly #visibility: Visibility;
  readonly #subscriptions: vscode.Disposable;
  #stop = new AbortController();

  constructor(
    services: Services,
    view: vscode.TreeView<ExecutionNode>,
    changed: vscode.EventEmitter<ExecutionNode | undefined>,
  ) {
    this.#services = services;
    this.#view = view;
    this.tree = new ExecutionTree(services, changed);
    const isSeen = (): boolean => view.visible && vscode.window.state.focused;
    this.#visibility = new Visibility(isSeen());
    const see = (): void => {
      this.#visibility.visible = isSeen();
    };
    this.#subscriptions = vscode.Disposable.from(
      this.tree,
      view.onDidChangeVisibility(see),
      vscode.window.onDidChangeWindowState(see),
      view.onDidExpandElement(({ element }) => this.tree.setExpanded(element, true)),
      view.onDidCollapseElement(({ element }) => this.tree.setExpanded(element, false)),
      this.tree.onTrouble((message) => (view.message = message ?? '')),
      services.connections.onDidChange(() => this.reset()),
      services.localRuns.onDidChange(() => changed.fire(undefined)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.reset()),
    );
    this.lookSoon();
  }

  /** Something was done to an execution: the pauses begin short again. */
  lookSoon(): void {
    this.#stop.abort();
    const { signal } = (this.#stop = new AbortController());
    const pauses = this.#services.connections.choice.kind === 'local' ? LOCAL_PAUSES : REMOTE_PAUSES;
    poll({ look: () => this.tree.look(), visibility: this.#visibility, signal, ...pauses }).catch((error: unknown) =>
      this.#services.log.error(String(error)),
    );
  }

  /** Reads everything again. */
  reset(): void {
    this.tree.reset();
    this.lookSoon();
  }

  async filter(): Promise<void> {
    this.tree.filter = await chooseFilter(this.tree.filter);
    this.#view.description = describeFilter(this.tree.filter);
    this.lookSoon();
  }

  dispose(): void {
    this.#stop.abort();
    this.#subscriptions.dispose();
  }
}
