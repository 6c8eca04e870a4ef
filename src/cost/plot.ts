import type { CostPlot } from '../protocol/cost-view.ts';
import { APPROACH_IDS, APPROACH_LABELS } from './approach-ids.ts';
import { BREAK_EVEN_MOST, findOver, spaceOut, type BreakEvenField } from './break-even.ts';
import { tellBreakEven } from './estimate.ts';
import { toDollars } from './money.ts';
import { describeBreakEven } from './print-estimate.ts';
import type { Scenario } from './scenario.ts';
import { WORKLOAD_CONTROLS } from './workload-controls.ts';

export const PLOT_POINTS = 200;

/**
 * What each approach costs a month over one field, all else as it is: values evenly spaced on a log axis (fewer than
 * `points` at its low end, where whole numbers lie further apart) and the powers of ten, with the break-even points.
 */
export function plotCosts(scenario: Scenario, field: BreakEvenField = 'items', points = PLOT_POINTS): CostPlot {
  const { workload } = scenario;
  const most = BREAK_EVEN_MOST[field];
  const powers = Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, power) => 10 ** power);
  const x = [...new Set([...spaceOut(most, points), ...powers])].sort((a, b) => a - b);
  const changed = x.map((value) => ({ ...workload, [field]: value }));
  return {
    field,
    label: WORKLOAD_CONTROLS[field].label,
    x,
    series: APPROACH_IDS.map((id) => ({
      id,
      label: APPROACH_LABELS[id],
      monthly: changed.map((each) => toDollars(scenario.monthly(id, each))),
      feasible: changed.map((each) => scenario.obstacles(id, each).length === 0),
    })),
    marks: findOver(scenario, field).map((each) => {
      const told = tellBreakEven(each);
      return {
        x: told.at,
        y: told.monthly,
        between: told.between,
        cheaper: told.cheaper,
        text: describeBreakEven(told),
      };
    }),
    at: workload[field],
  };
}
