import * as vscode from 'vscode';
import type { ChosenDefinition } from '../active-definition.ts';
import { commandLink } from '../commands.ts';
import { findOwnCost } from '../cost/estimate-document.ts';
import type { Services } from '../services.ts';
import { DEFINITION_SELECTOR } from './definition-store.ts';

/** *Preview*, *Run Locally* and the estimated cost, above a definition; in a template above each, and none to run. */
export function registerCodeLens(services: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      const enabled = vscode.workspace.getConfiguration('fanout', document.uri).get<boolean>('codeLens.enabled', true);
      if (!enabled || !services.definitions.kindOf(document)) return [];
      const template = await services.definitions.readTemplate(document);
      if (template) {
        const all = template.embedded.map(({ logicalId, start }) => lensesAt(services, document, { logicalId, start }));
        return (await Promise.all(all)).flat();
      }
      return lensesAt(services, document, { logicalId: undefined, start: 0 });
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
    services.prices.onDidChange(() => changed.fire()),
  );
}

async function lensesAt(
  services: Services,
  document: vscode.TextDocument,
  { logicalId, start }: { readonly logicalId: string | undefined; readonly start: number },
): Promise<vscode.CodeLens[]> {
  const { line } = document.positionAt(start);
  const lenses = [
    commandLink('fanout.openPreview', vscode.l10n.t('$(type-hierarchy-sub) Preview'), document.uri, logicalId),
    commandLink('fanout.openDesigner', vscode.l10n.t('$(edit) Design'), document.uri, logicalId),
  ];
  if (vscode.workspace.isTrusted) {
    if (logicalId === undefined)
      lenses.push(commandLink('fanout.runLocally', vscode.l10n.t('$(play) Run Locally…'), document.uri));
    lenses.push(
      commandLink('fanout.startExecution', vscode.l10n.t('$(rocket) Start Execution…'), document.uri, logicalId),
    );
  }
  const cost = await costTitle(services, { document, logicalId });
  lenses.push(commandLink('fanout.estimateCost', cost, document.uri, logicalId));
  return lenses.map((command) => new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command));
}

/** The figure of the approach that the definition takes; without a number of items it can only offer to ask. */
async function costTitle(services: Services, chosen: ChosenDefinition): Promise<string> {
  const own = await findOwnCost(services, chosen);
  if (!own) return vscode.l10n.t('$(graph) Estimate Cost');
  const items = own.workload.items.toLocaleString('en-US');
  return vscode.l10n.t('$(graph) {0} a month for {1} items a run', own.monthly, items);
}
