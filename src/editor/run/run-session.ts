import * as vscode from 'vscode';
import type { ResultLocation } from '../../asl/result-location.ts';
import type { WorkloadValues } from '../../cost/workload.ts';
import type { AttemptOptions, LocalRun } from '../../executions/local-run.ts';
import type { RunOutcome } from '../../executions/run-outcome.ts';
import type { ExecutionSnapshot, MapRunSnapshot } from '../../protocol/execution-snapshot.ts';
import {
  describeCounts,
  describeProgress,
  ProgressMeter,
  shareDone,
  type MapRunProgress,
} from '../../protocol/map-run-progress.ts';
import type { ResultSet } from '../../items/result-files.ts';
import type { RanDefinition } from '../results/rerun-failed.ts';
import type { Services } from '../services.ts';
import { abortWith } from '../with-signal.ts';
import { ResultsPanel, type ShownExecution } from './results-panel.ts';

/** How an attempt ended. */
export interface EndedAttempt {
  readonly outcome: RunOutcome;
  /** Why it cannot be redriven; undefined: it can. */
  readonly whyNotRedrivable: string | undefined;
  /** Of the items of its Map Runs, in words: `7 of 10 succeeded, 3 failed`. */
  readonly counts: string;
}

export type OnSnapshot = (definition: vscode.Uri, snapshot: ExecutionSnapshot) => void;

export interface SessionEvents {
  readonly onSnapshot: OnSnapshot;
  /** Has what did not succeed run again, with the definition that was run. */
  readonly rerun: (set: ResultSet, definition: RanDefinition) => Promise<void>;
}

/** One local execution with its notification and its results page: its first attempt, and its redrives. */
export class RunSession {
  readonly definition: vscode.Uri;
  /** Of the definition, as it runs. */
  readonly text: string;
  readonly #ran: string;
  readonly #services: Services;
  readonly #run: LocalRun;
  readonly #onSnapshot: OnSnapshot;
  readonly #rerun: SessionEvents['rerun'];
  readonly #meter = new ProgressMeter();
  #executionArn: string | undefined;
  #startDate: Date | undefined;
  #end: { readonly shown: ShownExecution; readonly located: readonly ResultLocation[] } | undefined;
  #panel: ResultsPanel | undefined;
  #stop: AbortController | undefined;
  #mapRuns: readonly MapRunSnapshot[] = [];
  #progress: readonly MapRunProgress[] = [];

  /**
   * `text`: of the definition, where it was started with another one than the document has now. `ran`: what runs, where it
   * was made from that text.
   */
  constructor(
    services: Services,
    document: vscode.TextDocument,
    run: LocalRun,
    { onSnapshot, rerun }: SessionEvents,
    { text = document.getText(), ran = text }: { readonly text?: string; readonly ran?: string } = {},
  ) {
    this.#services = services;
    this.definition = document.uri;
    this.text = text;
    this.#ran = ran;
    this.#run = run;
    this.#onSnapshot = onSnapshot;
    this.#rerun = rerun;
  }

  /** Undefined before it was started. */
  get executionArn(): string | undefined {
    return this.#executionArn;
  }

  /** Whether something made from the definition runs, not the definition. */
  get isCopy(): boolean {
    return this.#ran !== this.text;
  }

  /** Runs it from the start, under a notification that stops it when it is cancelled. */
  start(): Promise<EndedAttempt> {
    return this.#attempt(vscode.l10n.t('Running {0}', this.#name), (options) => this.#run.start(options));
  }

  /** The same from where it ended. */
  redrive(): Promise<EndedAttempt> {
    return this.#attempt(vscode.l10n.t('Redriving {0}', this.#name), (options) => this.#run.redrive(options));
  }

