import type { ApproachId } from './approach-ids.ts';
import { chargeApproach } from './approaches/charge.ts';
import { batchItems } from './approaches/work.ts';
import { NO_DEFINITION, type DefinitionFacts, type DefinitionReading } from './definition-facts.ts';
import { estimateTime, type RunTime } from './duration.ts';
import { findLacks, findObstacles, type Demands } from './feasibility.ts';
import type { Ledger } from './ledger.ts';
import type { Pico } from './money.ts';
import type { PriceBook } from './price-book.ts';
import type { Workload } from './workload-fields.ts';
import type { Assumption } from './workload.ts';

/** What an estimate is made of: prices, what the definition says, and what was asked for. The workload may vary. */
export interface Scenario {
  /** `outerItems` is the number of Map Runs here: 1 where no Map is around, fewer where it has batches. */
  readonly workload: Workload;
  readonly charge: (id: ApproachId, workload: Workload) => Ledger;
  readonly monthly: (id: ApproachId, workload: Workload) => Pico;
  /** Why an approach cannot carry it, whatever the definition is given. */
  readonly obstacles: (id: ApproachId, workload: Workload) => readonly string[];
  /** What the definition would have to be given for it. */
  readonly lacks: (id: ApproachId, workload: Workload) => readonly string[];
  readonly time: (id: ApproachId, workload: Workload) => RunTime;
}

export function makeScenario(
  workload: Workload,
  assumptions: readonly Assumption[],
  book: PriceBook,
  definition?: DefinitionReading,
): Scenario {
  const facts = definition?.facts ?? NO_DEFINITION;
  const settled = { ...workload, outerItems: mapRunCount(workload, facts) };
  const asked = assumptions.some(({ field, from }) => field === 'concurrency' && from !== 'default');
  const demands: Demands = { facts, region: book.region, concurrencyAsked: asked };
  const lacks = (id: ApproachId, changed: Workload): readonly string[] => findLacks(id, changed, facts);
  // What it lacks costs something too, once it is there.
  const mended = { ...facts, reader: facts.reader === 'input' ? 'unknown' : facts.reader, writer: undefined } as const;
  const charge = (id: ApproachId, changed: Workload): Ledger =>
    chargeApproach(id, changed, book, lacks(id, changed).length > 0 ? mended : facts);
  return {
    workload: settled,
    charge,
    monthly: (id, changed) => charge(id, changed).monthly,
    lacks,
    obstacles: (id, changed) => findObstacles(id, changed, demands),
    time: (id, changed) => estimateTime(id, changed, book.region, facts),
  };
}

/** Map Runs that work on the items: one for each child or iteration of the Map around, which may get items in batches. */
export function mapRunCount(workload: Workload, { outer }: DefinitionFacts): number {
  return outer ? Math.ceil(workload.outerItems / batchItems(outer, workload.itemBytes)) : 1;
}
