import type { ApproachId } from '../../../src/cost/approach-ids.ts';
import { builtInBook } from '../../../src/cost/built-in-books.ts';
import type { DefinitionReading } from '../../../src/cost/definition-facts.ts';
import { estimateCost, type ApproachEstimate, type CostEstimate } from '../../../src/cost/estimate.ts';
import type { CostLine } from '../../../src/cost/ledger.ts';
import type { PriceBook } from '../../../src/cost/price-book.ts';
import { makeScenario, type Scenario } from '../../../src/cost/scenario.ts';
import type { Workload } from '../../../src/cost/workload-fields.ts';
import { readWorkload, type ReadWorkload } from '../../../src/cost/workload.ts';

export function bookOf(id: string, region = 'us-east-1'): PriceBook {
  const found = builtInBook(id, region);
  if ('error' in found) throw new Error(found.error);
  return found.book;
}

export function workloadOf(given: Partial<Workload>): ReadWorkload {
  const read = readWorkload({ ...given }, {});
  if ('errors' in read) throw new Error(read.errors.join('\n'));
  return read;
}

export function estimate(given: Partial<Workload>, id = '2026-09', definition?: DefinitionReading): CostEstimate {
  const { workload, assumptions } = workloadOf(given);
  return estimateCost(workload, assumptions, bookOf(id), definition);
}

export function scenarioOf(given: Partial<Workload>, region = 'us-east-1'): Scenario {
  const { workload, assumptions } = workloadOf(given);
  return makeScenario(workload, assumptions, bookOf('2026-09', region));
}

export function approach(of: CostEstimate, id: ApproachId): ApproachEstimate {
  const found = of.approaches.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
}

export const sumOf = (lines: readonly CostLine[], which: (line: CostLine) => boolean): number =>
  lines.filter(which).reduce((total, line) => total + line.amount, 0);
