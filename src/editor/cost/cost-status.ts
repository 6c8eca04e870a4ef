import * as vscode from 'vscode';
import { commandLink } from '../commands.ts';
import { reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import { findOwnCost } from './estimate-document.ts';

/** Long enough for a burst of keys. */
const DELAY_MILLISECONDS = 500;

/** The status bar says what the definition in the active editor costs a month; empty where that is not known. */
export function createCostStatus(services: Services): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('fanout.cost', vscode.StatusBarAlignment.Right, 100);
  item.name = vscode.l10n.t('Cost of the State Machine');
  let timer: NodeJS.Timeout | undefined;
  const show = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    const isDefinition = document && services.definitions.kindOf(document)?.holds === 'definition';
    const text = isDefinition ? await describe(services, document, item) : undefined;
    if (document !== vscode.window.activeTextEditor?.document) return;
    if (text === undefined) item.hide();
    else {
      item.text = text;
      item.show();
    }
  };
  const schedule = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      show().catch((error: unknown) => reportError(services.log, 'fanout.estimateCost', error));
    }, delay);
  };
  schedule(0);
  return vscode.Disposable.from(
    item,
    new vscode.Disposable(() => clearTimeout(timer)),
    vscode.window.onDidChangeActiveTextEditor(() => schedule(0)),
    vscode.workspace.onDidChangeTextDocument(
      ({ document }) => document === vscode.window.activeTextEditor?.document && schedule(DELAY_MILLISECONDS),
    ),
    services.projects.onDidChange(() => schedule(DELAY_MILLISECONDS)),
    services.prices.onDidChange(() => schedule(0)),
  );
}

async function describe(
  services: Services,
  document: vscode.TextDocument,
  item: vscode.StatusBarItem,
): Promise<string | undefined> {
  const own = await findOwnCost(services, { document, logicalId: undefined });
  if (!own) return undefined;
  item.tooltip = vscode.l10n.t(
    '{0}: {1} items a run, {2} runs a month, {3}, prices of {4}. An estimate; click to compare.',
    own.label,
    own.workload.items.toLocaleString('en-US'),
    own.workload.runsPerMonth.toLocaleString('en-US'),
    own.region,
    own.asOf,
  );
  item.command = commandLink('fanout.estimateCost', item.name ?? '', document.uri);
  return vscode.l10n.t('$(graph) {0} a month', own.monthly);
}
