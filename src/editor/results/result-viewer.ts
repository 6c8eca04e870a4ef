import * as vscode from 'vscode';
import type { FailureGroup } from '../../items/failure-groups.ts';
import type { ResultsQuery, ResultsSummary } from '../../items/query-results.ts';
import type { ResultSet } from '../../items/result-files.ts';
import type { ResultPosition } from '../../items/scan-results.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import type {
  RecordFilter,
  RecordPart,
  RecordRows,
  ShownGroup,
  ShownRecord,
  ShownSummary,
} from '../../protocol/result-records.ts';
import type { RESULTS_HOST_MESSAGES, RESULTS_PAGE_MESSAGES } from '../../protocol/results.ts';
import { ExpectedError } from '../errors.ts';
import type { Services } from '../services.ts';
import { exportRecords } from './export-records.ts';
import { isStopped, readPlace, showRecord, showRow, shorten, STATUSES_OF, writePlace } from './show-record.ts';
import type { ResultSource } from './result-source.ts';

type Page = Endpoint<typeof RESULTS_HOST_MESSAGES, typeof RESULTS_PAGE_MESSAGES>;

/** Has what did not succeed of some results run again. */
export type Rerun = (set: ResultSet) => Promise<void>;

/** Records that the page gets at once. */
const PAGE_RECORDS = 200;
/** So often the page is told how far reading is. */
const PAUSE_MILLISECONDS = 200;

/**
 * The part of the results page that looks at result files: counts them in the background, finds records in pages, opens
 * and exports them. Never holds more than a page of records. Ends with its page.
 */
export class ResultViewer implements vscode.Disposable {
  readonly #services: Services;
  readonly #page: Page;
  readonly #title: string;
  readonly #rerun: Rerun | undefined;
  #set: Promise<ResultSet> | undefined;
  #summary: ShownSummary | undefined;
  readonly #groups = new Map<string, FailureGroup>();
  readonly #groupIds = new Map<string, string>();
  #reading: AbortController | undefined;
  #search: { readonly stop: AbortController; readonly query: ResultsQuery } | undefined;
  #next: ResultPosition | undefined;

