import type { DescribeExecutionOutput, SFNClient } from '@aws-sdk/client-sfn';
import * as vscode from 'vscode';
import type { EventReader } from '../../executions/event-details.ts';
import type { ExecutionMachine } from '../../executions/execution-machine.ts';
import type { HistoryRows } from '../../executions/history-rows.ts';
import type { HistoryStates } from '../../executions/history-states.ts';
import { Visibility } from '../../executions/visibility.ts';
import {
  EXECUTION_HOST_MESSAGES,
  EXECUTION_PAGE_MESSAGES,
  type ShownExecution,
  type ShownMapRun,
  type StateRow,
} from '../../protocol/execution-page.ts';
import type { ExecutionSnapshot, MapRunSnapshot } from '../../protocol/execution-snapshot.ts';
import type { HistoryRow } from '../../protocol/history-row.ts';
import { ProgressMeter } from '../../protocol/map-run-progress.ts';
import type { Services } from '../services.ts';
import { openPagePanel, type PagePanel } from '../webviews/page-panel.ts';
import { describeTrouble } from './describe-trouble.ts';
import { nameOfMapRun } from './execution-nodes.ts';
import { nameOfExecution, onConnection, type ExecutionRef } from './execution-ref.ts';
import { showExecution, showStates } from './show-execution.ts';

export type ExecutionPage = PagePanel<typeof EXECUTION_HOST_MESSAGES, typeof EXECUTION_PAGE_MESSAGES>;

/** Milliseconds between two looks at an execution of the runtime of this window. */
const LOCAL_LOOKS = { shortestPause: 250, longestPause: 2000 };
/** Rows that the page gets in one message. */
const ROWS_AT_ONCE = 2000;

/** The parts of executions/ that follow an execution, loaded with the first page. */
async function loadFollower() {
  const [follow, machine, states, rows, details] = await Promise.all([
    import('../../executions/follow-execution.ts'),
    import('../../executions/execution-machine.ts'),
    import('../../executions/history-states.ts'),
    import('../../executions/history-rows.ts'),
    import('../../executions/event-details.ts'),
  ]);
  return { ...follow, ...machine, ...states, ...rows, ...details };
}

/** The page of one execution, which follows it while the page is seen. */
export class ExecutionPanel {
  readonly ref: ExecutionRef;
  readonly page: ExecutionPage;
  readonly #services: Services;
  readonly #onSnapshot: (stateMachineArn: string, snapshot: ExecutionSnapshot) => void;
  readonly #visibility = new Visibility();
  readonly #meter = new ProgressMeter();
  #stop: AbortController | undefined;
  #machine: ExecutionMachine | undefined;
  #history: HistoryStates | undefined;
  #rowMaker: HistoryRows | undefined;
  #reader: EventReader | undefined;
  #described: DescribeExecutionOutput | undefined;
  #shown: ShownExecution | undefined;
  #rows: HistoryRow[] = [];
  #states: readonly StateRow[] = [];
  #mapRuns: readonly ShownMapRun[] = [];
  #trouble: string | undefined;

