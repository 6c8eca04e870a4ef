import { describe, expect, it } from 'vitest';
import { APPROACH_IDS } from '../../../src/cost/approach-ids.ts';
import { makeCostView, type CostViewRequest } from '../../../src/cost/cost-view.ts';
import { NO_DEFINITION } from '../../../src/cost/definition-facts.ts';
import { WORKLOAD_FIELD_NAMES, type Workload } from '../../../src/cost/workload-fields.ts';
import { costView } from '../../../src/protocol/cost-view.ts';
import { bookOf, estimate, scenarioOf, workloadOf } from './estimates.ts';

const given = { items: 20_000, itemsPerBatch: 10, itemBytes: 100, resultBytes: 100 };
const viewOf = (changed: Partial<Workload> = {}, more: Partial<CostViewRequest> = {}) =>
  makeCostView({ ...workloadOf({ ...given, ...changed }), book: bookOf('2026-09'), definition: undefined, ...more });

it('crosses the wall as JSON and is what the page checks', () => {
  const facts = { ...NO_DEFINITION, mapPointer: '/States/M', workerPointer: '/States/M' };
  const view = viewOf({}, { definition: { facts, values: {}, approach: 'distributed-express', remarks: [] } });
  const crossed: unknown = JSON.parse(JSON.stringify(view));
  expect(costView(crossed, 'view')).toBeUndefined();
  expect(costView({ ...view, plot: { ...view.plot, at: 'here' } }, 'view')).toBe('view.plot.at is not a number');
  expect(costView({ ...view, assumptions: [{ kind: 'date' }] }, 'view')).toMatch(/assumptions\[0\]\.kind/);
  expect(costView({ ...view, assumptions: [{ ...view.assumptions[0], slider: 1 }] }, 'view')).toMatch(/slider/);
});

describe('the rows', () => {
  it('show the figures of the estimate, one recommended', () => {
    const of = estimate(given);
    const view = viewOf();
    expect(view.rows.map(({ id, monthly, perRun, seconds }) => [id, monthly, perRun, seconds])).toEqual(
      of.approaches.map(({ id, monthly, perRun, seconds }) => [id, monthly, perRun, seconds]),
    );
    expect(view.rows.filter(({ recommended }) => recommended).map(({ id }) => id)).toEqual([of.recommended]);
    expect(view.rows.flatMap(({ otherwise }) => otherwise.map(({ text }) => text)).join('\n')).toMatch(
      /if charged for each child's start alone\n.*As the article counts it/,
    );
  });

  it('break each figure down into lines that add up to it', () => {
    for (const { lines, monthly } of viewOf().rows)
      expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(monthly, 9);
  });

  it('say where prices are not from the list of the region', () => {
    expect(viewOf().prices.warning).toBeUndefined();
    expect(viewOf({}, { book: bookOf('2026-09', 'eu-central-1') }).prices.warning).toMatch(/list for eu-central-1/);
  });
});

describe('the assumptions', () => {
  const { assumptions } = viewOf();

  it('are all there, each with where it comes from', () => {
    expect(assumptions.map(({ field }) => field).toSorted()).toEqual(WORKLOAD_FIELD_NAMES.toSorted());
    expect(assumptions.filter(({ from }) => from === 'given').map(({ field }) => field)).toHaveLength(4);
  });

  it('have sliders within what may be typed, that hold the default', () => {
    for (const each of assumptions)
      if (each.kind === 'number') {
        const { field, slider, min, max, fallback } = each;
        expect([field, slider.least >= min, slider.most <= max, slider.least < slider.most]).toEqual([
          field,
          true,
          true,
          true,
        ]);
        if (slider.scale === 'log') expect(slider.least).toBeGreaterThan(0);
        expect([field, fallback <= slider.most]).toEqual([field, true]);
      }
  });
});

describe('the plot', () => {
  const { plot } = viewOf();

  it('has a figure for each approach at each of its points, whole and rising', () => {
    expect(plot.series.map(({ id }) => id)).toEqual([...APPROACH_IDS]);
    for (const { monthly, feasible } of plot.series)
      expect([monthly.length, feasible.length]).toEqual([plot.x.length, plot.x.length]);
    expect(plot.x.length).toBeGreaterThan(180);
    expect([plot.x[0], plot.x.at(-1)]).toEqual([1, 1e9]);
    expect(plot.x.every((value, index) => index === 0 || value > plot.x[index - 1]!)).toBe(true);
    expect(plot.at).toBe(20_000);
  });

  it('gives what an estimate for that many items does', () => {
    const scenario = scenarioOf(given);
    const index = 100;
    for (const { id, monthly, feasible } of plot.series) {
      const changed = { ...scenario.workload, items: plot.x[index]! };
      const approach = APPROACH_IDS.find((each) => each === id)!;
      expect(monthly[index]).toBe(Number(scenario.monthly(approach, changed)) / 1e12);
      expect(feasible[index]).toBe(scenario.obstacles(approach, changed).length === 0);
    }
  });

  it('marks where two approaches cost the same', () => {
    expect(plot.marks.length).toBeGreaterThan(0);
    for (const { x, y, between } of plot.marks) {
      const index = plot.x.findIndex((value) => value >= x);
      for (const id of between) {
        const monthly = plot.series.find((each) => each.id === id)?.monthly ?? [];
        expect(monthly[Math.max(0, index - 1)]).toBeLessThanOrEqual(y * 1.01);
        expect(monthly[index]).toBeGreaterThanOrEqual(y * 0.99);
      }
    }
  });

  it('goes over other fields, with as many points as asked', () => {
    const over = viewOf({}, { plotField: 'runsPerMonth', plotPoints: 7 }).plot;
    expect(over).toMatchObject({
      field: 'runsPerMonth',
      label: 'Runs a month',
      x: [1, 10, 100, 1000, 10_000, 100_000, 1_000_000],
      at: 1,
    });
  });
});
