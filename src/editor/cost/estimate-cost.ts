import * as vscode from 'vscode';
import { requireMachine, type ChosenDefinition } from '../active-definition.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { askForItems } from './ask-for-items.ts';
import { estimateForDocument } from './estimate-document.ts';

const SCHEME = 'fanout-cost';

/** *Estimate Cost*: the approaches side by side, as a read-only text beside the definition. */
export function registerEstimateCost(services: Services): vscode.Disposable {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument((document) => texts.delete(document.uri.toString())),
    registerCommand(services, 'fanout.estimateCost', async (file, logicalId) => {
      const chosen = await requireMachine(services, file, logicalId);
      const name = [chosen.document.uri.path, chosen.logicalId].filter((part) => part !== undefined).join('.');
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `${name}.cost.txt` });
      texts.set(uri.toString(), await makeText(services, chosen));
      changed.fire(uri);
      const shown = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    }),
  );
}

async function makeText(services: Services, chosen: ChosenDefinition): Promise<string> {
  const { printEstimate } = await import('../../cost/print-estimate.ts');
  let estimate = await estimateForDocument(services, chosen, {});
  if (estimate && 'errors' in estimate && estimate.onlyItemsMissing) {
    const { given, data } = await askForItems();
    estimate = await estimateForDocument(services, chosen, given, { data: data && { ...data } });
  }
  if (!estimate)
    throw new ExpectedError(vscode.l10n.t('This text holds no state machine yet: correct its first problem.'));
  if ('errors' in estimate) throw new ExpectedError(estimate.errors.join(' '));
  return printEstimate(estimate);
}
