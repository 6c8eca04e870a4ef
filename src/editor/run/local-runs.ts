import * as vscode from 'vscode';
import { requireDefinition } from '../active-definition.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand, reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import { chooseInput } from './choose-input.ts';
import { describeRun, requireOnDisk, requireTrust } from './run-request.ts';
import { adviseOn, RunSession, type EndedAttempt, type OnSnapshot } from './run-session.ts';

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
    registerCommand(services, 'fanout.runLocally', async (file) => {
      requireTrust();
      const document = await requireDefinition(services, file);
      requireOnDisk(document);
      await runs.start(document, await chooseInput(services, document.uri));
    }),
    registerCommand(services, 'fanout.redrive', (executionArn) => {
      requireTrust();
      return runs.redrive(executionArn);
    }),
  );
}

class LocalRuns {
  readonly #services: Services;
  readonly #onSnapshot: OnSnapshot;
  /** Those that ended without success and can be redriven, the last one last. */
  #kept: RunSession[] = [];

  constructor(services: Services, onSnapshot: OnSnapshot) {
    this.#services = services;
    this.#onSnapshot = onSnapshot;
  }

  async start(document: vscode.TextDocument, input: string): Promise<void> {
    const [{ LocalRun }, { RunRefused }, request] = await Promise.all([
      import('../../executions/local-run.ts'),
      import('../../executions/run-refused.ts'),
      describeRun(document),
    ]);
    const { log } = this.#services;
    const onLog = (functionName: string, text: string): void => log.info(`${functionName}: ${text.trimEnd()}`);
    try {
      const starting = {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t('Starting a local Step Functions'),
      };
      const run = await vscode.window.withProgress(starting, () => LocalRun.open({ ...request, input, onLog }));
      const session = new RunSession(this.#services, document, run, this.#onSnapshot);
      await this.#carryOut(session, () => session.start());
    } catch (error) {
      if (error instanceof RunRefused) throw new ExpectedError(error.message);
      throw error;
    }
  }

  /** `executionArn`: which one; else the last. */
  async redrive(executionArn?: string): Promise<void> {
    const session =
      executionArn === undefined ? this.#kept.at(-1) : this.#kept.find((each) => each.executionArn === executionArn);
    if (session === undefined) throw nothingToRedrive(executionArn);
    if (!(await this.#confirmText(session))) return;
    // Somebody else may have been quicker, while it was asked.
    if (!this.#kept.includes(session)) throw nothingToRedrive(session.executionArn);
    this.#kept = this.#kept.filter((each) => each !== session);
    await this.#carryOut(session, () => session.redrive());
  }

  dispose(): void {
    for (const session of this.#kept) this.#close(session);
    this.#kept = [];
  }

  async #carryOut(session: RunSession, attempt: () => Promise<EndedAttempt>): Promise<void> {
    let ended: EndedAttempt;
    try {
      ended = await attempt();
    } catch (error) {
      this.#close(session);
      throw error;
    }
    if (ended.whyNotRedrivable === undefined) this.#keep(session);
    else this.#close(session);
    if (ended.outcome.status === 'SUCCEEDED') return;
    // Not waited for: the run is over, and its message may stay for long.
    this.#tellEnd(session, ended).catch((error: unknown) => reportError(this.#services.log, 'fanout.redrive', error));
  }

  #keep(session: RunSession): void {
    this.#kept.push(session);
    for (const old of this.#kept.splice(0, this.#kept.length - MOST_KEPT)) this.#close(old);
  }

  #close(session: RunSession): void {
    session.close().catch((error: unknown) => this.#services.log.error(String(error)));
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
    else if (chosen === results) results.run();
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
      ? vscode.l10n.t('There is no local run to redrive: one that failed or was stopped can be, until VS Code closes.')
      : vscode.l10n.t(
          'This run cannot be redriven any more: only the last {0} that did not succeed are kept.',
          MOST_KEPT,
        ),
    { title: vscode.l10n.t('Run Locally…'), run: () => vscode.commands.executeCommand('fanout.runLocally') },
  );
}