  constructor(services: Services, page: Page, title: string, rerun: Rerun | undefined) {
    this.#services = services;
    this.#page = page;
    this.#title = title;
    this.#rerun = rerun;
    page.handle('findRecords', ({ filter }) => this.#find(filter));
    page.handle('moreRecords', () => this.#more());
    page.handle('stopSearch', () => stop(this.#search?.stop));
    page.handle('stopReading', () => stop(this.#reading));
    page.handle('openRecord', ({ id }) => this.#open(id));
    page.handle('openText', ({ id, part }) => this.#openText(id, part));
    page.handle('copyArn', ({ id }) => this.#copyArn(id));
    page.handle('exportRecords', ({ filter }) => this.#export(filter));
    page.handle('rerunFailed', () => this.#rerunFailed());
  }

  /** Reads these results from now on, in the background. Never throws: the page says what went wrong. */
  show(source: ResultSource): void {
    this.dispose();
    this.#groups.clear();
    this.#groupIds.clear();
    const opening = (this.#set = source.open());
    // Whoever awaits it is told; nobody may do so yet.
    opening.catch(() => undefined);
    this.#summary = {
      title: this.#title,
      location: source.location,
      mapRunArn: undefined,
      state: 'reading',
      problem: undefined,
      warnings: [],
      read: 0,
      total: 0,
      counts: [],
      groups: [],
      canRerun: false,
    };
    this.#read(opening).catch((error: unknown) => this.#fail(error));
  }

  /** Tells the page again, which was hidden. */
  send(): void {
    if (this.#summary !== undefined) this.#page.notify('summary', this.#summary);
  }

  dispose(): void {
    this.#reading?.abort();
    this.#search?.stop.abort();
    this.#search = undefined;
  }

  async #read(opening: Promise<ResultSet>): Promise<void> {
    const stop = (this.#reading = new AbortController());
    const [{ summarizeResults }, { listCounts, RESULT_STATUSES }, { sizeOfFiles }] = await Promise.all([
      import('../../items/query-results.ts'),
      import('../../items/result-status.ts'),
      import('../../items/scan-results.ts'),
    ]);
    this.send();
    const set = await opening;
    // Another one was chosen meanwhile.
    if (this.#set !== opening) return;
    let read = 0;
    let told = 0;
    const warnings: string[] = [];
    const update = (summary: ResultsSummary, state: ShownSummary['state']): void => {
      const { counts, groups } = summary;
      this.#tell({
        mapRunArn: set.manifest.mapRunArn,
        state,
        warnings,
        read,
        total: sizeOfFiles(set, RESULT_STATUSES),
        counts: listCounts(counts),
        groups: groups.map((group) => this.#showGroup(group)),
        canRerun:
          this.#rerun !== undefined && ['FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING'].some((each) => counts[each]),
      });
      told = performance.now();
    };
    let summarize = (): ResultsSummary => ({ counts: {}, groups: [] });
    try {
      const whole = await summarizeResults(set, RESULT_STATUSES, {
        signal: stop.signal,
        onRead: (bytes) => (read += bytes),
        onWarning: (line) => warnings.push(line),
        onSummary: (now) => {
          summarize = now;
          if (performance.now() - told > PAUSE_MILLISECONDS) update(now(), 'reading');
        },
      });
      update(whole, 'done');
    } catch (error) {
      if (this.#set !== opening) return;
      if (!isStopped(error)) throw error;
      update(summarize(), 'stopped');
    }
  }

  #fail(error: unknown): void {
    this.#services.log.warn(`results: ${String(error)}`);
    this.#tell({ state: 'failed', problem: error instanceof Error ? error.message : String(error) });
  }

  #tell(change: Partial<ShownSummary>): void {
    if (this.#summary === undefined) return;
    this.#summary = { ...this.#summary, ...change };
    this.send();
  }

  #showGroup(group: FailureGroup): ShownGroup {
    const { error, cause, count, isRest } = group;
    const key = JSON.stringify([error ?? null, cause ?? null, isRest]);
    const id = this.#groupIds.get(key) ?? String(this.#groupIds.size);
    this.#groupIds.set(key, id);
    this.#groups.set(id, group);
    return { id, error, cause: shorten(cause, 500), count, isRest };
  }

  async #require(): Promise<ResultSet> {
    if (this.#set === undefined) throw new ExpectedError(vscode.l10n.t('There are no results to look at.'));
    return this.#set;
  }

  #queryOf({ which, group, text }: RecordFilter): ResultsQuery {
    const found = group === undefined ? undefined : this.#groups.get(group);
    return { statuses: STATUSES_OF[which], group: found, text };
  }

  async #find(filter: RecordFilter): Promise<RecordRows> {
    this.#search?.stop.abort();
    this.#search = { stop: new AbortController(), query: this.#queryOf(filter) };
    this.#next = undefined;
    return this.#more();
  }

  /** The next records; those that were found where the search was stopped. */
  async #more(): Promise<RecordRows> {
    const search = this.#search;
    const set = await this.#require();
    // Another search may have begun meanwhile, which nobody would stop then, and this one is read in vain.
    if (search === undefined || this.#search?.query !== search.query) return { rows: [], next: undefined };
    const stop = search.stop.signal.aborted ? new AbortController() : search.stop;
    this.#search = { ...search, stop };
    const [{ queryResults }, { sizeOfFiles }] = await Promise.all([
      import('../../items/query-results.ts'),
      import('../../items/scan-results.ts'),
    ]);
    const total = sizeOfFiles(set, search.query.statuses);
    let read = 0;
    let told = performance.now();
    const onRead = (bytes: number): void => {
      read += bytes;
      if (performance.now() - told < PAUSE_MILLISECONDS) return;
      told = performance.now();
      this.#page.notify('searching', { read, total });
    };
    const { records, next } = await queryResults(set, search.query, {
      from: this.#next,
      limit: PAGE_RECORDS,
      signal: stop.signal,
      onRead,
    });
    if (this.#isLast(stop)) this.#next = next;
    return { rows: records.map(showRow), next: next && writePlace({ ...next, start: next.offset, end: next.offset }) };
  }

  /** Another search may have begun while one was awaited. */
  #isLast(stop: AbortController): boolean {
    return this.#search?.stop === stop;
  }

  async #open(id: string): Promise<ShownRecord> {
    const { openRecord } = await import('../../items/query-results.ts');
    return showRecord(await openRecord(await this.#require(), readPlace(id)));
  }

  async #openText(id: string, part: RecordPart): Promise<undefined> {
    const { openRecord } = await import('../../items/query-results.ts');
    const text = (await openRecord(await this.#require(), readPlace(id)))[part] ?? '';
    const { formatJsonText } = await import('./format-json-text.ts');
    const formatted = formatJsonText(text);
    const language = formatted === undefined ? 'plaintext' : 'json';
    const document = await vscode.workspace.openTextDocument({ language, content: formatted ?? text });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  }

  async #copyArn(id: string): Promise<undefined> {
    const { openRecord } = await import('../../items/query-results.ts');
    const { executionArn } = await openRecord(await this.#require(), readPlace(id));
    if (executionArn === undefined) throw new ExpectedError(vscode.l10n.t('This record names no child execution.'));
    await vscode.env.clipboard.writeText(executionArn);
  }

  async #export(filter: RecordFilter): Promise<undefined> {
    await exportRecords(await this.#require(), this.#queryOf(filter));
  }

  async #rerunFailed(): Promise<undefined> {
    const set = await this.#require();
    if (this.#rerun === undefined) throw new ExpectedError(vscode.l10n.t('Its items cannot be run again from here.'));
    await this.#rerun(set);
  }
}

function stop(work: AbortController | undefined): undefined {
  work?.abort();
}
