import { formatMilliseconds } from '../../src/protocol/format-time.ts';
import { ALL_ROWS, matchesRow, type HistoryRow, type RowFilter } from '../../src/protocol/history-row.ts';
import type { ShownEvent } from '../../src/protocol/execution-page.ts';
import { build } from '../dom.ts';
import { formatCount, link, section } from '../results/parts.ts';
import { createVirtualList } from '../virtual-list.ts';
import { drawText } from './header-view.ts';
import type { Act, Host } from './host.ts';

const ROW_HEIGHT = 26;
const COLUMNS = ['Id', 'Type', 'State', 'Time', 'After', 'About'];

export interface HistoryView {
  readonly element: HTMLElement;
  /** The next events; `isFirst`: in the place of those that are there. */
  readonly add: (rows: readonly HistoryRow[], isFirst: boolean) => void;
  /** Only the events of a state. */
  readonly showState: (state: string) => void;
  /** Why there is no history; undefined: there is one. */
  readonly explain: (why: string | undefined) => void;
}

/** The events as a table that grows, of which only what is in view is drawn; an event opens beside it. */
export function createHistoryView(host: Host, act: Act): HistoryView {
  const state = build('select', { 'aria-label': 'State' });
  const type = build('select', { 'aria-label': 'Type of event' });
  const text = build('input', {
    type: 'search',
    placeholder: 'Search type, state, error',
    'aria-label': 'Search events',
  });
  const failures = build('input', { type: 'checkbox', id: 'failures-only' });
  const said = build('p', { class: 'found', role: 'status' });
  const detail = build('section', { class: 'event', 'aria-label': 'Event', tabindex: '-1', hidden: '' });
  const why = build('p', { class: 'why', hidden: '' });
  const rows: HistoryRow[] = [];
  let found: HistoryRow[] = [];
  let filter: RowFilter = ALL_ROWS;
  let opened = 0;

  const list = createVirtualList({
    label: 'Events',
    rowHeight: ROW_HEIGHT,
    draw: (index) => drawRow(found[index]),
    onChoose: (index) => open(found[index]),
    onEnd: () => undefined,
  });
  const show = (): void => {
    list.setCount(found.length, true);
    const line = describeFound(found.length, rows.length);
    if (said.textContent !== line) said.textContent = line;
  };
  const refilter = (change: Partial<RowFilter>): void => {
    filter = { ...filter, ...change };
    found = rows.filter((row) => matchesRow(row, filter));
    list.reset();
    show();
  };
  const open = (row: HistoryRow | undefined): void => {
    if (row === undefined) return;
    const mine = ++opened;
    const opening = host.request('openEvent', { id: row.id }).then((event) => {
      if (mine !== opened) return;
      detail.hidden = false;
      detail.replaceChildren(...drawEvent(row, event, host, act));
    });
    act(opening);
  };
  const states = createOptions(state, 'All states');
  const types = createOptions(type, 'All types');
  state.addEventListener('change', () => refilter({ state: state.value }));
  type.addEventListener('change', () => refilter({ type: type.value }));
  text.addEventListener('input', () => refilter({ text: text.value.trim() }));
  failures.addEventListener('change', () => refilter({ failuresOnly: failures.checked }));

  const heads = build(
    'div',
    { class: 'event-heads', 'aria-hidden': 'true' },
    ...COLUMNS.map((each) => build('span', {}, each)),
  );
  const only = build('label', { for: 'failures-only' }, failures, ' Failures only');
  const form = build('form', { class: 'filter', role: 'search' }, state, type, text, only);
  form.addEventListener('submit', (event) => event.preventDefault());
  const columns = build(
    'div',
    { class: 'event-columns' },
    build('div', { class: 'event-list' }, heads, list.element),
    detail,
  );
  const body = build('div', {}, form, said, columns);
  const element = section('History', why, body);
  return {
    element,
    add: (more, isFirst) => {
      if (isFirst) {
        rows.length = 0;
        found = [];
      }
      for (const row of more) {
        rows.push(row);
        states.add(row.state);
        types.add(row.type);
        if (matchesRow(row, filter)) found.push(row);
      }
      show();
    },
    showState: (name) => {
      states.add(name);
      state.value = name;
      refilter({ state: name });
      element.scrollIntoView({ block: 'start' });
      list.element.focus();
    },
    explain: (reason) => {
      why.hidden = reason === undefined;
      if (why.textContent !== (reason ?? '')) why.textContent = reason ?? '';
      body.hidden = reason !== undefined;
    },
  };
}

/** A choice of what has come up so far. */
function createOptions(select: HTMLSelectElement, all: string): { readonly add: (value: string | undefined) => void } {
  const known = new Set<string>();
  select.append(build('option', { value: '' }, all));
  return {
    add: (value) => {
      if (value === undefined || known.has(value)) return;
      known.add(value);
      select.append(build('option', { value }, value));
    },
  };
}

function drawRow(row: HistoryRow | undefined): readonly Node[] {
  if (row === undefined) return [];
  const { id, type, state, at, since, about, isFailed } = row;
  return [
    build('span', { class: 'event-id' }, String(id)),
    build('span', { class: `event-type${isFailed ? ' status-FAILED' : ''}` }, isFailed ? `✗ ${type}` : type),
    build('span', { class: 'event-state' }, state ?? ''),
    build('span', { class: 'event-time' }, new Date(at).toLocaleTimeString()),
    build('span', { class: 'event-since' }, since === undefined ? '' : `+${formatMilliseconds(since)}`),
    build('span', { class: 'event-about' }, about),
  ];
}

function drawEvent({ id, type, state, at, pointer }: HistoryRow, { texts }: ShownEvent, host: Host, act: Act): Node[] {
  const where = state === undefined ? '' : ` in ${state}`;
  return [
    build('h3', {}, `${formatCount(id)} ${type}${where}`),
    build('p', {}, new Date(at).toISOString()),
    ...(pointer === undefined
      ? []
      : [link('Show its state in the text', () => act(host.request('reveal', { pointer })))]),
    ...(texts.length === 0 ? [build('p', {}, 'It tells nothing more.')] : []),
    ...texts.flatMap(({ name, ...shown }) => [
      build('h4', {}, name),
      ...drawText(name, shown),
      link(`Copy ${name}`, () => act(host.request('copyEventText', { id, name }))),
      link(`Open ${name} in an editor`, () => act(host.request('openEventText', { id, name }))),
    ]),
  ];
}

function describeFound(found: number, all: number): string {
  if (all === 0) return 'No events yet.';
  const events = `${formatCount(all)} ${all === 1 ? 'event' : 'events'}`;
  return found === all ? events : `${formatCount(found)} of ${events}`;
}
