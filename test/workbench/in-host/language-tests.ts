import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HostTest } from './suite.ts';

const MISSPELT = `{
  "StartAt": "Work",
  "States": {
    "Work": {
      "Type": "Pass",
      "Nxt": "Done"
    },
    "Done": {
      "Type": "Succeed"
    }
  }
}
`;

/** Waits until `read` gives something that is not undefined. */
export async function eventually<T>(what: string, read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let left = 200; left > 0; left -= 1) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain for ${what}`);
}

export async function open(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

const findings = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'fanout');

export const languageTests: readonly HostTest[] = [
  {
    name: 'underlines a misspelt key at the key, and mends it without touching anything else',
    run: async () => {
      const document = await open('asl', MISSPELT);
      const diagnostic = await eventually('a diagnostic on Nxt', () =>
        findings(document).find(({ range }) => document.getText(range).includes('Nxt')),
      );
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        diagnostic.range,
      );
      const fix = actions.find(({ title, edit }) => edit && title.includes('Next'));
      assert.ok(fix?.edit, `a fix among ${actions.map(({ title }) => title).join(', ')}`);
      await vscode.workspace.applyEdit(fix.edit);
      assert.equal(document.getText(), MISSPELT.replace('"Nxt"', '"Next"'));
      await eventually('no more diagnostics', () => (findings(document).length === 0 ? true : undefined));
    },
  },
  {
    name: 'follows the text as it is typed',
    run: async () => {
      const document = await open('asl-yaml', 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n');
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.deepEqual(findings(document), []);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 9, 0, 10), 'B');
      await vscode.workspace.applyEdit(edit);
      const diagnostic = await eventually('a diagnostic on StartAt', () => findings(document)[0]);
      assert.equal(diagnostic.range.start.line, 0);
      assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    },
  },
  {
    name: 'looks into json and yaml for state machines, and leaves other files alone',
    run: async () => {
      const machine = await open('json', MISSPELT);
      await eventually('diagnostics in a .json', () => findings(machine)[0]);
      const other = await open('json', '{ "name": "x", "Nxt": "y" }');
      const template = await open('yaml', 'Resources:\n  M:\n    Properties:\n      StartAt: A\n      States: {}\n');
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.deepEqual([...findings(other), ...findings(template)], []);
    },
  },
  {
    name: 'offers preview, run and cost above a definition',
    run: async () => {
      const document = await open('asl', MISSPELT);
      const lenses = await eventually('lenses', async () => {
        const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          document.uri,
        );
        return found.length > 0 ? found : undefined;
      });
      assert.deepEqual(
        lenses.map(({ command }) => command?.command),
        [
          'fanout.openPreview',
          'fanout.openDesigner',
          'fanout.runLocally',
          'fanout.startExecution',
          'fanout.estimateCost',
        ],
      );
    },
  },
];
