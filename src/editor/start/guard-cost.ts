import * as vscode from 'vscode';
import type { JsonObject } from '../../asl/json.ts';
import type { Services } from '../services.ts';
import type { MachineToStart } from './prepare-remote.ts';

/** What is about to run. */
export interface GuardedRun extends Pick<MachineToStart, 'connected' | 'definition' | 'type'> {
  /** Where it is another one than that of fanout.json. */
  readonly workload?: JsonObject;
}

/**
 * Says what a run on AWS is estimated to cost where that is more than `fanout.aws.confirmAboveCost`, or where it fans out
 * and nobody knows, and asks whether to start it. Throws a CancellationError where not.
 */
export async function guardCost(
  services: Services,
  document: vscode.TextDocument,
  { connected, definition, type, workload }: GuardedRun,
): Promise<void> {
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
  const most = vscode.workspace.getConfiguration('fanout', document.uri).get<number>('aws.confirmAboveCost', 1);
  if (cost.dollars === undefined) {
    if (cost.why !== undefined) await confirm(vscode.l10n.t('What this run costs on AWS is not known.'), cost.why);
    return;
  }
  if (cost.dollars <= most) return;
  const items = cost.items.toLocaleString('en-US');
  await confirm(
    vscode.l10n.t('A run of {0} items is estimated to cost {1} on AWS.', items, money(cost.dollars)),
    vscode.l10n.t(
      '{0}, {1}, without the free tier. You asked to be told above {2}.',
      cost.approach,
      region,
      money(most),
    ),
  );
}

async function confirm(message: string, detail: string): Promise<void> {
  const start = vscode.l10n.t('Start');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, start)) !== start)
    throw new vscode.CancellationError();
}
