import * as vscode from 'vscode';
import type { DesignerUpdate, NodeCost } from '../../protocol/designer.ts';
import type { PreviewProblem } from '../../protocol/preview.ts';
import { readCostInputs } from '../cost/estimate-document.ts';
import type { Services } from '../services.ts';
import { isWhole } from './apply-gesture.ts';
import { loadDesign } from './load-design.ts';
import { findReadOnlyReason } from './read-only.ts';

export interface DrawRequest {
  readonly document: vscode.TextDocument;
  readonly logicalId: string | undefined;
  readonly title: string;
  /** Pointers of the regions that are closed. */
  readonly collapsed: ReadonlySet<string>;
}

/** What the page shows of the text as it is now; no graph where it cannot be read. */
export async function drawUpdate(services: Services, request: DrawRequest): Promise<DesignerUpdate> {
  const { document, logicalId, title, collapsed } = request;
  const { version } = document;
  const [at, readOnly, { layoutDefinition }, { presetsOf, findingsOf, placeFindings }] = await Promise.all([
    services.definitions.readOne(document, logicalId),
    findReadOnlyReason(document),
    import(/* webpackChunkName: "graph" */ '../../graph/layout.ts'),
    loadDesign(),
  ]);
  const definition = at?.definition;
  const isBlank = logicalId === undefined && document.getText().trim() === '';
  const isReadable = definition?.machine !== undefined && isWhole(definition);
  const common = {
    documentVersion: version,
    title,
    readOnly,
    presets: presetsOf(definition?.machine?.queryLanguage ?? 'JSONPath'),
  };
  if (at === undefined || !isReadable)
    return {
      ...common,
      graph: isBlank ? { nodes: [], edges: [], width: 0, height: 0 } : undefined,
      stale: !isBlank,
      problems: isBlank ? [] : describeProblems(definition?.problems),
      findings: [],
      costs: [],
    };
  const [findings, costs] = await Promise.all([
    findingsOf(services, document, at),
    costsOf(services, document, logicalId),
  ]);
  const graph = layoutDefinition(at.definition, { collapsed });
  return { ...common, graph, stale: false, problems: [], findings: placeFindings(at.definition, findings), costs };
}

function describeProblems(problems: readonly PreviewProblem[] = []): PreviewProblem[] {
  const found =
    problems.length > 0 ? problems : [{ message: vscode.l10n.t('This text holds no state machine.'), start: 0 }];
  return found.slice(0, 20).map(({ message, start }) => ({ message, start }));
}

/** What each state costs as the definition is written; nothing where the number of items is not known. */
async function costsOf(
  services: Services,
  document: vscode.TextDocument,
  logicalId: string | undefined,
): Promise<NodeCost[]> {
  const inputs = await readCostInputs(services, { document, logicalId }, {});
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
