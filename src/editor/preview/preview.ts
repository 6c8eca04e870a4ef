import * as vscode from 'vscode';
import type { ExecutionSnapshot } from '../../protocol/execution-snapshot.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { chooseSubject } from './choose-subject.ts';
import { PreviewPanel } from './preview-panel.ts';

const keyOf = (uri: vscode.Uri, logicalId?: string): string => uri.with({ fragment: logicalId ?? '' }).toString();

/** The previews that are open, one for each definition and each template. */
export interface Previews {
  readonly disposable: vscode.Disposable;
  /** Draws what an execution of the definition has done so far, also in a preview that is opened later. */
  readonly showSnapshot: (definition: vscode.Uri, snapshot: ExecutionSnapshot) => void;
  /** Whether somebody sees the preview of a definition. */
  readonly isVisible: (definition: vscode.Uri) => boolean;
  readonly onDidChangeVisible: vscode.Event<undefined>;
}

/** *Open Preview*: the state machine, or the pipeline of a template, beside its text, following each change. */
export function createPreviews(services: Services): Previews {
  const panels = new Map<string, PreviewPanel>();
  const snapshots = new Map<string, ExecutionSnapshot>();
  const seen = new vscode.EventEmitter<undefined>();
  const command = registerCommand(services, 'fanout.openPreview', async (file, resource) => {
    const subject = await chooseSubject(services, file, resource);
    const { document, kind, fragment } = subject;
    const key = keyOf(document.uri, fragment);
    const open = panels.get(key);
    if (open) {
      open.reveal();
      return;
    }
    if (!vscode.window.visibleTextEditors.some((editor) => editor.document === document))
      await vscode.window.showTextDocument(document, { preview: false });
    const panel = new PreviewPanel(services, subject);
    panels.set(key, panel);
    panel.onDidChangeVisible(() => seen.fire(undefined));
    panel.onDidDispose(() => {
      panels.delete(key);
      seen.fire(undefined);
    });
    seen.fire(undefined);
    if (kind === 'definition') panel.showSnapshot(snapshots.get(key));
  });
  return {
    disposable: vscode.Disposable.from(
      command,
      seen,
      new vscode.Disposable(() => panels.forEach((panel) => panel.dispose())),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => snapshots.delete(keyOf(uri))),
    ),
    showSnapshot: (definition, snapshot) => {
      snapshots.set(keyOf(definition), snapshot);
      panels.get(keyOf(definition))?.showSnapshot(snapshot);
    },
    isVisible: (definition) => panels.get(keyOf(definition))?.visible ?? false,
    onDidChangeVisible: seen.event,
  };
}