  /** Also where its page was closed, once it has ended. */
  async showResults(): Promise<void> {
    if (this.#panel !== undefined) this.#panel.reveal();
    else if (this.#end !== undefined) await this.#openPanel().finish(this.#end.shown, this.#end.located);
  }

  /** What it tells of the workload; undefined where it tells nothing, as an Express execution. */
  async measure(): Promise<WorkloadValues | undefined> {
    try {
      return await this.#run.measure();
    } catch (error) {
      this.#services.log.debug(`not measured: ${String(error)}`);
      return undefined;
    }
  }

  /** Ends its runtime; its page stays, and says how it ended. */
  close(): Promise<void> {
    return this.#run.close();
  }

  get #name(): string {
    return vscode.workspace.asRelativePath(this.definition);
  }

  async #attempt(title: string, begin: (options: AttemptOptions) => Promise<RunOutcome>): Promise<EndedAttempt> {
    const location = vscode.ProgressLocation.Notification;
    const outcome = await vscode.window.withProgress(
      { location, title, cancellable: true },
      async (progress, token) => {
        const stop = (this.#stop = new AbortController());
        const cancelling = abortWith(token, stop);
        const since = performance.now();
        this.#end = undefined;
        this.#startDate ??= new Date();
        let shown = 0;
        const onProgress = (snapshot: ExecutionSnapshot): void => {
          this.#follow(snapshot, (performance.now() - since) / 1000);
          const [share = 0] = this.#progress.map(shareDone).toSorted((one, other) => one - other);
          const percent = Math.max(shown, Math.floor(100 * share));
          progress.report({ message: this.#describe(snapshot), increment: percent - shown });
          shown = percent;
        };
        try {
          return await begin({ signal: stop.signal, states: true, onProgress });
        } finally {
          this.#stop = undefined;
          cancelling.dispose();
        }
      },
    );
    this.#services.log.info(`${outcome.status} ${outcome.executionArn} in ${String(outcome.seconds)} s`);
    this.#executionArn = outcome.executionArn;
    this.#list(outcome.status, new Date());
    const whyNotRedrivable = outcome.status === 'SUCCEEDED' ? '' : await this.#run.whyNotRedrivable();
    await this.#showEnd(outcome, whyNotRedrivable);
    const counts = outcome.mapRuns.map(({ itemCounts }) => describeCounts(itemCounts)).join('; ');
    return { outcome, whyNotRedrivable, counts };
  }

  #follow(snapshot: ExecutionSnapshot, seconds: number): void {
    this.#executionArn = snapshot.executionArn;
    this.#mapRuns = snapshot.mapRuns;
    this.#progress = this.#meter.read(snapshot);
    this.#onSnapshot(this.definition, snapshot);
    if (snapshot.status === 'RUNNING') this.#list(snapshot.status, undefined);
    // Fan-out is what takes its time: the page shows how far it is.
    if (snapshot.mapRuns.length > 0 && snapshot.status === 'RUNNING')
      this.#openPanel().update({
        ...this.#shown(snapshot),
        seconds,
        actions: ['stop'],
      });
  }

  async #showEnd(outcome: RunOutcome, whyNotRedrivable: string | undefined): Promise<void> {
    const { status, seconds, events, output, error, cause } = outcome;
    const isRedrivable = whyNotRedrivable === undefined;
    const shown: ShownExecution = {
      ...this.#shown(outcome),
      seconds,
      events: events ?? undefined,
      output: status === 'SUCCEEDED' ? output : undefined,
      error: error ?? undefined,
      cause: cause ?? undefined,
      actions: isRedrivable ? ['redrive'] : [],
      advice: status === 'SUCCEEDED' ? undefined : adviseOn(status, whyNotRedrivable),
    };
    const located = await this.#locateResults();
    this.#end = { shown, located };
    await this.#openPanel().finish(shown, located);
  }

  #list(status: ExecutionSnapshot['status'], stopDate: Date | undefined): void {
    const { definition } = this;
    const [executionArn, startDate] = [this.#executionArn, this.#startDate];
    if (executionArn === undefined || startDate === undefined) return;
    const show = () => this.showResults();
    this.#services.localRuns.put({ executionArn, definition, status, startDate, stopDate, show });
  }

  /** Where Map Runs leave their manifests, as far as the definition says. */
  async #locateResults(): Promise<readonly ResultLocation[]> {
    const { parseDefinition } = await import('../../asl/parse.ts');
    const { resultLocation } = await import('../../asl/result-location.ts');
    const definition = parseDefinition(this.#run.definition, 'json');
    return this.#mapRuns
      .map(({ pointer, mapRunArn }) => resultLocation(definition, pointer, mapRunArn))
      .filter((location) => location !== undefined);
  }

  #shown({
    executionArn,
    status,
  }: Pick<RunOutcome, 'executionArn'> & Pick<ExecutionSnapshot, 'status'>): ShownExecution {
    return {
      executionArn,
      status,
      seconds: 0,
      events: undefined,
      output: undefined,
      error: undefined,
      cause: undefined,
      mapRuns: this.#mapRuns,
      progress: this.#progress,
      actions: [],
      advice: undefined,
    };
  }

  #openPanel(): ResultsPanel {
    if (this.#panel !== undefined) return this.#panel;
    const panel = new ResultsPanel(this.#services, this.definition, {
      stop: () => this.#stop?.abort(),
      redrive: () => vscode.commands.executeCommand('fanout.redrive', this.#executionArn),
      rerun: async (set) => {
        const document = await vscode.workspace.openTextDocument(this.definition);
        await this.#rerun(set, { document, text: this.#ran });
      },
    });
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    this.#panel = panel;
    return panel;
  }

  /** One line for the notification. */
  #describe({ mapRuns, states }: ExecutionSnapshot): string {
    const running = this.#progress.filter((_, index) => mapRuns[index]?.status === 'RUNNING');
    const [shown] = running.length > 0 ? running : this.#progress;
    if (shown !== undefined) return describeProgress(shown).join(', ');
    const entered = Object.values(states).reduce((sum, each) => sum + each.entered, 0);
    return vscode.l10n.t('States entered: {0}', entered.toLocaleString('en-US'));
  }
}

/** What to do about an execution that did not succeed. */
export function adviseOn(status: RunOutcome['status'], whyNotRedrivable: string | undefined): string {
  if (whyNotRedrivable !== undefined) return vscode.l10n.t('{0} Mend the cause and run it again.', whyNotRedrivable);
  return status === 'ABORTED'
    ? vscode.l10n.t('Redrive it to go on where it stopped.')
    : vscode.l10n.t('Mend the cause, such as a handler, and redrive it: what succeeded does not run again.');
}
