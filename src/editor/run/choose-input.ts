import * as vscode from 'vscode';
import { inputProblem } from '../../executions/start-execution.ts';
import { ExpectedError } from '../errors.ts';
import type { Services } from '../services.ts';

type Choice =
  | { readonly kind: 'saved'; readonly uri: vscode.Uri }
  | { readonly kind: 'last' | 'editor' | 'empty' | 'type'; readonly text: string }
  | { readonly kind: 'file' };

const lastInputKey = (definition: vscode.Uri): string => `lastInput:${definition.toString()}`;

/**
 * Asks what to run a definition with: an input of its fanout.json, the last one, the JSON in an open editor, a file, or
 * text. Resolves with JSON text that was checked; throws CancellationError on Escape.
 */
export async function chooseInput(
  services: Services,
  definition: vscode.Uri,
  title = vscode.l10n.t('Run Locally'),
): Promise<string> {
  const memory = services.context.workspaceState;
  const last = memory.get<string>(lastInputKey(definition));
  const items = [...(await savedInputs(services, definition)), ...otherInputs(definition, last)];
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Which input?'),
    matchOnDescription: true,
  });
  if (!chosen) throw new vscode.CancellationError();
  const text = await readChoice(chosen.choice, title);
  const problem = inputProblem(text);
  if (problem) throw new ExpectedError(vscode.l10n.t('The input {0}', problem));
  await memory.update(lastInputKey(definition), text);
  return text;
}

interface InputItem extends vscode.QuickPickItem {
  readonly choice: Choice;
}

async function savedInputs(services: Services, definition: vscode.Uri): Promise<InputItem[]> {
  const found = await services.projects.require(definition);
  if (!found) return [];
  return Object.entries(found.project.inputs).map(([name, file]) => ({
    label: `$(file-code) ${name}`,
    description: vscode.l10n.t('{0}, of fanout.json', file),
    choice: { kind: 'saved', uri: vscode.Uri.joinPath(found.uri, '..', file) },
  }));
}

function otherInputs(definition: vscode.Uri, last: string | undefined): InputItem[] {
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document.languageId === 'json' && document.uri.toString() !== definition.toString(),
  );
  return [
    ...(last === undefined
      ? []
      : [
          {
            label: vscode.l10n.t('$(history) The last one'),
            description: shorten(last),
            choice: { kind: 'last', text: last } as const,
          },
        ]),
    ...(editor
      ? [
          {
            label: editor.selection.isEmpty
              ? vscode.l10n.t('$(edit) The JSON in the editor')
              : vscode.l10n.t('$(edit) The selection in the editor'),
            description: vscode.workspace.asRelativePath(editor.document.uri),
            choice: {
              kind: 'editor',
              text: editor.document.getText(editor.selection.isEmpty ? undefined : editor.selection),
            } as const,
          },
        ]
      : []),
    { label: vscode.l10n.t('$(json) Empty'), description: '{}', choice: { kind: 'empty', text: '{}' } },
    { label: vscode.l10n.t('$(folder-opened) A file…'), choice: { kind: 'file' } },
    { label: vscode.l10n.t('$(keyboard) Type it…'), choice: { kind: 'type', text: last ?? '{}' } },
  ];
}

async function readChoice(choice: Choice, title: string): Promise<string> {
  switch (choice.kind) {
    case 'saved':
      return readFile(choice.uri);
    case 'last':
    case 'editor':
    case 'empty':
      return choice.text;
    case 'file': {
      const [file] =
        (await vscode.window.showOpenDialog({
          filters: { JSON: ['json'] },
          openLabel: vscode.l10n.t('Run With This'),
        })) ?? [];
      if (!file) throw new vscode.CancellationError();
      return readFile(file);
    }
    case 'type': {
      const typed = await vscode.window.showInputBox({
        title,
        prompt: vscode.l10n.t('The input, as JSON'),
        value: choice.text,
        validateInput: (text) => inputProblem(text),
      });
      if (typed === undefined) throw new vscode.CancellationError();
      return typed;
    }
  }
}

async function readFile(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    throw new ExpectedError(
      vscode.l10n.t('The input {0} cannot be read: check its path.', vscode.workspace.asRelativePath(uri)),
    );
  }
}

const shorten = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 60);
