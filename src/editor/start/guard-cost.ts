import * as vscode from 'vscode';
import type { JsonObject } from '../../asl/json.ts';
import { confirm } from '../executions/execution-ref.ts';
import type { Services } from '../services.ts';
import type { MachineToStart } from './prepare-remote.ts';

/** What is about to run. */
export interface GuardedRun extends Pick<MachineToStart, 'connected' | 'definition' | 'type'> {
  /** Where it is another one than that of fanout.json. */
  readonly workload?: JsonObject;
}

/** What a run on AWS is likely to cost, for the user. */
export interface ToldCost {
  /** Undefined: nobody knows. */
  readonly dollars: number | undefined;
  /** A sentence each. */
  readonly message: string;
  readonly detail: string;
}

/**
 * Says what a run on AWS is estimated to cost where that is more than `fanout.aws.confirmAboveCost`, or where it fans out
 * and nobody knows, and asks whether to start it. Throws a CancellationError where not.
 */
export async function guardCost(services: Services, document: vscode.TextDocument, run: GuardedRun): Promise<void> {
  const cost = await tellCost(services, document, run);
  if (cost === undefined) return;
  const { dollars, message, detail } = cost;
  const start = vscode.l10n.t('Start');
  if (dollars === undefined) return confirm(message, detail, start);
  const most = vscode.workspace.getConfiguration('fanout', document.uri).get<number>('aws.confirmAboveCost', 1);
  if (dollars <= most) return;
  const { money } = await import('../../cost/say.ts');
  await confirm(message, `${detail} ${vscode.l10n.t('You asked to be told above {0}.', money(most))}`, start);
}

/** What a run on AWS is estimated to cost, with the workload of the document's fanout.json; undefined: it fans nothing out. */
export async function tellCost(
  services: Services,
  document: vscode.TextDocument,
  { connected, definition, type, workload }: GuardedRun,
): Promise<ToldCost | undefined> {
  const [{ estimateRun }, { parseDefinition }, { money }] = await Promise.all([
    import('../../executions/run-cost.ts'),
    import('../../asl/parse.ts'),
    import('../../cost/say.ts'),
  ]);
  const region = await connected.client.config.region();
  const project = (await services.projects.find(document.uri))?.project;
  const prices = await services.prices.find(document.uri, region);
  const cost = estimateRun({
    definition: parseDefinition(definition, 'json'),
    ...{ type, region, workload: workload ?? project?.workload },
    book: 'error' in prices ? undefined : prices.book,
  });
  if (cost.dollars === undefined) {
    if (cost.why === undefined) return undefined;
    return { dollars: undefined, message: vscode.l10n.t('What this run costs on AWS is not known.'), detail: cost.why };
  }
  const items = cost.items.toLocaleString('en-US');
  return {
    dollars: cost.dollars,
    message: vscode.l10n.t('A run of {0} items is estimated to cost {1} on AWS.', items, money(cost.dollars)),
    detail: vscode.l10n.t('{0}, {1}, without the free tier.', cost.approach, region),
  };
}
