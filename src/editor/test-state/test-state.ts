import * as vscode from 'vscode';
import { requireDefinition } from '../active-definition.ts';
import { loadLanguage } from '../language/definition-store.ts';
import { registerCommand } from '../register-command.ts';
import { requireOnDisk, requireTrust } from '../run/run-request.ts';
import type { Services } from '../services.ts';
import { TestPanel } from './test-panel.ts';

/** *Test State…*: one state with an input, or a mock of its work, beside the text; starts with the one at the cursor. */
export function registerTestState(services: Services): vscode.Disposable {
  const panels = new Map<string, TestPanel>();
  return vscode.Disposable.from(
    new vscode.Disposable(() => panels.forEach((panel) => panel.dispose())),
    registerCommand(services, 'fanout.testState', async (file) => {
      requireTrust();
      const document = await requireDefinition(services, file);
      requireOnDisk(document);
      const pointer = await stateAtCursor(services, document);
      const key = document.uri.toString();
      const open = panels.get(key);
      if (open) {
        open.reveal();
        if (pointer !== undefined) await open.choose(pointer);
        return;
      }
      const panel = new TestPanel(services, document, pointer ?? '');
      panels.set(key, panel);
      panel.onDidDispose(() => panels.delete(key));
    }),
  );
}

async function stateAtCursor(services: Services, document: vscode.TextDocument): Promise<string | undefined> {
  const editor = vscode.window.visibleTextEditors.find((shown) => shown.document === document);
  const definition = await services.definitions.read(document);
  if (!editor || !definition) return undefined;
  const { stateAt } = await loadLanguage();
  return stateAt(definition, document.offsetAt(editor.selection.active))?.pointer;
}
