import * as vscode from 'vscode';
import { commandLink } from '../commands.ts';
import { estimateForDocument } from '../cost/estimate-document.ts';
import type { Services } from '../services.ts';
import { DEFINITION_SELECTOR } from './definition-store.ts';

/** *Preview*, *Run Locally* and the estimated cost, above the first line of a definition. */
export function registerCodeLens(services: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      const enabled = vscode.workspace.getConfiguration('fanout', document.uri).get<boolean>('codeLens.enabled', true);
      if (!enabled || !services.definitions.formatOf(document)) return [];
      const top = new vscode.Range(0, 0, 0, 0);
      const lenses = [commandLink('fanout.openPreview', vscode.l10n.t('$(type-hierarchy-sub) Preview'), document.uri)];
      if (vscode.workspace.isTrusted)
        lenses.push(commandLink('fanout.runLocally', vscode.l10n.t('$(play) Run Locally…'), document.uri));
      lenses.push(commandLink('fanout.estimateCost', await costTitle(services, document), document.uri));
      return lenses.map((command) => new vscode.CodeLens(top, command));
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider(DEFINITION_SELECTOR, provider),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration(
      (change) => change.affectsConfiguration('fanout.codeLens') && changed.fire(),
    ),
    services.projects.onDidChange(() => changed.fire()),
  );
}

/** The figure of the approach that the definition takes; without a number of items it can only offer to ask. */
async function costTitle(services: Services, document: vscode.TextDocument): Promise<string> {
  const estimate = await estimateForDocument(services, document, {});
  const own =
    estimate && 'approaches' in estimate ? estimate.approaches.find(({ id }) => id === estimate.current) : undefined;
  if (!estimate || !('approaches' in estimate) || !own) return vscode.l10n.t('$(graph) Estimate Cost');
  const { money } = await import('../../cost/print-estimate.ts');
  const items = estimate.workload.items.toLocaleString('en-US');
  return vscode.l10n.t('$(graph) {0} a month for {1} items a run', money(own.monthly), items);
}
