import type { Endpoint } from '../../src/protocol/endpoint.ts';
import type {
  RecordFilter,
  RecordRow,
  RecordRows,
  ShownGroup,
  ShownSummary,
} from '../../src/protocol/result-records.ts';
import type { RESULTS_HOST_MESSAGES, RESULTS_PAGE_MESSAGES } from '../../src/protocol/results.ts';
import { build } from '../dom.ts';
import { createVirtualList } from '../virtual-list.ts';
import { formatCount, section, SIGNS } from './parts.ts';
import { drawRecord } from './record-detail.ts';
import { createSummaryView, describeCause } from './summary-view.ts';

export type Host = Endpoint<typeof RESULTS_PAGE_MESSAGES, typeof RESULTS_HOST_MESSAGES>;
export type Act = (answer: Promise<unknown>) => void;

const ROW_HEIGHT = 26;
/** Rows that the page keeps; who wants more narrows the search, or exports. */
const MOST_ROWS = 20_000;

const WHICH = [
  ['all', 'All records'],
  ['failed', 'What did not succeed'],
  ['succeeded', 'What succeeded'],
] as const satisfies readonly (readonly [RecordFilter['which'], string])[];

/** Counts, groups and records of result files; empty until there are some. */
export function createRecordsView(host: Host, act: Act): HTMLElement {
  const which = build(
    'select',
    { 'aria-label': 'Which records' },
    ...WHICH.map(([value, label]) => build('option', { value }, label)),
  );
  which.value = 'failed';
  const text = build('input', {
    type: 'search',
    placeholder: 'Search name, input, output, error, cause',
    'aria-label': 'Search records',
  });
  const find = build('button', { type: 'submit' }, 'Search');
  const cancel = build('button', { type: 'button', hidden: '' }, 'Stop Search');
  const group = build('p', { class: 'group-filter', hidden: '' });
  const said = build('p', { class: 'found', role: 'status' });
  const detail = build('section', { class: 'record', 'aria-label': 'Record', tabindex: '-1', hidden: '' });
  const save = build('button', { type: 'button' }, 'Export…');
  const again = build('button', { type: 'button', hidden: '' }, 'Re-run Failed Items…');
  const form = build('form', { class: 'filter', role: 'search' }, which, text, find, cancel);

  let rows: RecordRow[] = [];
  let next: string | undefined;
  let filter: RecordFilter = { which: 'failed', group: undefined, text: undefined };
  let search = 0;
  let isBusy = false;
  let opened = 0;

  const list = createVirtualList({
    label: 'Records',
    rowHeight: ROW_HEIGHT,
    draw: (index) => drawRow(rows[index]),
    onChoose: (index) => open(rows[index]),
    onEnd: () => {
      if (!isBusy && next !== undefined && rows.length < MOST_ROWS) ask(host.request('moreRecords', { next }));
    },
  });

  const say = (line: string): void => {
    if (said.textContent !== line) said.textContent = line;
  };
  const setBusy = (busy: boolean): void => {
    isBusy = busy;
    cancel.hidden = !busy;
  };
  const ask = (answer: Promise<RecordRows>): void => {
    const mine = search;
    setBusy(true);
    const take = (found: RecordRows): void => {
      if (mine !== search) return;
      setBusy(false);
      rows = [...rows, ...found.rows];
      next = found.next;
      say(describeFound(rows.length, next !== undefined, filter));
      list.setCount(rows.length, next === undefined || found.rows.length === 0);
    };
    act(
      answer.then(take, (error: unknown) => {
        if (mine !== search) return;
        setBusy(false);
        next = undefined;
        say('');
        throw error;
      }),
    );
  };
  const begin = (change: Partial<RecordFilter>): void => {
    search++;
    filter = { ...filter, ...change };
    rows = [];
    next = undefined;
    list.reset();
    detail.hidden = true;
    say('Searching…');
    ask(host.request('findRecords', { filter }));
  };
  const open = (row: RecordRow | undefined): void => {
    if (row === undefined) return;
    const mine = ++opened;
    const show = host.request('openRecord', { id: row.id }).then((record) => {
      if (mine !== opened) return;
      detail.replaceChildren(
        ...drawRecord(record, {
          openText: (id, part) => act(host.request('openText', { id, part })),
          copyArn: (id) => act(host.request('copyArn', { id })),
        }),
      );
      detail.hidden = false;
    });
    act(show);
  };
  const showGroup = (chosen: ShownGroup | undefined): void => {
    group.hidden = chosen === undefined;
    if (chosen !== undefined) {
      const clear = build('button', { type: 'button', class: 'link' }, 'Show all');
      clear.addEventListener('click', () => {
        showGroup(undefined);
        list.element.focus();
      });
      group.replaceChildren(`Only ${chosen.error ?? 'unknown'}: ${describeCause(chosen)} `, clear);
      which.value = 'failed';
    }
    begin({ which: which.value as RecordFilter['which'], group: chosen?.id });
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    begin({ which: which.value as RecordFilter['which'], text: text.value === '' ? undefined : text.value });
  });
  which.addEventListener('change', () => {
    group.hidden = true;
    begin({ which: which.value as RecordFilter['which'], group: undefined });
  });
  cancel.addEventListener('click', () => act(host.request('stopSearch', undefined)));
  save.addEventListener('click', () => act(host.request('exportRecords', { filter })));
  again.addEventListener('click', () => act(host.request('rerunFailed', undefined)));

  const summary = createSummaryView({
    showGroup,
    stopReading: () => act(host.request('stopReading', undefined)),
  });
  const body = build('div', { class: 'record-columns' }, build('div', { class: 'record-list' }, list.element), detail);
  const records = section('Records', form, group, said, body, build('div', { class: 'actions' }, again, save));
  const element = build('div', { class: 'records' });

  let shown: string | undefined;
  const update = (now: ShownSummary): void => {
    if (element.firstChild === null) element.append(section('Result files', summary.element), records);
    summary.update(now);
    records.hidden = now.mapRunArn === undefined;
    again.hidden = !now.canRerun;
    const key = now.mapRunArn === undefined ? undefined : `${now.location} ${now.mapRunArn}`;
    if (key === shown) return;
    shown = key;
    if (key !== undefined) begin({ group: undefined });
  };
  host.on('summary', update);
  host.on('searching', ({ read, total }) => {
    if (isBusy) say(`Searching… ${megabytes(read)} of ${megabytes(total)}`);
  });
  return element;
}

