import type { CostPlot } from '../../src/protocol/cost-view.ts';
import { element, type SvgElement } from '../../src/graph/svg-element.ts';
import { logAxis, type LogAxis } from './log-axis.ts';

const WIDTH = 780;
const HEIGHT = 420;
const LEFT = 74;
const RIGHT = 256;
const TOP = 30;
const BOTTOM = 46;
const LABEL_HEIGHT = 17;
/** What a number takes below the axis, and beside it. */
const TICK_WIDTH = 76;
const TICK_HEIGHT = 30;
/** So that lines differ for who does not see their colours. */
const DASHES: readonly (string | undefined)[] = [undefined, '7 4', '2 4', '10 4 2 4', '16 5'];

interface Point {
  readonly x: number;
  readonly y: number;
  readonly feasible: boolean;
}

interface Series {
  readonly id: string;
  readonly label: string;
  readonly points: readonly Point[];
}

/** Cost on logarithmic axes: a line an approach, thin where it is not feasible, and marks where two cost the same. */
export function drawPlot(plot: CostPlot): SvgElement {
  const series = plot.series.map(({ id, label, monthly, feasible }) => ({
    id,
    // What it is made of stands in the table.
    label: label.replace(/ \(.*\)$/, ''),
    points: plot.x.map((x, index) => ({ x, y: monthly[index] ?? 0, feasible: feasible[index] ?? false })),
  }));
  const points = series.flatMap((each) => each.points);
  const xAxis = logAxis(plot.x, WIDTH - LEFT - RIGHT, TICK_WIDTH);
  const yAxis = logAxis(
    points.map(({ y }) => y),
    HEIGHT - TOP - BOTTOM,
    TICK_HEIGHT,
  );
  const at: At = ({ x, y }) => [LEFT + xAxis.place(x), HEIGHT - BOTTOM - yAxis.place(y)];
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'plot', role: 'img' },
    ...drawAxes(xAxis, yAxis, plot.label),
    ...drawNow(plot.at, xAxis),
    ...series.flatMap((each, index) => drawSeries(each, index, at)),
    ...plot.marks.map((mark) => drawMark(mark, at)),
    ...labelSeries(series, at),
  );
}

/** Powers of ten as people write them: 1,000, 10 million. */
export function formatPower(value: number): string {
  if (value >= 1e12) return `${value / 1e12} trillion`;
  if (value >= 1e9) return `${value / 1e9} billion`;
  if (value >= 1e6) return `${value / 1e6} million`;
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

function formatDollars(value: number): string {
  return value >= 1 ? `$${formatPower(value)}` : `$${Number(value.toPrecision(1))}`;
}

function drawAxes(x: LogAxis, y: LogAxis, label: string): SvgElement[] {
  const bottom = HEIGHT - BOTTOM;
  const right = WIDTH - RIGHT;
  return [
    ...x.ticks.flatMap((tick) => {
      const at = LEFT + x.place(tick);
      return [
        element('line', { class: 'grid', x1: at, x2: at, y1: TOP, y2: bottom }),
        element('text', { class: 'tick', x: at, y: bottom + 17, 'text-anchor': 'middle' }, formatPower(tick)),
      ];
    }),
    ...y.ticks.flatMap((tick) => {
      const at = bottom - y.place(tick);
      return [
        element('line', { class: 'grid', x1: LEFT, x2: right, y1: at, y2: at }),
        element('text', { class: 'tick', x: LEFT - 8, y: at + 4, 'text-anchor': 'end' }, formatDollars(tick)),
      ];
    }),
    element('text', { class: 'axis', x: (LEFT + right) / 2, y: HEIGHT - 8, 'text-anchor': 'middle' }, label),
    element('text', { class: 'axis', x: LEFT - 8, y: TOP - 18, 'text-anchor': 'end' }, 'a month'),
  ];
}

/** The line at the workload's own value. */
function drawNow(value: number, x: LogAxis): SvgElement[] {
  if (value < x.from || value > x.to) return [];
  const at = LEFT + x.place(value);
  return [element('line', { class: 'now', x1: at, x2: at, y1: TOP, y2: HEIGHT - BOTTOM })];
}

type At = (point: { readonly x: number; readonly y: number }) => readonly [number, number];

function drawSeries({ id, points }: Series, index: number, at: At): SvgElement[] {
  // What costs nothing has no place on a logarithmic axis.
  const shown = points.filter(({ y }) => y > 0);
  const stretches: { feasible: boolean; points: Point[] }[] = [];
  for (const point of shown) {
    const last = stretches.at(-1);
    if (last?.feasible === point.feasible) last.points.push(point);
    else {
      const joint = last?.points.at(-1);
      stretches.push({ feasible: point.feasible, points: joint ? [joint, point] : [point] });
    }
  }
  return stretches.map(({ feasible, points: stretch }) =>
    element('polyline', {
      class: `series series-${index} ${feasible ? 'feasible' : 'infeasible'}`,
      'data-approach': id,
      'stroke-dasharray': DASHES[index % DASHES.length],
      points: stretch
        .map((point) =>
          at(point)
            .map((value) => value.toFixed(1))
            .join(','),
        )
        .join(' '),
    }),
  );
}

function drawMark(mark: CostPlot['marks'][number], at: At): SvgElement {
  const [cx, cy] = at(mark);
  return element('circle', { class: 'mark', cx, cy, r: 4.5 }, element('title', {}, mark.text));
}

/** Names at the ends of the lines, moved apart where lines end close to each other. */
function labelSeries(series: readonly Series[], at: At): SvgElement[] {
  const ends = series
    .flatMap(({ label, points }, index) => {
      const end = points.findLast(({ y }) => y > 0);
      if (!end) return [];
      const [x, y] = at(end);
      return [{ label, index, x, y }];
    })
    .sort((a, b) => a.y - b.y);
  let lowest = TOP - LABEL_HEIGHT;
  const placed = ends.map((end) => {
    lowest = Math.max(end.y + 4, lowest + LABEL_HEIGHT);
    return { ...end, textY: lowest };
  });
  const overhang = Math.max(0, lowest - (HEIGHT - BOTTOM));
  return placed.flatMap(({ label, index, x, y, textY }) => [
    element('line', {
      class: `series series-${index} leader`,
      'stroke-dasharray': DASHES[index % DASHES.length],
      x1: x,
      y1: y,
      x2: x + 26,
      y2: textY - overhang - 4,
    }),
    element('text', { class: `label series-text-${index}`, x: x + 31, y: textY - overhang }, label),
  ]);
}
