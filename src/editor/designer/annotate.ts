import * as vscode from 'vscode';
import type { DesignerAnnotations, NodeCost } from '../../protocol/designer.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import { readCostInputs } from '../cost/estimate-document.ts';
import type { Services } from '../services.ts';
import { isWhole } from './apply-gesture.ts';
import { loadDesign } from './load-design.ts';

/** What is said of each state of the text as it is now: its problems, and what it costs. Nothing of one that cannot be read. */
export async function annotate(services: Services, chosen: ChosenDefinition): Promise<DesignerAnnotations> {
  const { document, logicalId } = chosen;
  const { version } = document;
  const at = await services.definitions.readOne(document, logicalId);
  if (at?.definition.machine === undefined || !isWhole(at.definition))
    return { documentVersion: version, findings: [], costs: [] };
  const { findingsOf, placeFindings } = await loadDesign();
  const [findings, costs] = await Promise.all([findingsOf(services, document, at), costsOf(services, chosen)]);
  return { documentVersion: version, findings: placeFindings(at.definition, findings), costs };
}

/** What each state costs as the definition is written; nothing where the number of items is not known. */
async function costsOf(services: Services, chosen: ChosenDefinition): Promise<NodeCost[]> {
  const inputs = await readCostInputs(services, chosen, {});
  if (!inputs || 'errors' in inputs) return [];
  const [{ compareApproaches }, { money }] = await Promise.all([
    import('../../cost/estimate.ts'),
    import('../../cost/say.ts'),
  ]);
  const compared = compareApproaches(inputs.workload, inputs.assumptions, inputs.book, inputs.definition);
  const own = compared.approaches.find(({ id }) => id === compared.current);
  if (!own || own.monthly <= 0) return [];
  const sums = new Map<string, number>();
  for (const { pointer, amount } of own.lines)
    if (pointer !== undefined && amount > 0) sums.set(pointer, (sums.get(pointer) ?? 0) + amount);
  return [...sums].map(([pointer, amount]) => {
    const share = Math.min(1, amount / own.monthly);
    const percent = (share * 100).toLocaleString('en-US', { maximumFractionDigits: 0 });
    return { pointer, share, text: vscode.l10n.t('{0} a month, {1} % of the estimate', money(amount), percent) };
  });
}
