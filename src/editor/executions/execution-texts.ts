import * as vscode from 'vscode';

const SCHEME = 'fanout-execution';

/** Texts of executions that are in no file: to be read beside each other, or to jump into. */
export class ExecutionTexts implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: ({ path }) => this.#texts.get(path) ?? '',
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === SCHEME && this.#texts.delete(uri.path)),
    );
  }

  async showDifference(title: string, one: NamedText, other: NamedText): Promise<void> {
    const [left, right] = [this.keep(one), this.keep(other)];
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  /** Each time under a place of its own: VS Code keeps what it has read. */
  keep({ name, text }: NamedText): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${++this.#count}/${name}` });
    this.#texts.set(uri.path, text);
    return uri;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#texts.clear();
  }
}

export interface NamedText {
  /** Of a file, which says what language it is in. */
  readonly name: string;
  readonly text: string;
}
