import { advise, findBreakEvens, type BreakEven } from './advice.ts';
import {
  APPROACH_COSTS,
  APPROACH_IDS,
  APPROACH_LABELS,
  NO_DEFINITION,
  type ApproachId,
  type DefinitionFacts,
} from './approaches.ts';
import type { DefinitionReading } from './definition-facts.ts';
import { estimateSeconds, findObstacles } from './feasibility.ts';
import { Ledger, type CostLine } from './ledger.ts';
import { toDollars, type Pico } from './money.ts';
import type { PriceBook } from './price-book.ts';
import type { Assumption, Workload } from './workload.ts';

/** One approach, priced. Dollars; `perRun` is the month's figure by its runs. */
export interface ApproachEstimate {
  readonly id: ApproachId;
  readonly label: string;
  readonly feasible: boolean;
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
  /** How long a run takes: an estimate. */
  readonly seconds: number;
}

/** The shape of `fanout cost --json`. */
export interface CostEstimate {
  readonly region: string;
  readonly prices: { readonly id: string; readonly asOf: string };
  readonly workload: Workload;
  readonly assumptions: readonly Assumption[];
  readonly approaches: readonly ApproachEstimate[];
  readonly recommended: ApproachId | undefined;
  /** The approach that the definition takes, where there is one. */
  readonly current: ApproachId | undefined;
  readonly breakEven: readonly BreakEven[];
}

/** Prices all five approaches for a workload. `definition` is what was read from one, if any. */
export function estimateCost(
  workload: Workload,
  assumptions: readonly Assumption[],
  book: PriceBook,
  definition?: DefinitionReading,
): CostEstimate {
  const facts = definition?.facts ?? NO_DEFINITION;
  const approaches = APPROACH_IDS.map((id) => estimateApproach(id, workload, book, facts));
  const advice = advise(approaches, workload);
  return {
    region: book.region,
    prices: { id: book.id, asOf: book.asOf },
    workload,
    assumptions,
    approaches: approaches.map((each) => (each.id === advice?.id ? { ...each, reasons: advice.reasons } : each)),
    recommended: advice?.id,
    current: definition?.approach,
    breakEven: findBreakEvens(workload, (id, changed) => monthlyOf(id, changed, book, facts).monthly),
  };
}

function estimateApproach(
  id: ApproachId,
  workload: Workload,
  book: PriceBook,
  facts: DefinitionFacts,
): ApproachEstimate {
  const { monthly, ledger } = monthlyOf(id, workload, book, facts);
  const obstacles = findObstacles(id, workload);
  const perRun = (amount: Pico): number => toDollars(amount / BigInt(workload.runsPerMonth));
  const other = workload.standardChildBilling === 'perTransition' ? 'perChild' : 'perTransition';
  const otherwise = monthlyOf(id, { ...workload, standardChildBilling: other }, book, facts).monthly;
  return {
    id,
    label: APPROACH_LABELS[id],
    feasible: obstacles.length === 0,
    reasons: obstacles,
    monthly: toDollars(monthly),
    perRun: perRun(monthly),
    currency: book.currency,
    lines: ledger.lines,
    alternatives:
      otherwise === monthly
        ? []
        : [{ standardChildBilling: other, monthly: toDollars(otherwise), perRun: perRun(otherwise) }],
    seconds: estimateSeconds(id, workload),
  };
}

function monthlyOf(
  id: ApproachId,
  workload: Workload,
  book: PriceBook,
  facts: DefinitionFacts,
): { monthly: Pico; ledger: Ledger } {
  const ledger = new Ledger(book, workload.runsPerMonth, workload.freeTier);
  APPROACH_COSTS[id](ledger, workload, facts);
  return { monthly: ledger.monthly, ledger };
}
