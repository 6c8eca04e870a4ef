import * as vscode from 'vscode';
import type { Rerun, RerunOptions } from '../../executions/prepare-rerun.ts';
import type { ResultSet } from '../../items/result-files.ts';
import { ExpectedError } from '../errors.ts';
import { requireOnDisk, requireTrust } from '../run/run-request.ts';
import type { Services } from '../services.ts';
import { findBucket } from './result-source.ts';

/** Runs a text as the definition of a document. */
export type RunText = (document: vscode.TextDocument, input: string, text: string) => Promise<void>;

/** The definition that was run, and its text then. */
export interface RanDefinition {
  readonly document: vscode.TextDocument;
  readonly text: string;
  /** What the Map Run was given, where its endpoint told. */
  readonly known?: RerunOptions['known'];
}

const SCHEME = 'fanout-rerun';

/** Shows the definitions of re-runs, which are in no file. */
export class RerunTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly #closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString()));

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Shows what differs, beside each other. */
  async compare(name: string, before: string, after: string): Promise<void> {
    const left = this.#keep(`was ${name}`, before);
    const right = this.#keep(`again ${name}`, after);
    const title = vscode.l10n.t('Re-run of failed items: {0}', name);
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  /** Shows a text to read, beside what is open. */
  async showText(name: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.#keep(name, text));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  #keep(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${Date.now().toString(36)}/${name}` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#closing.dispose();
    this.#texts.clear();
  }
}

/**
 * *Re-run Failed Items*: on this machine, or on the connection of the workspace where that is another one and is chosen.
 * What will run is shown first, beside what it was made from.
 */
export async function rerunFailed(
  services: Services,
  texts: RerunTexts,
  set: ResultSet,
  ran: RanDefinition,
  run: RunText,
): Promise<void> {
  if (!(await isForConnection(services))) return rerunLocally(services, texts, set, ran, run);
  const rerun = await showRerun(texts, set, ran);
  const { rerunOnConnection } = await import('./rerun-on-connection.ts');
  await rerunOnConnection(services, texts, { set, rerun, document: ran.document });
}

/** Runs what failed or never ran again on this machine, when what will run was seen. */
export async function rerunLocally(
  services: Services,
  texts: RerunTexts,
  set: ResultSet,
  ran: RanDefinition,
  run: RunText,
): Promise<void> {
  const { document } = ran;
  const rerun = await showRerun(texts, set, ran);
  await confirmRerun(rerun);
  const input = await rerun.placeItems((bucket) => findBucket(services, document.uri, bucket));
  await run(document, input, rerun.definition);
}

async function isForConnection({ connections: { choice } }: Services): Promise<boolean> {
  if (choice.kind === 'local') return false;
  const { describeChoice } = await import('../../executions/connection-choice.ts');
  const items = [
    {
      label: vscode.l10n.t('$(cloud) On {0}', describeChoice(choice)),
      description: vscode.l10n.t('as a state machine of its own'),
      isThere: true,
    },
    { label: vscode.l10n.t('$(vm) On this machine'), description: vscode.l10n.t('with fanout.json'), isThere: false },
  ];
  const placeHolder = vscode.l10n.t('Where are the failed items run again?');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.isThere;
}

/** Plans it, and shows the copy of the definition that would be run beside what it was made from. */
async function showRerun(texts: RerunTexts, set: ResultSet, ran: RanDefinition): Promise<Rerun> {
  requireTrust();
  requireOnDisk(ran.document);
  const rerun = await planRerun(set, ran);
  const name = vscode.workspace.asRelativePath(ran.document.uri);
  await texts.compare(name.slice(name.lastIndexOf('/') + 1), rerun.before, rerun.definition);
  return rerun;
}

async function planRerun(set: ResultSet, { document, text, known }: RanDefinition): Promise<Rerun> {
  const [{ prepareRerun }, { RunRefused }, { formatOf, parseDefinition }] = await Promise.all([
    import('../../executions/prepare-rerun.ts'),
    import('../../executions/run-refused.ts'),
    import('../../asl/parse.ts'),
  ]);
  const definition = parseDefinition(text, formatOf(document.uri.path));
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Reading the failed items');
  const plan = (itemsPerBatch?: number): Thenable<Rerun> =>
    vscode.window.withProgress({ location, title, cancellable: true }, async (_progress, token) => {
      const stop = new AbortController();
      const cancelling = token.onCancellationRequested(() => stop.abort());
      try {
        return await prepareRerun({ set, definition, itemsPerBatch, known, signal: stop.signal });
      } catch (error) {
        if (stop.signal.aborted) throw new vscode.CancellationError();
        if (error instanceof RunRefused) throw new ExpectedError(error.message);
        throw error;
      } finally {
        cancelling.dispose();
      }
    });
  const rerun = await plan();
  const { batches, items, children } = rerun.items;
  if (batches === undefined || items === children) return rerun;
  const same = vscode.l10n.t('Batches as they were');
  const each = {
    label: vscode.l10n.t('Each item by itself'),
    description: vscode.l10n.t('to find the ones that fail'),
  };
  const chosen = await vscode.window.showQuickPick([{ label: same }, each], {
    placeHolder: vscode.l10n.t('{0} items in {1} batches: how are they run again?', items, children),
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen === each ? plan(1) : rerun;
}

/** Beside the definition that is shown, and there until it is answered: who reads what differs may take their time. */
async function confirmRerun({ mapName, items, source, notes }: Rerun): Promise<void> {
  const count = items.items.toLocaleString('en-US');
  const lines = [
    source.kind === 'FILE' ? vscode.l10n.t('They are written to s3://{0}/{1}.', source.bucket, source.key) : '',
    ...notes,
  ];
  const again = {
    label:
      items.items === 1
        ? vscode.l10n.t('$(debug-restart) Run 1 item of "{0}" again', mapName)
        : vscode.l10n.t('$(debug-restart) Run {0} items of "{1}" again', count, mapName),
    description: vscode.l10n.t('locally, with the definition that is shown'),
    detail: lines.filter((line) => line !== '').join(' '),
  };
  const chosen = await vscode.window.showQuickPick([again], {
    title: vscode.l10n.t('Re-run Failed Items'),
    placeHolder: vscode.l10n.t('Enter runs them, Escape does not'),
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new vscode.CancellationError();
}
