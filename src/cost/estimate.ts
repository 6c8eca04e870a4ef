import { DURABLE_FUNCTIONS_NOTE, explain, managedChoice, NOT_COUNTED, recommend } from './advice.ts';
import { APPROACH_IDS, APPROACH_LABELS, type ApproachId } from './approach-ids.ts';
import { chargeReading, PIPELINE_READINGS } from './approaches/charge.ts';
import { findBestBatch, type BestBatch } from './batch-size.ts';
import { findBreakEvens, findUpkeepPaid, type BreakEven } from './break-even.ts';
import type { DefinitionReading } from './definition-facts.ts';
import type { CostLine } from './ledger.ts';
import { describeLevels } from './level-notes.ts';
import { toDollars, type Pico } from './money.ts';
import type { PriceBook } from './price-book.ts';
import { makeScenario, type Scenario } from './scenario.ts';
import type { Workload } from './workload-fields.ts';
import type { Assumption } from './workload.ts';

/** One approach, priced. Dollars; `perRun` is the month's figure by its runs. */
export interface ApproachEstimate {
  readonly id: ApproachId;
  readonly label: string;
  /** As things are, the definition's own Map included. */
  readonly feasible: boolean;
  /** What the definition would have to be given, where that is all that is in the way. */
  readonly needs: readonly string[];
  /** Why it can't carry the workload; for the recommended one, why it is. */
  readonly reasons: readonly string[];
  readonly monthly: number;
  readonly perRun: number;
  readonly currency: string;
  readonly lines: readonly CostLine[];
  /** The same with the other reading of what a Standard child costs, where that differs. */
  readonly alternatives: readonly {
    readonly standardChildBilling: Workload['standardChildBilling'];
    readonly monthly: number;
    readonly perRun: number;
  }[];
  /** The custom pipeline counted in other ways. */
  readonly readings: readonly {
    readonly id: (typeof PIPELINE_READINGS)[number]['id'];
    readonly label: string;
    readonly monthly: number;
    readonly perRun: number;
    readonly lines: readonly CostLine[];
  }[];
  /** How long a run takes: an estimate. */
  readonly seconds: number;
  /** How long it may take where quotas hold that AWS says nothing clear about. */
  readonly mostSeconds: number;
  /** What holds it up, a sentence. */
  readonly bound: string;
}

/** The approaches side by side. */
export interface Comparison {
  readonly region: string;
  readonly prices: {
    readonly id: string;
    readonly asOf: string;
    readonly source: string;
    /** Prices that are not read in AWS's own list for the region. */
    readonly fallbacks: readonly string[];
  };
  readonly workload: Workload;
  readonly assumptions: readonly Assumption[];
  readonly approaches: readonly ApproachEstimate[];
  readonly recommended: ApproachId | undefined;
  /** The approach that the definition takes, where there is one. */
  readonly current: ApproachId | undefined;
}

/** A break-even point as it is told: dollars a month. */
export type ToldBreakEven = Omit<BreakEven, 'monthly'> & { readonly monthly: number };

/** The shape of `fanout cost --json`. */
export interface CostEstimate extends Comparison {
  readonly breakEven: readonly ToldBreakEven[];
  readonly bestBatch: BestBatch | undefined;
  readonly notes: readonly string[];
  readonly notCounted: readonly string[];
}

/** Prices all five approaches for a workload, and says which to take. `definition` is what was read from one, if any. */
export function estimateCost(
  workload: Workload,
  assumptions: readonly Assumption[],
  book: PriceBook,
  definition?: DefinitionReading,
): CostEstimate {
  const scenario = makeScenario(workload, assumptions, book, definition);
  const compared = compareApproaches(workload, assumptions, book, definition);
  const { approaches, recommended, current } = compared;
  const managed = managedChoice(approaches);
  const paid = managed && findUpkeepPaid(scenario, managed);
  return {
    ...compared,
    approaches: approaches.map((each) =>
      each.id === recommended
        ? { ...each, reasons: [...each.needs, ...explain(recommended, approaches, scenario.workload, paid)] }
        : each,
    ),
    breakEven: [...findBreakEvens(scenario), ...(paid ? [paid] : [])].map(tellBreakEven),
    bestBatch: batchAdvice(scenario, [current, recommended], approaches),
    notes: [
      ...(definition?.remarks ?? []),
      ...describeLevels(definition, scenario.workload, assumptions),
      DURABLE_FUNCTIONS_NOTE,
    ],
    notCounted: NOT_COUNTED,
  };
}

