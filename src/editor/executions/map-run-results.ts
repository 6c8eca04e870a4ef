import * as vscode from 'vscode';
import { describeCounts } from '../../protocol/map-run-progress.ts';
import { ExpectedError } from '../errors.ts';
import type { RanDefinition } from '../results/rerun-failed.ts';
import { manifestObject, type ResultSource } from '../results/result-source.ts';
import type { Services } from '../services.ts';
import { nameOfMapRun } from './execution-nodes.ts';
import { executionOf, mapRunOf, onConnection, type ExecutionRef, type MapRunRef } from './execution-ref.ts';
import { createDefinitionFinder } from './find-definition.ts';

/** The results of a Map Run, and what was run. */
export interface MapRunResults {
  readonly source: ResultSource;
  /** Throws an ExpectedError where no definition of the workspace is that of the Map Run. */
  readonly ran: () => Promise<RanDefinition>;
}

/**
 * Finds the results of a Map Run, or of the one of an execution's that is chosen. `target`: what the command was called
 * with. Throws an ExpectedError that says why there are none.
 */
export async function findMapRunResults(services: Services, target: unknown): Promise<MapRunResults> {
  const { mapRunArn, choice } = mapRunOf(target) ?? (await chooseMapRun(services, executionOf(target)));
  const [{ findResults }, { layOutDefinition }] = await Promise.all([
    import('../../executions/find-results.ts'),
    import('../../executions/find-machine.ts'),
  ]);
  const { found, stateMachineArn } = await onConnection(
    services,
    choice,
    'states:DescribeMapRun',
    async ({ client }) => ({
      found: await findResults(client, mapRunArn),
      // `…:mapRun:machine/label:uuid`
      stateMachineArn: mapRunArn.replace(':mapRun:', ':stateMachine:').replace(/\/.*$/, ''),
    }),
  );
  const definition = (await createDefinitionFinder(services, choice))(stateMachineArn);
  return {
    source: manifestObject(services, definition, found.bucket, found.key),
    ran: async () => {
      if (definition === undefined)
        throw new ExpectedError(
          vscode.l10n.t(
            'No definition of this workspace is called as {0} is: failed items are run again locally, with the fanout.json of a definition.',
            stateMachineArn.split(':').at(-1) ?? '',
          ),
        );
      const document = await vscode.workspace.openTextDocument(definition);
      return { document, text: layOutDefinition(found.definition) };
    },
  };
}

async function chooseMapRun(services: Services, execution: ExecutionRef | undefined): Promise<MapRunRef> {
  if (execution === undefined)
    throw new ExpectedError(vscode.l10n.t('Choose a Map Run in the view Executions for this.'));
  const { executionArn, choice } = execution;
  const { readMapRuns } = await import('../../executions/read-execution.ts');
  const mapRuns = await onConnection(services, choice, 'states:ListMapRuns', ({ client }) =>
    readMapRuns(client, executionArn, () => ''),
  );
  const items = mapRuns.map(({ mapRunArn, status, itemCounts }) => ({
    label: nameOfMapRun(mapRunArn),
    description: `${status} · ${describeCounts(itemCounts)}`,
    mapRunArn,
  }));
  if (items.length === 0)
    throw new ExpectedError(vscode.l10n.t('This execution has no Map Runs, so it has no results.'));
  const placeHolder = vscode.l10n.t('The results of which Map Run?');
  const chosen = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { placeHolder });
  if (chosen === undefined) throw new vscode.CancellationError();
  return { mapRunArn: chosen.mapRunArn, choice };
}
