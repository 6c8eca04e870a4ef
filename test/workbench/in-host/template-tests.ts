import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually, open } from './language-tests.ts';
import type { HostTest } from './suite.ts';

const MACHINE = `{
  "StartAt": "Store",
  "States": {
    "Store": {
      "Type": "Task",
      "Resource": "arn:aws:states:::glue:startJobRun.sync",
      "Parameters": { "JobName": "\${Job}" },
      "End": true
    }
  }
}
`;
const template = (type: string, name: string): string => `Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: ${type}
      DefinitionUri: statemachine/store.asl.json
      DefinitionSubstitutions:
        ${name}: nightly
`;

const shown = (uri: vscode.Uri): string[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'fanout')
    .map(({ code, range }) => `${String(typeof code === 'object' ? code.value : code)} ${range.start.line}`)
    .toSorted();

const become = (uri: vscode.Uri, what: string, expected: (lines: string[]) => boolean): Promise<true> =>
  eventually(what, () => (expected(shown(uri)) ? true : undefined));

export const templateTests: readonly HostTest[] = [
  {
    name: 'validates a definition of its own as what its template says that it is, also while that is typed',
    run: async () => {
      const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
      assert.ok(root);
      const folder = path.join(root, 'named');
      await mkdir(path.join(folder, 'statemachine'), { recursive: true });
      try {
        await writeFile(path.join(folder, 'statemachine/store.asl.json'), MACHINE);
        const machine = vscode.Uri.file(path.join(folder, 'statemachine/store.asl.json'));
        await vscode.window.showTextDocument(machine);
        await new Promise((resolve) => setTimeout(resolve, 1000));
        assert.deepEqual(shown(machine), []);

        // A template that is made, on the disk.
        const file = path.join(folder, 'template.yaml');
        await writeFile(file, template('EXPRESS', 'Other'));
        await become(machine, 'the type and the missing name', (lines) =>
          ['SCHEMA_VALIDATION_FAILED 5', 'MISSING_SUBSTITUTION 6'].every((line) => lines.includes(line)),
        );

        // One that is typed in, and not saved.
        const document = await vscode.workspace.openTextDocument(file);
        const text = document.getText();
        const typed = new vscode.WorkspaceEdit();
        const at = text.indexOf('Other');
        typed.replace(
          document.uri,
          new vscode.Range(document.positionAt(at), document.positionAt(at + 'Other'.length)),
          'Job',
        );
        await vscode.workspace.applyEdit(typed);
        await become(machine, 'that the name is known', (lines) => lines.join() === 'SCHEMA_VALIDATION_FAILED 5');

        // One that is saved with another type, and one that is gone.
        await vscode.window.showTextDocument(document);
        await document.save();
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        await writeFile(file, template('STANDARD', 'Job'));
        await become(machine, 'the other type', (lines) => lines.length === 0);
        await writeFile(file, template('STANDARD', 'Neither'));
        await become(machine, 'that the name is missing', (lines) => lines.join() === 'MISSING_SUBSTITUTION 6');
        await rm(file);
        await become(machine, 'that no template says anything', (lines) => lines.length === 0);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
  {
    name: 'reads long YAML in a thread of its own, and finds and mends there what it does in a short one',
    run: async () => {
      const states = Array.from({ length: 1000 }, (_, at) => `  S${at}:\n    Type: Pass\n    Next: S${at + 1}\n`);
      const text = `StartAt: S0\nStates:\n${states.join('')}  S1000:\n    Type: Succeed\n`;
      let threads = 0;
      const count = (): void => {
        threads++;
      };
      subscribe('worker_threads', count);
      try {
        const document = await open('asl-yaml', text);
        await eventually('the thread', () => (threads > 0 ? true : undefined));
        await new Promise((resolve) => setTimeout(resolve, 1000));
        assert.deepEqual(shown(document.uri), []);

        const at = text.indexOf('Next: S501');
        const edit = new vscode.WorkspaceEdit();
        edit.replace(
          document.uri,
          new vscode.Range(document.positionAt(at), document.positionAt(at + 'Next'.length)),
          'Nxt',
        );
        await vscode.workspace.applyEdit(edit);
        const diagnostic = await eventually('a diagnostic on Nxt', () =>
          vscode.languages.getDiagnostics(document.uri).find(({ range }) => document.getText(range) === 'Nxt'),
        );
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          diagnostic.range,
        );
        const fix = actions.find(({ title, edit: planned }) => planned && title.includes('Next'));
        assert.ok(fix?.edit, `a fix among ${actions.map(({ title }) => title).join(', ')}`);
        await vscode.workspace.applyEdit(fix.edit);
        assert.equal(document.getText(), text);
        await become(document.uri, 'no more diagnostics', (lines) => lines.length === 0);
      } finally {
        unsubscribe('worker_threads', count);
      }
    },
  },
];
