import * as vscode from 'vscode';
import type { JsonObject } from '../../asl/json.ts';
import { ExpectedError } from '../errors.ts';
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
  const { setWorkload } = await import('../../project/set-workload.ts');
  const document = await vscode.workspace.openTextDocument(found.uri);
  const text = document.getText();
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
  edit.replace(found.uri, whole, setWorkload(text, values));
  if (!(await vscode.workspace.applyEdit(edit)) || !(await document.save()))
    throw new ExpectedError(vscode.l10n.t('{0} cannot be written.', vscode.workspace.asRelativePath(found.uri)));
}
