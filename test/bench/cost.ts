import { APPROACH_IDS } from '../../src/cost/approach-ids.ts';
import { builtInBook, CURRENT_BOOK } from '../../src/cost/built-in-books.ts';
import { makeCostView } from '../../src/cost/cost-view.ts';
import { compareApproaches, estimateCost } from '../../src/cost/estimate.ts';
import { plotCosts, PLOT_POINTS } from '../../src/cost/plot.ts';
import { makeScenario } from '../../src/cost/scenario.ts';
import { readWorkload } from '../../src/cost/workload.ts';
import { compareCpu } from './measure.ts';

/** Rounds of the small ones in one measurement, so that the clock can tell them. */
const TIMES = 200;

/**
 * Prints what the five approaches, the plot's points and the whole page cost in CPU time, beside a bare loop that adds up
 * as many products of doubles: what exact money and reasons cost over careless arithmetic.
 */
export async function run(): Promise<void> {
  const prices = builtInBook(CURRENT_BOOK, 'us-east-1');
  const read = readWorkload({ items: 1_000_000, itemsPerBatch: 10 }, {});
  if ('error' in prices || 'errors' in read) throw new Error('The built-in prices or the workload cannot be read.');
  const { book } = prices;
  const { workload, assumptions } = read;
  const scenario = makeScenario(workload, assumptions, book);
  const lines = APPROACH_IDS.reduce((sum, id) => sum + scenario.charge(id, workload).lines.length, 0);
  const spent = await compareCpu({
    loop: () => repeat(() => addProducts(lines)),
    compare: () => repeat(() => compareApproaches(workload, assumptions, book)),
    plot: () => plotCosts(scenario, 'items', PLOT_POINTS),
    estimate: () => estimateCost(workload, assumptions, book),
    view: () => makeCostView({ workload, assumptions, book, definition: undefined }),
  });
  const { loop = 0, compare = 0, plot = 0, estimate = 0, view = 0 } = spent;
  const one = compare / TIMES;
  console.log(
    `  five approaches (${lines} lines): ${one.toFixed(3)} ms, ${(compare / Math.max(loop, 0.001)).toFixed(0)} × a bare loop of products`,
  );
  console.log(
    `  plot, ${PLOT_POINTS} points × five: ${plot.toFixed(1)} ms, ${(plot / one / PLOT_POINTS).toFixed(2)} × so many comparisons`,
  );
  console.log(
    `  with break-even points and best batch: ${estimate.toFixed(1)} ms, ${(estimate / one).toFixed(0)} comparisons`,
  );
  console.log(`  all of the page: ${view.toFixed(1)} ms`);
}

function repeat(work: () => unknown): void {
  for (let round = 0; round < TIMES; round++) work();
}

function addProducts(count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += (index + 1) * 0.000025;
  return sum;
}
