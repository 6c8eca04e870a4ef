import * as vscode from 'vscode';
import type { DeployedMachine } from '../../executions/find-machine.ts';

const SCHEME = 'fanout-deployed';

/** Texts that are on no disk: what is deployed, what would be, and policies before they are made. */
export class DeployedDocuments implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: ({ path }) => this.#texts.get(path) ?? '',
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === SCHEME && this.#texts.delete(uri.path)),
    );
  }

  /** The deployed definition beside the one that would take its place, laid out alike. */
  async showDifference({ name, definition }: DeployedMachine, wanted: string, document: vscode.Uri): Promise<void> {
    const { layOutDefinition } = await import('../../executions/find-machine.ts');
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.#keep(`${name}.deployed.json`, layOutDefinition(definition)),
      this.#keep(`${name}.here.json`, layOutDefinition(wanted)),
      vscode.l10n.t('{0}: deployed ↔ {1}', name, vscode.workspace.asRelativePath(document)),
    );
  }

  /** Shows a text to read, beside what is open. */
  async showText(name: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.#keep(name, text));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#texts.clear();
  }

  /** Each time under a place of its own: VS Code keeps what it has read. */
  #keep(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${Date.now()}/${name}` });
    this.#texts.set(uri.path, text);
    return uri;
  }
}
