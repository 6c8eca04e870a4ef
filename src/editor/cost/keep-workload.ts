import * as vscode from 'vscode';
import type { JsonObject } from '../../asl/json.ts';
import { ExpectedError } from '../errors.ts';
import { rangeOf } from '../language/diagnostics.ts';
import type { Services } from '../services.ts';

/**
 * Writes values into the workload of the definition's fanout.json, as one edit that can be undone; every other byte stays.
 * Throws an ExpectedError where there is no fanout.json that can be read.
 */
export async function keepWorkload(services: Services, definition: vscode.Uri, values: JsonObject): Promise<void> {
  const found = await services.projects.require(definition);
  if (!found)
    throw new ExpectedError(
      vscode.l10n.t('There is no fanout.json beside {0} to keep it in.', vscode.workspace.asRelativePath(definition)),
    );
  const [{ setWorkload }, { differenceBetween }] = await Promise.all([
    import('../../project/set-workload.ts'),
    import('../../asl/edits.ts'),
  ]);
  const document = await vscode.workspace.openTextDocument(found.uri);
  const text = document.getText();
  const difference = differenceBetween(text, setWorkload(text, values));
  if (!difference) return;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(found.uri, rangeOf(document, difference), difference.text);
  if (!(await vscode.workspace.applyEdit(edit)) || !(await document.save()))
    throw new ExpectedError(vscode.l10n.t('{0} cannot be written.', vscode.workspace.asRelativePath(found.uri)));
}