function drawRow(row: RecordRow | undefined): readonly (Node | string)[] {
  if (row === undefined) return [];
  const { status, name, error, cause, input, output } = row;
  const failed = error === undefined && cause === undefined ? '' : `${error ?? 'unknown'}: ${cause ?? 'unknown'}`;
  return [
    build('span', { class: `sign status-${status}`, 'aria-hidden': 'true' }, SIGNS[status] ?? '·'),
    build('span', { class: 'visually-hidden' }, status),
    build('span', { class: 'row-name' }, name ?? ''),
    build('span', { class: 'row-error' }, failed),
    build('span', { class: 'row-text' }, input ?? output ?? ''),
  ];
}

function describeFound(count: number, more: boolean, { which, group, text }: RecordFilter): string {
  const isUnfiltered = which === 'failed' && group === undefined && text === undefined;
  if (count === 0) return isUnfiltered ? 'Nothing has failed: “All records” lists the others.' : 'Nothing was found.';
  if (count >= MOST_ROWS) return `The first ${formatCount(count)} records: search for fewer, or export them.`;
  const records = `${formatCount(count)} ${count === 1 ? 'record' : 'records'}`;
  return more ? `${records}, and more below` : records;
}

function megabytes(bytes: number): string {
  return `${formatCount(Math.round(bytes / 1e6))} MB`;
}
