import type { ApproachId } from '../approach-ids.ts';
import type { DefinitionFacts } from '../definition-facts.ts';
import { Ledger } from '../ledger.ts';
import type { PriceBook } from '../price-book.ts';
import type { Workload } from '../workload-fields.ts';
import { addArticlePipeline } from './article.ts';
import { addDistributedExpress, addDistributedStandard } from './distributed.ts';
import { addInlineExpress, addInlineStandard } from './inline.ts';
import { addPipeline } from './pipeline.ts';

type Charge = (ledger: Ledger, workload: Workload, facts: DefinitionFacts) => void;

const APPROACH_COSTS: Readonly<Record<ApproachId, Charge>> = {
  'inline-standard': addInlineStandard,
  'inline-express': addInlineExpress,
  'distributed-standard': addDistributedStandard,
  'distributed-express': addDistributedExpress,
  'custom-pipeline': (ledger, workload) => addPipeline(ledger, workload),
};

/** Other ways to count the custom pipeline, for comparison. */
export const PIPELINE_READINGS = [
  {
    id: 'article',
    label: 'As the article counts it: a message and a put for each item, no functions',
    charge: addArticlePipeline,
  },
  {
    id: 'plainUpdate',
    label: 'With a plain update for each task, which counts what is delivered twice two times',
    charge: (ledger: Ledger, workload: Workload) => addPipeline(ledger, workload, 'plainUpdate'),
  },
] as const;

/** Everything that an approach puts on a month's bill. */
export function chargeApproach(id: ApproachId, workload: Workload, book: PriceBook, facts: DefinitionFacts): Ledger {
  const ledger = new Ledger(book, workload.runsPerMonth, workload.freeTier);
  APPROACH_COSTS[id](ledger, workload, facts);
  return ledger;
}

/** The custom pipeline by another reading. */
export function chargeReading(
  { charge }: (typeof PIPELINE_READINGS)[number],
  workload: Workload,
  book: PriceBook,
): Ledger {
  const ledger = new Ledger(book, workload.runsPerMonth, workload.freeTier);
  charge(ledger, workload);
  return ledger;
}