  constructor(
    services: Services,
    ref: ExecutionRef,
    onSnapshot: (stateMachineArn: string, snapshot: ExecutionSnapshot) => void,
  ) {
    this.#services = services;
    this.ref = ref;
    this.#onSnapshot = onSnapshot;
    this.page = openPagePanel(services, {
      view: 'execution',
      title: nameOfExecution(ref.executionArn),
      column: vscode.ViewColumn.Active,
      hostMessages: EXECUTION_HOST_MESSAGES,
      pageMessages: EXECUTION_PAGE_MESSAGES,
    });
    const { panel, endpoint } = this.page;
    endpoint.handle('ready', () => this.#sendAll());
    endpoint.handle('retry', () => this.follow());
    const renewing = services.connections.onDidChange(() => this.#trouble !== undefined && this.follow());
    panel.onDidChangeViewState(() => (this.#visibility.visible = panel.visible));
    panel.onDidDispose(() => {
      renewing.dispose();
      this.#stop?.abort();
    });
  }

  /** What DescribeExecution told last. */
  get described(): DescribeExecutionOutput | undefined {
    return this.#described;
  }

  /** The machine as it was when the execution began. */
  get machine(): ExecutionMachine | undefined {
    return this.#machine;
  }

  /** Follows it from now on, until it has ended; nothing where it is followed already. Never throws: the page says why. */
  follow(): undefined {
    if (this.#stop !== undefined) return;
    const stop = (this.#stop = new AbortController());
    this.#tellTrouble(undefined);
    this.#follow(stop.signal)
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        this.#services.log.warn(`execution: ${String(error)}`);
        this.#tellTrouble(error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        this.#stop = undefined;
      });
  }

  /** An event with its data; undefined: there is none. */
  async readEvent(id: number) {
    const { EventReader: Reader } = await loadFollower();
    const reader = (this.#reader ??= new Reader(this.ref.executionArn));
    const total = this.#rows.at(-1)?.id ?? id;
    return onConnection(this.#services, this.ref.choice, 'states:GetExecutionHistory', ({ client }) =>
      reader.read(client, id, total),
    );
  }

  async #follow(signal: AbortSignal): Promise<void> {
    await onConnection(this.#services, this.ref.choice, 'states:DescribeExecution', async ({ client }) => {
      await this.#visibility.whenVisible(signal);
      await this.#watch(client, signal);
    });
  }

  async #watch(client: SFNClient, signal: AbortSignal): Promise<void> {
    const follower = await loadFollower();
    const { executionArn, choice } = this.ref;
    const isExpress = follower.isExpressArn(executionArn);
    const machine = (this.#machine ??= await follower.readExecutionMachine(client, executionArn, signal));
    const history = (this.#history ??= new follower.HistoryStates(machine.outline.pointers));
    const rowMaker = (this.#rowMaker ??= new follower.HistoryRows(history));
    const facts = { executionArn, choice, isExpress, logGroupArn: machine.logGroupArn };
    await follower.followExecution({
      ...(choice.kind === 'local' ? LOCAL_LOOKS : follower.REMOTE_LOOKS),
      ...{ client, executionArn, history, signal, visibility: this.#visibility, states: !isExpress },
      outline: isExpress ? { ...machine.outline, hasMapRuns: false } : machine.outline,
      onTrouble: (kind) => this.#tellTrouble(kind && describeTrouble(kind)),
      onDescribed: (described) => {
        this.#described = described;
        this.#show(showExecution(described, facts));
      },
      onEvents: (events) => this.#addRows(rowMaker.add(events)),
      onProgress: (snapshot) => this.#progress(snapshot, machine),
    });
  }

  #show(shown: ShownExecution): void {
    if (JSON.stringify(shown) === JSON.stringify(this.#shown)) return;
    this.#shown = shown;
    this.page.endpoint.notify('execution', shown);
  }

  #addRows(rows: readonly HistoryRow[]): void {
    for (const row of rows) this.#rows.push(row);
    this.#sendRows(rows, this.#rows.length === rows.length);
  }

  #progress(snapshot: ExecutionSnapshot, { outline, stateMachineArn }: ExecutionMachine): void {
    const expected = (mapRun: MapRunSnapshot): MapRunSnapshot => ({
      ...mapRun,
      expected: this.#services.connections.expectedItems(mapRun.mapRunArn),
    });
    const shown = { ...snapshot, mapRuns: snapshot.mapRuns.map(expected) };
    const progress = this.#meter.read(shown);
    this.#states = showStates(shown.states, outline.pointers);
    this.#mapRuns = shown.mapRuns.flatMap((mapRun, index) => {
      const of = progress[index];
      return of === undefined ? [] : [{ name: nameOfMapRun(mapRun.mapRunArn), mapRun, progress: of }];
    });
    this.#sendCounts();
    this.#onSnapshot(stateMachineArn, shown);
  }

  /** The page was loaded, perhaps again: it has nothing. */
  #sendAll(): undefined {
    const { endpoint } = this.page;
    if (this.#shown !== undefined) endpoint.notify('execution', this.#shown);
    endpoint.notify('trouble', { message: this.#trouble });
    this.#sendCounts();
    this.#sendRows(this.#rows, true);
  }

  #sendCounts(): void {
    this.page.endpoint.notify('states', { states: this.#states });
    this.page.endpoint.notify('mapRuns', { mapRuns: this.#mapRuns });
  }

  #sendRows(rows: readonly HistoryRow[], isFirst: boolean): void {
    for (let at = 0; at === 0 || at < rows.length; at += ROWS_AT_ONCE)
      this.page.endpoint.notify('rows', { rows: rows.slice(at, at + ROWS_AT_ONCE), isFirst: isFirst && at === 0 });
  }

  #tellTrouble(message: string | undefined): void {
    this.#trouble = message;
    this.page.endpoint.notify('trouble', { message });
  }
}
