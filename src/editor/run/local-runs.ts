import * as vscode from 'vscode';
import type { LocalRun } from '../../executions/local-run.ts';
import { requireDefinition } from '../active-definition.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand, reportError } from '../register-command.ts';
import { registerOpenResults } from '../results/open-results.ts';
import { rerunLocally, RerunTexts, type RunText } from '../results/rerun-failed.ts';
import type { Services } from '../services.ts';
import { chooseInput } from './choose-input.ts';
import { registerRunPipeline } from './run-pipeline.ts';
import { describeRun, requireOnDisk, requireTrust } from './run-request.ts';
import { registerStartPipeline } from './start-pipeline.ts';
import { RunFolders, type RunFolder } from './run-folders.ts';
import { adviseOn, RunSession, type EndedAttempt, type OnSnapshot, type SessionEvents } from './run-session.ts';

/** Runs that did not succeed keep a runtime each, so that they can be redriven. */
const MOST_KEPT = 3;

/**
 * *Run Locally…*: fanout.json says buckets, handlers and inputs. *Redrive Last Local Run*: takes up what did not succeed
 * where it ended; also from its notification and its results page.
 */
export function registerLocalRuns(services: Services, onSnapshot: OnSnapshot): vscode.Disposable {
  const runs = new LocalRuns(services, onSnapshot);
  return vscode.Disposable.from(
    runs,
    runs.texts,
    registerOpenResults(services, runs.texts, runs.runText),
    registerRunPipeline(services),
    registerStartPipeline(services),
    registerCommand(services, 'fanout.runLocally', async (file) => {
      requireTrust();
      const document = await requireDefinition(services, file);
      requireOnDisk(document);
      await runs.start(document, await chooseInput(services, document.uri));
    }),
    registerCommand(services, 'fanout.showLocalRun', (executionArn) => services.localRuns.find(executionArn)?.show()),
    registerCommand(services, 'fanout.redrive', (executionArn) => {
      requireTrust();
      return runs.redrive(executionArn);
    }),
  );
}

class LocalRuns {
  readonly #services: Services;
  readonly #events: SessionEvents;
  /** Those that ended without success and can be redriven, the last one last. */
  #kept: RunSession[] = [];
  /** Absent in a window without a folder, which has no storage. */
  readonly #folders: RunFolders | undefined;
  readonly #folderOf = new Map<RunSession, RunFolder>();
  readonly texts = new RerunTexts();
  /** Runs a definition that was made from that of a document. */
  readonly runText: RunText = (document, input, text) => this.start(document, input, text);

  constructor(services: Services, onSnapshot: OnSnapshot) {
    this.#services = services;
    const rerun: SessionEvents['rerun'] = (set, definition) =>
      rerunLocally(services, this.texts, set, definition, this.runText);
    this.#events = { onSnapshot, rerun };
    const storage = services.context.storageUri;
    if (storage?.scheme === 'file') this.#folders = new RunFolders(vscode.Uri.joinPath(storage, 'runs').fsPath);
  }

  /** `ran`: what is run, where it is not the document's text. */
  async start(document: vscode.TextDocument, input: string, ran?: string): Promise<void> {
    const folder = await this.#makeFolder(document);
    const run = await this.#open(document, folder, input, ran);
    const texts = ran === undefined ? {} : { ran };
    const session = new RunSession(this.#services, document, run, this.#events, texts);
    if (folder !== undefined) this.#folderOf.set(session, folder);
    await this.#refusing(() => this.#carryOut(session, () => session.start()));
  }

  /** Where the run outlives this window; without it the run is carried out all the same. */
  async #makeFolder(document: vscode.TextDocument): Promise<RunFolder | undefined> {
    try {
      await this.#folders?.prune();
      return await this.#folders?.create(document.uri.toString(), document.getText());
    } catch (error) {
      this.#services.log.warn(`The run is not kept beyond this window: ${String(error)}`);
      return undefined;
    }
  }

