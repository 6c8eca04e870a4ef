import * as vscode from 'vscode';
import { requireMachine, type ChosenDefinition } from '../active-definition.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { askForItems, type AskedItems } from './ask-for-items.ts';
import type { CostPanel } from './cost-panel.ts';
import { createCostStatus } from './cost-status.ts';
import { readCostInputs } from './estimate-document.ts';

/** *Estimate Cost*: the approaches side by side, with a workload that can be changed, beside the definition. */
export function registerEstimateCost(services: Services): vscode.Disposable {
  const panels = new Map<string, CostPanel>();
  return vscode.Disposable.from(
    createCostStatus(services),
    new vscode.Disposable(() => panels.forEach((panel) => panel.dispose())),
    registerCommand(services, 'fanout.estimateCost', async (file, logicalId) => {
      const chosen = await requireMachine(services, file, logicalId);
      const key = `${chosen.document.uri.toString()} ${chosen.logicalId ?? ''}`;
      const open = panels.get(key);
      if (open) {
        open.reveal();
        return;
      }
      const asked = await askForWhatLacks(services, chosen);
      const { CostPanel: Panel } = await import('./cost-panel.ts');
      const panel = new Panel(services, chosen, asked);
      panels.set(key, panel);
      panel.onDidDispose(() => panels.delete(key));
    }),
  );
}

/** Nothing can be priced without a number of items. */
async function askForWhatLacks(services: Services, chosen: ChosenDefinition): Promise<AskedItems> {
  const inputs = await readCostInputs(services, chosen, {});
  if (!inputs)
    throw new ExpectedError(vscode.l10n.t('This text holds no state machine yet: correct its first problem.'));
  if (!('errors' in inputs)) return { given: {}, data: undefined };
  if (inputs.onlyItemsMissing) return askForItems();
  throw new ExpectedError(inputs.errors.join(' '));
}
