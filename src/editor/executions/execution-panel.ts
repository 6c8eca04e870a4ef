import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import * as vscode from 'vscode';
import type { EventReader } from '../../executions/event-details.ts';
import type { ExecutionFeed, FeedWatcher } from '../../executions/execution-feed.ts';
import type { ExecutionMachine } from '../../executions/execution-machine.ts';
import { Visibility } from '../../executions/visibility.ts';
import {
  EXECUTION_HOST_MESSAGES,
  EXECUTION_PAGE_MESSAGES,
  type ShownExecution,
  type ShownMapRun,
  type StateRow,
} from '../../protocol/execution-page.ts';
import type { ExecutionSnapshot } from '../../protocol/execution-snapshot.ts';
import type { HistoryRow } from '../../protocol/history-row.ts';
import { ProgressMeter } from '../../protocol/map-run-progress.ts';
import { describeConnectionError } from '../connections/service-errors.ts';
import type { Services } from '../services.ts';
import { openPagePanel, type PagePanel } from '../webviews/page-panel.ts';
import { describeTrouble } from './describe-trouble.ts';
import { nameOfMapRun } from './execution-nodes.ts';
import { nameOfExecution, onConnection, type ExecutionRef } from './execution-ref.ts';
import { showExecution, showStates } from './show-execution.ts';

export type ExecutionPage = PagePanel<typeof EXECUTION_HOST_MESSAGES, typeof EXECUTION_PAGE_MESSAGES>;

/** Draws the execution where its definition is shown; undefined: that is nowhere. */
type Draw = (feed: ExecutionFeed, machine: ExecutionMachine) => vscode.Disposable | undefined;

/** Rows that the page gets in one message. */
const ROWS_AT_ONCE = 2000;

/** The page of one execution, which follows it while the page is seen. */
export class ExecutionPanel {
  readonly ref: ExecutionRef;
  readonly page: ExecutionPage;
  readonly #services: Services;
  readonly #draw: Draw;
  readonly #visibility = new Visibility();
  readonly #meter = new ProgressMeter();
  readonly #closed = new AbortController();
  #isOpening = false;
  #feed: ExecutionFeed | undefined;
  #machine: ExecutionMachine | undefined;
  #reader: EventReader | undefined;
  #shown: ShownExecution | undefined;
  #states: readonly StateRow[] = [];
  #mapRuns: readonly ShownMapRun[] = [];
  #trouble: string | undefined;

  constructor(services: Services, ref: ExecutionRef, draw: Draw) {
    this.#services = services;
    this.ref = ref;
    this.#draw = draw;
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
      this.#closed.abort();
    });
  }

  /** What DescribeExecution told last. */
  get described(): DescribeExecutionOutput | undefined {
    return this.#feed?.described;
  }

  /** The machine as it was when the execution began. */
  get machine(): ExecutionMachine | undefined {
    return this.#machine;
  }

  /** Follows it from now on, until it has ended; nothing where it is followed already. Never throws: the page says why. */
  follow(): undefined {
    this.#tellTrouble(undefined);
    if (this.#feed !== undefined) this.#feed.follow();
    else if (!this.#isOpening) {
      this.#isOpening = true;
      this.#open()
        .catch((error: unknown) => this.#tellFailure(error))
        .finally(() => (this.#isOpening = false));
    }
  }

  /** An event with its data; undefined: there is none. */
  async readEvent(id: number) {
    const { EventReader: Reader } = await import('../../executions/event-details.ts');
    const reader = (this.#reader ??= new Reader(this.ref.executionArn));
    const total = this.#feed?.rows.at(-1)?.id ?? id;
    return onConnection(this.#services, this.ref.choice, 'states:GetExecutionHistory', ({ client }) =>
      reader.read(client, id, total),
    );
  }

  /** Reads its machine, once somebody sees the page, and joins who follows the execution already. */
  async #open(): Promise<void> {
    const { executionArn, choice } = this.ref;
    const { signal } = this.#closed;
    await this.#visibility.whenVisible(signal);
    const { isExpressArn, readExecutionMachine } = await import('../../executions/execution-machine.ts');
    const machine = await onConnection(this.#services, choice, 'states:DescribeExecution', ({ client }) =>
      readExecutionMachine(client, executionArn, signal),
    );
    const feed = await this.#services.feeds.open(this.ref, machine.outline);
    signal.throwIfAborted();
    this.#machine = machine;
    this.#feed = feed;
    const facts = { executionArn, choice, isExpress: isExpressArn(executionArn), logGroupArn: machine.logGroupArn };
    const show = (described: DescribeExecutionOutput): void => this.#show(showExecution(described, facts));
    const needs = () => (this.#visibility.visible ? ('close' as const) : ('none' as const));
    const watcher: FeedWatcher = {
      onDescribed: show,
      onRows: (rows) => this.#sendRows(rows, rows.length === feed.rows.length),
      onSnapshot: (snapshot) => this.#progress(snapshot, machine),
      onTrouble: (kind) => this.#tellTrouble(kind && describeTrouble(kind)),
      onFailed: (error) => void this.#tellFailure(error),
    };
    const watching = feed.watch(watcher, needs());
    const seeing = this.page.panel.onDidChangeViewState(() => (watching.attention = needs()));
    const drawing = this.#draw(feed, machine);
    this.page.panel.onDidDispose(() => {
      seeing.dispose();
      drawing?.dispose();
      watching.end();
    });
    if (feed.described !== undefined) show(feed.described);
    if (feed.snapshot !== undefined) this.#progress(feed.snapshot, machine);
    this.#sendRows(feed.rows, true);
  }

  #show(shown: ShownExecution): void {
    if (JSON.stringify(shown) === JSON.stringify(this.#shown)) return;
    this.#shown = shown;
    this.page.endpoint.notify('execution', shown);
  }

  #progress(snapshot: ExecutionSnapshot, { outline }: ExecutionMachine): void {
    const progress = this.#meter.read(snapshot);
    this.#states = showStates(snapshot.states, outline.pointers);
    this.#mapRuns = snapshot.mapRuns.flatMap((mapRun, index) => {
      const of = progress[index];
      return of === undefined ? [] : [{ name: nameOfMapRun(mapRun.mapRunArn), mapRun, progress: of }];
    });
    this.#sendCounts();
  }

  /** The page was loaded, perhaps again: it has nothing. */
  #sendAll(): undefined {
    const { endpoint } = this.page;
    if (this.#shown !== undefined) endpoint.notify('execution', this.#shown);
    endpoint.notify('trouble', { message: this.#trouble });
    this.#sendCounts();
    this.#sendRows(this.#feed?.rows ?? [], true);
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

  async #tellFailure(error: unknown): Promise<void> {
    const { connections, log } = this.#services;
    const described = await describeConnectionError(connections, error, 'states:DescribeExecution', this.ref.choice);
    if (this.#closed.signal.aborted) return;
    log.warn(`execution: ${String(error)}`);
    this.#tellTrouble(described instanceof Error ? described.message : String(described));
  }
}
