import type { ComparisonRow, CostView } from '../../src/protocol/cost-view.ts';
import { build } from '../dom.ts';

/** The approaches side by side; `chosen` is the one whose lines are shown. */
export function drawComparison(view: CostView, chosen: string, choose: (id: string) => void): HTMLElement {
  const head = ['Approach', 'A month', 'A run', 'Time of a run'];
  const caption = `${view.summary}. Prices of ${view.prices.asOf}, before tax; an estimate.`;
  return build(
    'table',
    { class: 'comparison' },
    build('caption', {}, caption),
    build('thead', {}, build('tr', {}, ...head.map((text) => build('th', { scope: 'col' }, text)))),
    build('tbody', {}, ...view.rows.flatMap((row) => drawRow(row, row.id === chosen, choose))),
  );
}

/** The figures, and below them why. */
function drawRow(row: ComparisonRow, isChosen: boolean, choose: (id: string) => void): HTMLElement[] {
  const name = build('button', { type: 'button', class: 'link', 'aria-pressed': String(isChosen) }, row.label);
  name.title = 'Show what this costs, line by line';
  name.addEventListener('click', () => choose(row.id));
  const marks = [
    row.recommended ? build('span', { class: 'badge recommended' }, '★ recommended') : '',
    row.current ? build('span', { class: 'badge' }, 'this definition') : '',
    row.feasible
      ? ''
      : build('span', { class: 'badge infeasible' }, row.needsChange ? '✎ needs a change' : '✗ not feasible'),
  ].filter((mark) => mark !== '');
  const classes = [row.recommended ? 'recommended' : '', row.feasible ? '' : 'infeasible', isChosen ? 'chosen' : ''];
  const kind = classes.filter(Boolean).join(' ');
  const why = [...row.reasons, ...row.otherwise.map(({ text }) => text)];
  const heading = build('th', { scope: 'row', rowspan: why.length > 0 ? '2' : '1' }, name, ...marks);
  const figures = build(
    'tr',
    { class: kind, 'data-approach': row.id },
    heading,
    build('td', { class: 'number' }, row.monthlyText),
    build('td', { class: 'number' }, row.perRunText),
    build('td', { title: row.bound }, row.timeText),
  );
  const reasons = build('td', { colspan: '3' }, ...why.map((text) => build('p', {}, text)));
  return why.length > 0 ? [figures, build('tr', { class: `why ${kind}` }, reasons)] : [figures];
}

/** What one approach costs: quantity × unit price = amount, where each comes from, and the state it belongs to. */
export function drawLedger(row: ComparisonRow, nameOf: (pointer: string) => string, reveal: (pointer: string) => void) {
  const head = ['Service', 'For', 'Quantity', 'Unit price', 'Amount', 'State', 'Source'];
  const lines = row.lines.map((line) => {
    const { pointer } = line;
    const state = pointer === undefined ? '' : build('button', { type: 'button', class: 'link' }, nameOf(pointer));
    if (pointer !== undefined && state !== '') state.addEventListener('click', () => reveal(pointer));
    return build(
      'tr',
      {},
      build('td', {}, line.service),
      build('td', {}, line.item),
      build('td', { class: 'number' }, line.quantityText),
      build('td', { class: 'number' }, line.unitPriceText),
      build('td', { class: 'number' }, line.amountText),
      build('td', {}, state),
      build(
        'td',
        { class: 'source' },
        line.source,
        line.verified ? '' : build('em', {}, ' (not verified for the region)'),
      ),
    );
  });
  return build(
    'table',
    { class: 'ledger' },
    build('caption', {}, `${row.label}, a month`),
    build('thead', {}, build('tr', {}, ...head.map((text) => build('th', { scope: 'col' }, text)))),
    build('tbody', {}, ...lines),
    build(
      'tfoot',
      {},
      build(
        'tr',
        {},
        build('th', { scope: 'row', colspan: '4' }, 'Sum'),
        build('td', { class: 'number' }, row.monthlyText),
        build('td', { colspan: '2' }),
      ),
    ),
  );
}