export const tellBreakEven = (each: BreakEven): ToldBreakEven => ({ ...each, monthly: toDollars(each.monthly) });

/** The figures alone: what a CodeLens or a slider needs, some times quicker than the whole estimate. */
export function compareApproaches(
  workload: Workload,
  assumptions: readonly Assumption[],
  book: PriceBook,
  definition?: DefinitionReading,
): Comparison {
  const scenario = makeScenario(workload, assumptions, book, definition);
  const approaches = APPROACH_IDS.map((id) => estimateApproach(id, scenario, book));
  const fallbacks = Object.entries(book.prices).filter(([, { confidence }]) => confidence === 'fallback');
  return {
    region: book.region,
    prices: { id: book.id, asOf: book.asOf, source: book.source, fallbacks: fallbacks.map(([name]) => name) },
    workload,
    assumptions,
    approaches,
    recommended: recommend(approaches, workload),
    current: definition?.approach,
  };
}

function estimateApproach(id: ApproachId, scenario: Scenario, book: PriceBook): ApproachEstimate {
  const { workload } = scenario;
  const ledger = scenario.charge(id, workload);
  const { monthly } = ledger;
  const obstacles = scenario.obstacles(id, workload);
  const lacks = scenario.lacks(id, workload);
  const time = scenario.time(id, workload);
  const perRun = (amount: Pico): number => toDollars(amount / BigInt(workload.runsPerMonth));
  const other = workload.standardChildBilling === 'perTransition' ? 'perChild' : 'perTransition';
  const otherwise =
    id === 'distributed-standard' ? scenario.monthly(id, { ...workload, standardChildBilling: other }) : monthly;
  return {
    id,
    label: APPROACH_LABELS[id],
    feasible: obstacles.length === 0 && lacks.length === 0,
    needs: obstacles.length === 0 ? lacks : [],
    reasons: [...lacks, ...obstacles],
    monthly: toDollars(monthly),
    perRun: perRun(monthly),
    currency: book.currency,
    lines: ledger.lines,
    alternatives:
      otherwise === monthly
        ? []
        : [{ standardChildBilling: other, monthly: toDollars(otherwise), perRun: perRun(otherwise) }],
    readings: id === 'custom-pipeline' ? readings(workload, book, perRun) : [],
    seconds: time.seconds,
    mostSeconds: time.most,
    bound: time.bound,
  };
}

function readings(workload: Workload, book: PriceBook, perRun: (amount: Pico) => number): ApproachEstimate['readings'] {
  return PIPELINE_READINGS.map((reading) => {
    const { monthly, lines } = chargeReading(reading, workload, book);
    return { id: reading.id, label: reading.label, monthly: toDollars(monthly), perRun: perRun(monthly), lines };
  });
}

/** For the distributed Map that there is, or that is advised, or else for the cheaper one. */
function batchAdvice(
  scenario: Scenario,
  preferred: readonly (ApproachId | undefined)[],
  approaches: readonly ApproachEstimate[],
): BestBatch | undefined {
  const cheaper = approaches
    .filter(({ id }) => id.startsWith('distributed'))
    .toSorted((a, b) => a.monthly - b.monthly)
    .map(({ id }) => id);
  const ids = [...preferred, ...cheaper].filter((id) => id?.startsWith('distributed'));
  for (const id of ids) {
    const found = id && findBestBatch(scenario, id);
    if (found) return found;
  }
  return undefined;
}
