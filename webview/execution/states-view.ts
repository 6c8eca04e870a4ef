import type { StateRow } from '../../src/protocol/execution-page.ts';
import { build, keepFocus } from '../dom.ts';
import { formatCount, link, section } from '../results/parts.ts';
import type { Act, Host } from './host.ts';

const COUNTS = [
  ['entered', 'Entered'],
  ['running', 'Running'],
  ['succeeded', 'Succeeded'],
  ['failed', 'Failed'],
  ['retries', 'Retries'],
] as const satisfies readonly (readonly [keyof StateRow, string])[];

/** What the execution did in each state, with a way to its text and to its events. */
export function createStatesView(
  host: Host,
  act: Act,
  showEvents: (state: string) => void,
): { readonly element: HTMLElement; readonly update: (states: readonly StateRow[]) => void } {
  const body = build('tbody', {});
  const heads = [
    build('th', { scope: 'col' }, 'State'),
    ...COUNTS.map(([, title]) => build('th', { scope: 'col', class: 'count' }, title)),
    build('th', { scope: 'col' }, 'Last error'),
    build('th', { scope: 'col' }, 'History'),
  ];
  const table = build('table', { class: 'states' }, build('thead', {}, build('tr', {}, ...heads)), body);
  const element = section(
    'States',
    build('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': 'States' }, table),
  );
  element.hidden = true;
  let drawn = '';

  const drawRow = (row: StateRow): HTMLElement => {
    const reveal = link(row.name, () => act(host.request('reveal', { pointer: row.pointer })));
    reveal.title = 'Show it in the text';
    const events = link('Events', () => showEvents(row.name));
    events.setAttribute('aria-label', `Events of ${row.name}`);
    return build(
      'tr',
      {},
      build('th', { scope: 'row' }, reveal),
      ...COUNTS.map(([key]) =>
        build('td', { class: `count${classOf(key, row[key])}` }, row[key] === 0 ? '–' : formatCount(row[key])),
      ),
      build('td', { class: 'last-error' }, row.error ?? ''),
      build('td', {}, events),
    );
  };

  return {
    element,
    update: (states) => {
      const now = JSON.stringify(states);
      if (now === drawn) return;
      drawn = now;
      element.hidden = states.length === 0;
      keepFocus(body, () => body.replaceChildren(...states.map(drawRow)));
    },
  };
}

function classOf(key: keyof StateRow, count: number): string {
  if (count === 0) return '';
  return key === 'failed' ? ' status-FAILED' : key === 'running' ? ' status-RUNNING' : '';
}
