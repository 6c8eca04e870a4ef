import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HostTest } from './suite.ts';

const EXTENSION = 'fanout-designer.fanout-designer';

export const manifestTests: readonly HostTest[] = [
  {
    name: 'is installed and becomes active',
    run: async () => {
      const extension = vscode.extensions.getExtension(EXTENSION);
      assert.ok(extension, 'the .vsix is installed');
      await extension.activate();
      assert.ok(extension.isActive);
    },
  },
  {
    name: 'registers each command that its manifest declares',
    run: async () => {
      const extension = vscode.extensions.getExtension(EXTENSION);
      assert.ok(extension);
      const manifest = extension.packageJSON as { contributes: { commands: { command: string; title: string }[] } };
      const registered = new Set(await vscode.commands.getCommands(true));
      for (const { command, title } of manifest.contributes.commands) {
        assert.ok(registered.has(command), command);
        assert.doesNotMatch(title, /%/, `${command} has its title`);
      }
    },
  },
  {
    name: 'gives definitions their languages, by file name, beside an extension that declares the same ones',
    run: async () => {
      assert.ok(vscode.extensions.getExtension('test.stub'), 'the other extension is there');
      for (const [name, language] of [
        ['a.asl.json', 'asl'],
        ['a.asl', 'asl'],
        ['a.asl.yaml', 'asl-yaml'],
        ['a.asl.yml', 'asl-yaml'],
        ['a.json', 'json'],
      ] as const) {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(`untitled:/tmp/${name}`));
        assert.equal(document.languageId, language, name);
      }
    },
  },
];
