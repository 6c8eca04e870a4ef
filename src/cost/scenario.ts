import type { ApproachId } from './approach-ids.ts';
import { chargeApproach } from './approaches/charge.ts';
import { NO_DEFINITION, type DefinitionReading } from './definition-facts.ts';
import { estimateTime, type RunTime } from './duration.ts';
import { findObstacles, type Demands } from './feasibility.ts';
import type { Ledger } from './ledger.ts';
import type { Pico } from './money.ts';
import type { PriceBook } from './price-book.ts';
import type { Workload } from './workload-fields.ts';
import type { Assumption } from './workload.ts';

/** What an estimate is made of: prices, what the definition says, and what was asked for. The workload may vary. */
export interface Scenario {
  readonly workload: Workload;
  readonly charge: (id: ApproachId, workload: Workload) => Ledger;
  readonly monthly: (id: ApproachId, workload: Workload) => Pico;
  readonly obstacles: (id: ApproachId, workload: Workload) => readonly string[];
  readonly time: (id: ApproachId, workload: Workload) => RunTime;
}

export function makeScenario(
  workload: Workload,
  assumptions: readonly Assumption[],
  book: PriceBook,
  definition?: DefinitionReading,
): Scenario {
  const facts = definition?.facts ?? NO_DEFINITION;
  const asked = assumptions.some(({ field, from }) => field === 'concurrency' && from !== 'default');
  const demands: Demands = { facts, region: book.region, concurrencyAsked: asked };
  const charge = (id: ApproachId, changed: Workload): Ledger => chargeApproach(id, changed, book, facts);
  return {
    workload,
    charge,
    monthly: (id, changed) => charge(id, changed).monthly,
    obstacles: (id, changed) => findObstacles(id, changed, demands),
    time: (id, changed) => estimateTime(id, changed, book.region),
  };
}
