import * as vscode from 'vscode';

const DEFINITION_FILES = '**/*.{asl,asl.json,asl.yaml,asl.yml}';
const NOT_OURS = '**/{node_modules,.aws-sam,cdk.out,dist,.git}/**';
const MOST = 1000;

/** The workspace's definitions by file name, kept current by a watcher. */
export class WorkflowList implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watcher = vscode.workspace.createFileSystemWatcher(DEFINITION_FILES, false, true, false);
  #known: Promise<readonly vscode.Uri[]> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#watcher.onDidCreate(() => this.refresh());
    this.#watcher.onDidDelete(() => this.refresh());
  }

  /** At most 1,000, by path. */
  list(): Promise<readonly vscode.Uri[]> {
    this.#known ??= Promise.resolve(vscode.workspace.findFiles(DEFINITION_FILES, NOT_OURS, MOST)).then((found) =>
      found.sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
    return this.#known;
  }

  refresh(): void {
    this.#known = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#changed.dispose();
  }
}
