import * as vscode from 'vscode';
import { RESULTS_HOST_MESSAGES, RESULTS_PAGE_MESSAGES } from '../../protocol/results.ts';
import { requireDefinition } from '../active-definition.ts';
import { describeConnectionError } from '../connections/service-errors.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { openPagePanel } from '../webviews/page-panel.ts';
import { rerunFailed, type RanDefinition, type RerunTexts, type RunText } from './rerun-failed.ts';
import { manifestFile, manifestObject, type ResultSource } from './result-source.ts';
import { ResultViewer, type Rerun } from './result-viewer.ts';

/** Manifests of the workspace that are offered. */
const MOST_MANIFESTS = 200;
/** What a ResultWriter's manifest has, and those of web pages and extensions have not. */
const MARK = '"ResultFiles"';

/** Results, and the definition that was run where it is known. */
interface ChosenResults {
  readonly source: ResultSource;
  readonly ran?: Omit<RanDefinition, 'document'>;
}

/**
 * *Open Map Run Results…*: a manifest.json of the workspace, or through the connection one in a bucket or that of a Map
 * Run. *Open Results*: those of a Map Run of the view Executions.
 */
export function registerOpenResults(services: Services, texts: RerunTexts, run: RunText): vscode.Disposable {
  const open = (source: ResultSource, requireRan: () => Promise<RanDefinition>): void =>
    openResults(services, source, async (set) => rerunFailed(services, texts, set, await requireRan(), run));
  return vscode.Disposable.from(
    registerCommand(services, 'fanout.openResults', async (file) => {
      const { source, ran }: ChosenResults =
        file instanceof vscode.Uri ? { source: manifestFile(file) } : await chooseResults(services);
      open(source, async () => {
        const document = await requireDefinition(services, undefined);
        return { document, text: document.getText(), ...ran };
      });
    }),
    registerCommand(services, 'fanout.openMapRunResults', async (target) => {
      const { findMapRunResults } = await import('../executions/map-run-results.ts');
      const { source, ran } = await findMapRunResults(services, target);
      open(source, ran);
    }),
  );
}

function openResults(services: Services, source: ResultSource, rerun: Rerun): void {
  const title = vscode.l10n.t('Results of {0}', source.location);
  const { endpoint, panel } = openPagePanel(services, {
    view: 'results',
    title,
    column: vscode.ViewColumn.Active,
    hostMessages: RESULTS_HOST_MESSAGES,
    pageMessages: RESULTS_PAGE_MESSAGES,
  });
  const viewer = new ResultViewer(services, endpoint, title, rerun);
  let isShown = false;
  endpoint.handle('ready', () => {
    if (isShown) viewer.send();
    else viewer.show(source);
    isShown = true;
    return undefined;
  });
  const none = (): never => {
    throw new ExpectedError(vscode.l10n.t('These results were opened without their execution.'));
  };
  for (const name of ['openOutput', 'stop', 'redrive'] as const) endpoint.handle(name, none);
  endpoint.handle('open', none);
  endpoint.handle('showResults', none);
  endpoint.handle('reveal', none);
  panel.onDidDispose(() => viewer.dispose());
}

interface ManifestItem extends vscode.QuickPickItem {
  readonly take?: () => Promise<ChosenResults | undefined>;
}

async function chooseResults(services: Services): Promise<ChosenResults> {
  const taking = async (source: Promise<ResultSource | undefined> | ResultSource) => {
    const taken = await source;
    return taken && { source: taken };
  };
  const items: ManifestItem[] = [
    {
      label: vscode.l10n.t('$(cloud) In Amazon S3…'),
      description: vscode.l10n.t('s3://bucket/prefix, through the connection'),
      take: () => taking(askForUri(services)),
    },
    {
      label: vscode.l10n.t('$(layers) Of a Map Run…'),
      description: vscode.l10n.t('by its ARN, through the connection'),
      take: () => askForMapRun(services),
    },
    {
      label: vscode.l10n.t('$(folder-opened) Another file…'),
      description: vscode.l10n.t('a manifest.json with its result files'),
      take: () => taking(askForFile()),
    },
    { label: vscode.l10n.t('In this workspace'), kind: vscode.QuickPickItemKind.Separator },
    ...(await listManifests()).map((uri) => ({
      label: `$(json) ${vscode.workspace.asRelativePath(uri)}`,
      take: () => taking(manifestFile(uri)),
    })),
  ];
  const placeHolder = vscode.l10n.t('Which results? A ResultWriter has written a manifest.json');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  const results = await chosen?.take?.();
  if (results === undefined) throw new vscode.CancellationError();
  return results;
}

/** The newest first. */
async function listManifests(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles('**/manifest.json', '**/node_modules/**', MOST_MANIFESTS);
  const looked = await Promise.all(
    found.map(async (uri) => {
      try {
        const [{ mtime, size }, bytes] = await Promise.all([
          vscode.workspace.fs.stat(uri),
          vscode.workspace.fs.readFile(uri),
        ]);
        return size > 0 && new TextDecoder().decode(bytes).includes(MARK) ? { uri, mtime } : undefined;
      } catch {
        return undefined;
      }
    }),
  );
  return looked
    .filter((each) => each !== undefined)
    .toSorted((one, other) => other.mtime - one.mtime)
    .map(({ uri }) => uri);
}

async function askForUri(services: Services): Promise<ResultSource | undefined> {
  const { parseResultsUri } = await import('../../items/result-files.ts');
  const typed = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Where the manifest.json lies, as the ResultWriterDetails of the Map’s output say'),
    placeHolder: 's3://bucket/prefix/id/manifest.json',
    ignoreFocusOut: true,
    validateInput: (text) =>
      parseResultsUri(text.trim()) === undefined ? vscode.l10n.t('It is written s3://bucket/prefix.') : undefined,
  });
  const place = typed === undefined ? undefined : parseResultsUri(typed.trim());
  if (place === undefined) return undefined;
  const [definition] = await services.workflows.list();
  return manifestObject(services, definition, place.bucket, place.key);
}

/** Its manifest is where its endpoint says; what was run is known then, too. */
async function askForMapRun(services: Services): Promise<ChosenResults | undefined> {
  const typed = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('The ARN of the Map Run'),
    placeHolder: 'arn:aws:states:us-east-1:123456789012:mapRun:machine/label:id',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^arn:[\w-]+:states:[\w-]+:\d{12}:mapRun:[^/:]+\/[^:]+:[^:]+$/.test(text.trim())
        ? undefined
        : vscode.l10n.t('It reads arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID.'),
  });
  if (typed === undefined) return undefined;
  const [{ findResults }, { layOutDefinition }] = await Promise.all([
    import('../../executions/find-results.ts'),
    import('../../executions/find-machine.ts'),
  ]);
  const { connections, workflows } = services;
  try {
    const { client } = await connections.connect();
    const location = vscode.ProgressLocation.Window;
    const title = vscode.l10n.t('Asking where the results are');
    const find = () => findResults(client, typed.trim());
    const { bucket, key, definition, known } = await vscode.window.withProgress({ location, title }, find);
    const [workflow] = await workflows.list();
    return {
      source: manifestObject(services, workflow, bucket, key),
      ran: { text: layOutDefinition(definition), known },
    };
  } catch (error) {
    throw await describeConnectionError(connections, error, 'states:DescribeMapRun', connections.choice);
  }
}

async function askForFile(): Promise<ResultSource | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Map Run Results'),
    filters: { manifest: ['json'] },
  });
  return chosen?.[0] && manifestFile(chosen[0]);
}