  /** Starts a runtime for a document's run. */
  async #open(
    document: vscode.TextDocument,
    folder: RunFolder | undefined,
    input?: string,
    ran?: string,
  ): Promise<LocalRun> {
    const [{ LocalRun }, described] = await Promise.all([
      import('../../executions/local-run.ts'),
      describeRun(document),
    ]);
    const request = ran === undefined ? described : { ...described, definitionText: ran };
    const { log } = this.#services;
    const onLog = (functionName: string, text: string): void => log.info(`${functionName}: ${text.trimEnd()}`);
    const flags = { ...request.flags, dataDir: folder?.dataDir };
    const location = vscode.ProgressLocation.Window;
    const title = vscode.l10n.t('Starting a local Step Functions');
    const open = (): Promise<LocalRun> => LocalRun.open({ ...request, flags, input, onLog });
    return this.#refusing(async () => vscode.window.withProgress({ location, title }, open));
  }

  async #refusing<T>(work: () => Promise<T>): Promise<T> {
    const { RunRefused } = await import('../../executions/run-refused.ts');
    try {
      return await work();
    } catch (error) {
      if (error instanceof RunRefused) throw new ExpectedError(error.message);
      throw error;
    }
  }

  /** `executionArn`: which one; else the last. */
  async redrive(executionArn?: string): Promise<void> {
    const session =
      executionArn === undefined
        ? (this.#kept.at(-1) ?? (await this.#takeOver()))
        : this.#kept.find((each) => each.executionArn === executionArn);
    if (session === undefined) throw nothingToRedrive(executionArn);
    if (!(await this.#confirmText(session))) return;
    // Somebody else may have been quicker, while it was asked.
    if (!this.#kept.includes(session)) throw nothingToRedrive(session.executionArn);
    this.#kept = this.#kept.filter((each) => each !== session);
    await this.#carryOut(session, () => session.redrive());
  }

  /** The newest run of a window that is gone, if it can be redriven. */
  async #takeOver(): Promise<RunSession | undefined> {
    const { isOwned } = await import('../../runtime/journal/folder-owner.ts');
    const { openDisk } = await import('../../runtime/journal/disk.ts');
    for (const folder of (await this.#folders?.list()) ?? []) {
      // A run of another window, or one that goes on.
      if (isOwned(openDisk(), folder.dataDir)) continue;
      const definition = vscode.Uri.parse(folder.definition);
      const document = await Promise.resolve(vscode.workspace.openTextDocument(definition)).catch(() => undefined);
      if (document === undefined) continue;
      const run = await this.#open(document, folder);
      const isKept = (await run.takeOver()) && (await run.whyNotRedrivable()) === undefined;
      if (isKept) {
        const session = new RunSession(this.#services, document, run, this.#events, { text: folder.text });
        this.#folderOf.set(session, folder);
        this.#keep(session);
        return session;
      }
      await run.close();
      await this.#folders?.remove(folder);
    }
    return undefined;
  }

  /** What can be redriven stays on the disk. */
  dispose(): void {
    this.#folderOf.clear();
    for (const session of this.#kept) this.#close(session);
    this.#kept = [];
  }

  async #carryOut(session: RunSession, attempt: () => Promise<EndedAttempt>): Promise<void> {
    let ended: EndedAttempt;
    try {
      ended = await attempt();
    } catch (error) {
      // The runtime has died, perhaps: what it has written can be taken over.
      this.#folderOf.delete(session);
      this.#close(session);
      throw error;
    }
    // A run of some items only tells nothing of the workload.
    if (ended.outcome.status === 'SUCCEEDED' && !session.isCopy) await this.#measure(session);
    if (ended.whyNotRedrivable === undefined) this.#keep(session);
    else this.#close(session);
    if (ended.outcome.status === 'SUCCEEDED') return;
    // Not waited for: the run is over, and its message may stay for long.
    this.#tellEnd(session, ended).catch((error: unknown) => reportError(this.#services.log, 'fanout.redrive', error));
  }

  /** For estimates that are to use it. */
  async #measure(session: RunSession): Promise<void> {
    const values = await session.measure();
    if (values) this.#services.measures.set(session.definition.toString(), values);
  }

  #keep(session: RunSession): void {
    this.#kept.push(session);
    for (const old of this.#kept.splice(0, this.#kept.length - MOST_KEPT)) this.#close(old);
  }

  #close(session: RunSession): void {
    const folder = this.#folderOf.get(session);
    this.#folderOf.delete(session);
    const closing = async (): Promise<void> => {
      await session.close();
      if (folder !== undefined) await this.#folders?.remove(folder);
    };
    closing().catch((error: unknown) => this.#services.log.error(String(error)));
  }

  async #tellEnd(session: RunSession, { outcome, whyNotRedrivable, counts }: EndedAttempt): Promise<void> {
    const { status, error, cause } = outcome;
    const name = vscode.workspace.asRelativePath(session.definition);
    const reason = [error, cause?.split('\n')[0]?.slice(0, 200)].filter((part) => part).join(': ');
    const what =
      status === 'ABORTED'
        ? vscode.l10n.t('{0} was stopped.', name)
        : vscode.l10n.t('{0} did not succeed: {1}.', name, reason === '' ? status : reason.replace(/\.$/, ''));
    const message = [
      what,
      counts === '' ? '' : vscode.l10n.t('Items: {0}.', counts),
      adviseOn(status, whyNotRedrivable),
    ]
      .filter((part) => part !== '')
      .join(' ');
    const again =
      whyNotRedrivable === undefined
        ? { title: vscode.l10n.t('Redrive'), run: () => redriveIt(session) }
        : { title: vscode.l10n.t('Run Locally…'), run: () => runAgain(session) };
    const results = { title: vscode.l10n.t('Show Results'), run: () => session.showResults() };
    const show = status === 'ABORTED' ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
    const chosen = await show(message, again, results);
    if (chosen === again) await again.run();
    else if (chosen === results) await results.run();
  }

  /** A redrive goes on with the definition that was started; whoever has mended the definition has to know. */
  async #confirmText({ definition, text }: RunSession): Promise<boolean> {
    const document = await vscode.workspace.openTextDocument(definition);
    if (document.getText() === text) return true;
    const redrive = vscode.l10n.t('Redrive Anyway');
    const run = vscode.l10n.t('Run Locally…');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} has changed since it was started. A redrive goes on with the definition as it was; to use the new one, run it again.',
        vscode.workspace.asRelativePath(definition),
      ),
      redrive,
      run,
    );
    if (chosen === run) await vscode.commands.executeCommand('fanout.runLocally', definition);
    return chosen === redrive;
  }
}

function redriveIt({ executionArn }: RunSession): Thenable<unknown> {
  return vscode.commands.executeCommand('fanout.redrive', executionArn);
}

function runAgain({ definition }: RunSession): Thenable<unknown> {
  return vscode.commands.executeCommand('fanout.runLocally', definition);
}

function nothingToRedrive(executionArn: string | undefined): ExpectedError {
  return new ExpectedError(
    executionArn === undefined
      ? vscode.l10n.t(
          'There is no local run to redrive: one that failed or was stopped can be, until others push it out.',
        )
      : vscode.l10n.t(
          'This run cannot be redriven any more: only the last {0} that did not succeed are kept.',
          MOST_KEPT,
        ),
    { title: vscode.l10n.t('Run Locally…'), run: () => vscode.commands.executeCommand('fanout.runLocally') },
  );
}
