import type { CostPlot } from '../../src/protocol/cost-view.ts';
import { build, buildSvg } from '../dom.ts';
import { drawPlot, formatPower } from './plot.ts';

const FIELDS: readonly (readonly [CostPlot['field'], string])[] = [
  ['items', 'Items a run'],
  ['itemsPerBatch', 'Items in a batch'],
  ['taskMilliseconds', 'Work on an item'],
  ['runsPerMonth', 'Runs a month'],
];
/** What a drawing that leaves the page takes along, since it leaves the page's style sheets behind. */
const STYLES = ['stroke', 'stroke-width', 'fill', 'opacity', 'font-family', 'font-size', 'font-weight'] as const;
/** Of the PNG, against the drawing's own units. */
const SCALE = 2;

/** The plot, with the same figures as a table below it. */
export interface PlotView {
  readonly element: HTMLElement;
  show(plot: CostPlot): void;
  /** The plot as a PNG, base64. Rejects where the browser cannot draw it. */
  toPng(): Promise<string>;
}

/** `choose` is told what the plot is to go over. */
export function createPlotView(choose: (field: CostPlot['field']) => void): PlotView {
  const select = build(
    'select',
    { id: 'plot-over' },
    ...FIELDS.map(([value, label]) => build('option', { value }, label)),
  );
  select.addEventListener('change', () => {
    const field = FIELDS.find(([value]) => value === select.value)?.[0];
    if (field !== undefined) choose(field);
  });
  const drawing = build('div', { class: 'drawing' });
  const marks = build('ul', { class: 'marks' });
  const table = build('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'The plot as a table' });
  const element = build(
    'section',
    { 'aria-labelledby': 'plot-heading' },
    build('h2', { id: 'plot-heading' }, 'Cost a month'),
    build('p', { class: 'field' }, build('label', { for: 'plot-over' }, 'over'), select),
    drawing,
    marks,
    build('details', {}, build('summary', {}, 'The plot as a table'), table),
  );
  return {
    element,
    show(plot) {
      select.value = plot.field;
      const svg = buildSvg(drawPlot(plot));
      svg.setAttribute('aria-label', describePlot(plot));
      drawing.replaceChildren(svg);
      marks.replaceChildren(...plot.marks.map(({ text }) => build('li', {}, text)));
      table.replaceChildren(drawTable(plot));
    },
    toPng: () => toPng(drawing),
  };
}

function describePlot({ label, marks }: CostPlot): string {
  const crossings = marks.length === 0 ? 'No lines cross.' : marks.map(({ text }) => text).join(' ');
  return `Cost a month of each approach over: ${label}. ${crossings} The table below has the figures.`;
}

/** At the powers of ten, where there is one close by. */
function drawTable({ x, series, label }: CostPlot): HTMLElement {
  const rows = x.flatMap((value, index) => {
    const power = 10 ** Math.round(Math.log10(value));
    const nearest = x.every((other) => Math.abs(Math.log(other / power)) >= Math.abs(Math.log(value / power)));
    return nearest ? [{ value, index }] : [];
  });
  return build(
    'table',
    {},
    build('caption', {}, 'Dollars a month; ✗ where the approach cannot carry it'),
    build(
      'thead',
      {},
      build(
        'tr',
        {},
        ...[label, ...series.map((each) => each.label)].map((text) => build('th', { scope: 'col' }, text)),
      ),
    ),
    build(
      'tbody',
      {},
      ...rows.map(({ value, index }) =>
        build(
          'tr',
          {},
          build('th', { scope: 'row', class: 'number' }, formatPower(value)),
          ...series.map(({ monthly, feasible }) =>
            build('td', { class: 'number' }, `${formatCost(monthly[index] ?? 0)}${feasible[index] ? '' : ' ✗'}`),
          ),
        ),
      ),
    ),
  );
}

function formatCost(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return dollars.toPrecision(2);
  return dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

async function toPng(drawing: HTMLElement): Promise<string> {
  const svg = drawing.querySelector('svg');
  if (svg === null) throw new Error('There is no plot yet.');
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [...svg.querySelectorAll('*')];
  for (const [index, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[index];
    if (original === undefined) continue;
    const computed = getComputedStyle(original);
    for (const style of STYLES) element.setAttribute(style, computed.getPropertyValue(style));
  }
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = build('canvas', { width: String(width * SCALE), height: String(height * SCALE) });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The plot cannot be drawn as an image here.');
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}
