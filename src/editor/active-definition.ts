import * as vscode from 'vscode';
import { ExpectedError } from './errors.ts';
import type { Services } from './services.ts';

/** The definition that a command is about. */
export interface ChosenDefinition {
  readonly document: vscode.TextDocument;
  /** The resource that it is the definition of, in a template; undefined for a document that is one definition. */
  readonly logicalId: string | undefined;
}

/** The definition file that a command is about, as `requireMachine`; a definition in a template is refused. */
export async function requireDefinition(
  services: Services,
  file: vscode.Uri | undefined,
): Promise<vscode.TextDocument> {
  const { document, logicalId } = await requireMachine(services, file, undefined);
  if (logicalId === undefined) return document;
  throw new ExpectedError(
    vscode.l10n.t(
      'The definition of {0} is written in its template: put it into a file of its own (DefinitionUri) for this.',
      logicalId,
    ),
  );
}

/**
 * The definition that a command is about: the file it was called with, or the one in the active editor. In a template
 * the resource it was called with, else the one at the cursor, else the only one, else the one that is chosen.
 */
export async function requireMachine(
  services: Services,
  file: vscode.Uri | undefined,
  logicalId: unknown,
): Promise<ChosenDefinition> {
  const document = file ? await vscode.workspace.openTextDocument(file) : activeDocument();
  const kind = document && services.definitions.kindOf(document);
  if (document && kind?.holds === 'definition') return { document, logicalId: undefined };
  if (document && kind) return chooseInTemplate(services, document, logicalId);
  const found = await services.workflows.list();
  if (!file && found.length > 0) {
    const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which state machine?') });
    if (!chosen) throw new vscode.CancellationError();
    return { document: await vscode.workspace.openTextDocument(chosen.uri), logicalId: undefined };
  }
  throw new ExpectedError(
    file
      ? vscode.l10n.t('{0} holds no state machine: it needs StartAt and States.', vscode.workspace.asRelativePath(file))
      : vscode.l10n.t('Open a state machine first (*.asl.json, *.asl.yaml), or make one.'),
    {
      title: vscode.l10n.t('New Workflow…'),
      run: () => vscode.commands.executeCommand('fanout.newWorkflow'),
    },
  );
}

/**
 * A state machine of a template: the one that is named, else the one at the cursor, else the only one, else the one that
 * is chosen. With `whole`, that is a choice too, and comes first.
 */
export async function chooseInTemplate(
  services: Services,
  document: vscode.TextDocument,
  logicalId: unknown,
): Promise<ChosenDefinition>;
export async function chooseInTemplate(
  services: Services,
  document: vscode.TextDocument,
  logicalId: unknown,
  whole: Pick<vscode.QuickPickItem, 'label' | 'description'> | undefined,
): Promise<ChosenDefinition | 'whole'>;
export async function chooseInTemplate(
  { definitions }: Services,
  document: vscode.TextDocument,
  logicalId: unknown,
  whole?: Pick<vscode.QuickPickItem, 'label' | 'description'>,
): Promise<ChosenDefinition | 'whole'> {
  const template = await definitions.readTemplate(document);
  const embedded = template?.embedded ?? [];
  const referenced = template?.referenced ?? [];
  // From a menu of the explorer, what comes second is something else: the selected files.
  if (embedded.some((each) => each.logicalId === logicalId)) return { document, logicalId: String(logicalId) };
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  const atCursor = editor && (await definitions.readAt(document, editor.selection.active));
  if (atCursor) return { document, logicalId: atCursor.logicalId };
  const items = [
    ...(whole ? [{ description: '', ...whole, path: '', isWhole: true }] : []),
    ...embedded.map((each) => ({ label: each.logicalId, description: '', path: '', isWhole: false })),
    ...referenced.map((each) => ({ label: each.logicalId, description: each.path, path: each.path, isWhole: false })),
  ];
  const chosen =
    items.length > 1
      ? await vscode.window.showQuickPick(items, {
          placeHolder: whole ? vscode.l10n.t('A picture of what?') : vscode.l10n.t('Which state machine?'),
        })
      : items[0];
  if (items.length === 0)
    throw new ExpectedError(
      vscode.l10n.t(
        'The definitions of {0} cannot be looked at from here.',
        vscode.workspace.asRelativePath(document.uri),
      ),
    );
  if (!chosen) throw new vscode.CancellationError();
  if (chosen.isWhole) return 'whole';
  if (chosen.path === '') return { document, logicalId: chosen.label };
  const uri = vscode.Uri.joinPath(document.uri, '..', chosen.path);
  try {
    return { document: await vscode.workspace.openTextDocument(uri), logicalId: undefined };
  } catch {
    throw new ExpectedError(
      vscode.l10n.t('{0} cannot be read: check the DefinitionUri of {1}.', chosen.path, chosen.label),
    );
  }
}

/** Also where a webview has the focus: the preview's document is then the visible text editor beside it. */
export function activeDocument(): vscode.TextDocument | undefined {
  return (vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0])?.document;
}
