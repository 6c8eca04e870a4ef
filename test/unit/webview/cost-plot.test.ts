import { describe, expect, it } from 'vitest';
import { APPROACH_LABELS } from '../../../src/cost/approach-ids.ts';
import type { SvgElement } from '../../../src/graph/svg-element.ts';
import type { CostPlot } from '../../../src/protocol/cost-view.ts';
import { drawPlot, formatPower } from '../../../webview/cost/plot.ts';

const all = (node: SvgElement, test: (node: SvgElement) => boolean): SvgElement[] => [
  ...(test(node) ? [node] : []),
  ...node.children.flatMap((child) => (typeof child === 'string' ? [] : all(child, test))),
];
const textOf = ({ children }: SvgElement): string => children.filter((child) => typeof child === 'string').join('');
const ofClass = (node: SvgElement, name: string): SvgElement[] =>
  all(node, ({ attributes }) => attributes['class']?.split(' ').includes(name) ?? false);

const X = [1, 10, 100, 1000, 10_000];
const series = (id: string, dollars: (items: number) => number, limit = Infinity): CostPlot['series'][number] => ({
  id,
  label: `The ${id}`,
  monthly: X.map(dollars),
  feasible: X.map((items) => items <= limit),
});
const PLOT = { field: 'items', label: 'Items a run', marks: [], at: 70 } as const;
const plotOf = (lines: CostPlot['series'], marks: CostPlot['marks'] = [], at = 70): SvgElement =>
  drawPlot({ field: 'items', label: 'Items a run', x: X, series: lines, marks, at });

describe('drawPlot', () => {
  const plot = plotOf(
    [series('a', (items) => items / 1000, 100), series('b', (items) => items / 999), series('c', () => 0)],
    [{ x: 50, y: 0.05, between: ['a', 'b'], cheaper: 'b', text: 'b < a' }],
  );

  it('draws what is not feasible apart from what is, joined to it', () => {
    const stretches = ofClass(plot, 'series-0').filter(({ tag }) => tag === 'polyline');
    expect(stretches.map(({ attributes }) => attributes['class'])).toEqual([
      'series series-0 feasible',
      'series series-0 infeasible',
    ]);
    const [before, after] = stretches.map(({ attributes }) => attributes['points']?.split(' ') ?? []);
    expect(before?.at(-1)).toBe(after?.[0]);
    expect([before?.length, after?.length]).toEqual([3, 3]);
  });

  it('gives lines dashes of their own, so that nobody needs their colours', () => {
    const dashes = ['series-0', 'series-1'].map((name) => ofClass(plot, name)[0]?.attributes['stroke-dasharray']);
    expect(new Set(dashes).size).toBe(2);
  });

  it('writes the names so far apart that both can be read, and none for what costs nothing', () => {
    const labels = ofClass(plot, 'label');
    expect(labels.map(({ children }) => children[0]).toSorted()).toEqual(['The a', 'The b']);
    const [first, second] = labels.map(({ attributes }) => Number(attributes['y']));
    expect(Math.abs((first ?? 0) - (second ?? 0))).toBeGreaterThanOrEqual(15);
  });

  it('marks where lines cross, and where the workload stands', () => {
    expect(ofClass(plot, 'mark').map(({ children }) => (children[0] as SvgElement).children[0])).toEqual(['b < a']);
    expect(ofClass(plot, 'now')).toHaveLength(1);
  });

  it('can be drawn without any line', () => {
    expect(plotOf([], [], 0).tag).toBe('svg');
  });

  it('keeps everything within its borders', () => {
    const many = plotOf(Array.from({ length: 5 }, (_, index) => series(`s${index}`, (items) => (index + 1) * items)));
    for (const { attributes } of ofClass(many, 'label')) {
      expect(Number(attributes['y'])).toBeGreaterThan(0);
      expect(Number(attributes['y'])).toBeLessThan(420);
    }
  });

  it('leaves room for the longest name of an approach, and between the numbers', () => {
    const named = plotOf(
      Object.values(APPROACH_LABELS).map((label, index) => ({ ...series(`s${index}`, () => 5), label })),
    );
    const width = Number(named.attributes['viewBox']?.split(' ')[2]);
    // At 12 px a letter takes 6.6 px or less on average.
    for (const label of ofClass(named, 'label'))
      expect(Number(label.attributes['x']) + textOf(label).length * 6.6).toBeLessThan(width);
    const wide = drawPlot({
      ...PLOT,
      x: [1, 1e9],
      series: [{ id: 'a', label: 'A', monthly: [1, 2], feasible: [true, true] }],
    });
    const below = ofClass(wide, 'tick').filter(({ attributes }) => attributes['text-anchor'] === 'middle');
    for (const [index, tick] of below.entries()) {
      const before = below[index - 1];
      if (!before) continue;
      const halves = (textOf(tick).length + textOf(before).length) * 3.3;
      expect(Number(tick.attributes['x']) - Number(before.attributes['x'])).toBeGreaterThan(halves);
    }
  });
});

it('writes powers of ten as people do', () => {
  expect([1, 1000, 1e6, 1e7, 1e9, 1e12].map(formatPower)).toEqual([
    '1',
    '1,000',
    '1 million',
    '10 million',
    '1 billion',
    '1 trillion',
  ]);
});
