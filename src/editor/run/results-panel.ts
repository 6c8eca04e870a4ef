import * as vscode from 'vscode';
import type { RunOutcome } from '../../executions/run-locally.ts';
import type { MapRunSnapshot } from '../../protocol/execution-snapshot.ts';
import { RESULTS_HOST_MESSAGES, RESULTS_PAGE_MESSAGES, type ExecutionResults } from '../../protocol/results.ts';
import { ExpectedError } from '../errors.ts';
import { rangeOf } from '../language/diagnostics.ts';
import { loadLanguage } from '../language/definition-store.ts';
import type { Services } from '../services.ts';
import { openPagePanel } from '../webviews/page-panel.ts';
import { findManifests, type Manifest } from './result-files.ts';

/** How a run ended: status, counts, output, and where its results lie. */
export async function openResults(
  services: Services,
  definition: vscode.Uri,
  outcome: RunOutcome,
  mapRuns: readonly MapRunSnapshot[],
): Promise<void> {
  const title = definition.path.slice(definition.path.lastIndexOf('/') + 1);
  const manifests = findManifests(outcome.output, await services.projects.require(definition));
  const results = describeOutcome(title, outcome, mapRuns, manifests);
  const { endpoint } = openPagePanel(services, {
    view: 'results',
    title: vscode.l10n.t('Results of {0}', title),
    column: vscode.ViewColumn.Active,
    hostMessages: RESULTS_HOST_MESSAGES,
    pageMessages: RESULTS_PAGE_MESSAGES,
  });
  endpoint.handle('ready', () => {
    endpoint.notify('results', results);
    return undefined;
  });
  endpoint.handle('openOutput', async () => {
    const content = JSON.stringify(outcome.output, undefined, 2);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
    return undefined;
  });
  endpoint.handle('open', ({ id }) => openManifest(manifests[Number(id)]));
  endpoint.handle('reveal', ({ pointer }) => revealState(services, definition, pointer));
}

function describeOutcome(
  title: string,
  outcome: RunOutcome,
  mapRuns: readonly MapRunSnapshot[],
  manifests: readonly Manifest[],
): ExecutionResults {
  return {
    title,
    executionArn: outcome.executionArn,
    status: outcome.status,
    seconds: outcome.seconds,
    events: outcome.events ?? undefined,
    output: outcome.status === 'SUCCEEDED' ? JSON.stringify(outcome.output, undefined, 2) : undefined,
    error: outcome.error ?? undefined,
    cause: outcome.cause ?? undefined,
    mapRuns,
    files: manifests.map(({ location }, index) => ({
      id: String(index),
      label: vscode.l10n.t('Result manifest'),
      location,
    })),
  };
}

async function openManifest(manifest: Manifest | undefined): Promise<undefined> {
  if (!manifest?.file)
    throw new ExpectedError(
      vscode.l10n.t('This manifest is in no folder of fanout.json, so it cannot be opened from here.'),
    );
  await vscode.window.showTextDocument(manifest.file, { preview: false });
  return undefined;
}

async function revealState(services: Services, definition: vscode.Uri, pointer: string): Promise<undefined> {
  const document = await vscode.workspace.openTextDocument(definition);
  const read = await services.definitions.read(document);
  const { stateByPointer } = await loadLanguage();
  const state = read && stateByPointer(read, pointer);
  await vscode.window.showTextDocument(document, state ? { selection: rangeOf(document, state.nameNode) } : {});
  return undefined;
}
