import * as vscode from 'vscode';
import type { TemplateDefinitions } from '../../project/embedded-definitions.ts';
import type { Finding } from '../../validation/finding.ts';
import { commandLink } from '../commands.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { rangeOf } from './diagnostics.ts';
import { loadLanguage, loadSyntax, loadTemplates } from './load.ts';

/** What the command has to know of a finding; places and pointer are the document's. */
export type SuppressedFinding = Pick<Finding, 'code' | 'pointer' | 'start'>;

/** The quick fix that asks for a reason and writes the suppression. */
export function suppressionAction(uri: vscode.Uri, { code, pointer, start }: SuppressedFinding): vscode.CodeAction {
  const title = vscode.l10n.t('Suppress {0} here…', code);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = commandLink('fanout.suppressFinding', title, uri, { code, pointer, start });
  return action;
}

/** The command behind it: a comment on the line in YAML, else the Comment of the state; one undo step. */
export function registerSuppress(services: Services): vscode.Disposable {
  return registerCommand(services, 'fanout.suppressFinding', async (uri, finding, given) => {
    const document = await vscode.workspace.openTextDocument(uri);
    const { version } = document;
    const at = await services.definitions.readAt(document, document.positionAt(finding.start));
    const start = at?.offsetAt(document.positionAt(finding.start));
    const template = at ? undefined : await services.definitions.readTemplate(document);
    if (template) {
      await suppressInTemplate(services, document, template, finding, given ?? (await askForReason(finding.code)));
      return;
    }
    if (!at || start === undefined) throw new ExpectedError(vscode.l10n.t('This definition has changed: try again.'));
    const reason = given ?? (await askForReason(finding.code));
    const { planSuppression } = await loadLanguage();
    const pointer = finding.pointer.slice(at.embedded?.pointer.length ?? 0);
    const plan = planSuppression(at.definition, { code: finding.code, pointer, start }, reason);
    if ('refused' in plan) throw new ExpectedError(plan.refused);
    const edits = await at.toTextEdits(plan.edits);
    if (!edits || document.version !== version)
      throw new ExpectedError(
        vscode.l10n.t('{0} cannot be suppressed here: add it to fanout.validation.ignore.', finding.code),
      );
    const change = new vscode.WorkspaceEdit();
    change.set(document.uri, edits);
    await vscode.workspace.applyEdit(change);
  });
}

/** The same for a finding about a resource of a template. */
async function suppressInTemplate(
  services: Services,
  document: vscode.TextDocument,
  { root }: TemplateDefinitions,
  finding: SuppressedFinding,
  reason: string,
): Promise<void> {
  const { version } = document;
  const { format = 'json' } = services.definitions.kindOf(document) ?? {};
  const [{ planTemplateSuppression }, syntax] = await Promise.all([loadTemplates(), loadSyntax(format)]);
  const editable = { text: document.getText(), format, syntax, root, base: '' };
  const plan = planTemplateSuppression(editable, finding, reason);
  if ('refused' in plan) throw new ExpectedError(plan.refused);
  if (document.version !== version) throw new ExpectedError(vscode.l10n.t('This template has changed: try again.'));
  const change = new vscode.WorkspaceEdit();
  for (const edit of plan.edits) change.replace(document.uri, rangeOf(document, edit), edit.text);
  await vscode.workspace.applyEdit(change);
}

async function askForReason(code: string): Promise<string> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Suppress {0}', code),
    prompt: vscode.l10n.t('Why is it right here? The reason is written beside it.'),
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('A suppression needs a reason.') : undefined),
  });
  if (reason === undefined) throw new vscode.CancellationError();
  return reason;
}
