import { MAX_DATA_BYTES, MAX_EXPRESS_SECONDS } from '../asl/quotas.ts';
import type { ApproachId } from './approach-ids.ts';
import { fittingValues } from './approaches/work.ts';
import { toDollars } from './money.ts';
import type { Scenario } from './scenario.ts';
import { MAX_LAMBDA_SECONDS } from './service-quotas.ts';

/** Which batch size suits a workload in a distributed Map. Dollars a month. */
export interface BestBatch {
  readonly approach: ApproachId;
  /** The smallest that costs within 5 % of the cheapest: small batches fail in small pieces and finish sooner. */
  readonly itemsPerBatch: number;
  readonly monthly: number;
  readonly seconds: number;
  /** The cheapest that the quotas allow. */
  readonly cheapest: { readonly itemsPerBatch: number; readonly monthly: number };
  /** What the workload says now. */
  readonly now: { readonly itemsPerBatch: number; readonly monthly: number; readonly seconds: number };
}

const CLOSE_ENOUGH_PERCENT = 105n;

/** Undefined where no batch size makes the approach feasible. */
export function findBestBatch(scenario: Scenario, approach: ApproachId): BestBatch | undefined {
  const { workload } = scenario;
  const tried = candidates(scenario)
    .map((itemsPerBatch) => ({ itemsPerBatch, changed: { ...workload, itemsPerBatch } }))
    .filter(({ changed }) => scenario.obstacles(approach, changed).length === 0)
    .map((each) => ({ ...each, amount: scenario.monthly(approach, each.changed) }));
  const [first] = tried;
  if (!first) return undefined;
  const cheapest = tried.reduce((best, each) => (each.amount < best.amount ? each : best), first);
  const best = tried.find(({ amount }) => amount * 100n <= cheapest.amount * CLOSE_ENOUGH_PERCENT) ?? cheapest;
  return {
    approach,
    itemsPerBatch: best.itemsPerBatch,
    monthly: toDollars(best.amount),
    seconds: scenario.time(approach, best.changed).seconds,
    cheapest: { itemsPerBatch: cheapest.itemsPerBatch, monthly: toDollars(cheapest.amount) },
    now: {
      itemsPerBatch: workload.itemsPerBatch,
      monthly: toDollars(scenario.monthly(approach, workload)),
      seconds: scenario.time(approach, workload).seconds,
    },
  };
}

/** 1, 2, 5, 10 … and where a quota ends: the input of a child, five minutes, a function's fifteen; rising. */
function candidates({ workload }: Scenario): readonly number[] {
  const { items, itemBytes, resultBytes, taskMilliseconds, innerConcurrency } = workload;
  const inTime = (seconds: number): number =>
    taskMilliseconds > 0 ? Math.floor((seconds * 1000) / taskMilliseconds) * innerConcurrency : items;
  const round = [0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
  const limits = [
    fittingValues(Math.max(itemBytes, resultBytes), MAX_DATA_BYTES),
    inTime(MAX_EXPRESS_SECONDS),
    inTime(MAX_LAMBDA_SECONDS),
  ];
  const fitting = [...round, ...limits].filter((size) => size >= 1 && size <= Math.max(1, items));
  return [...new Set(fitting)].sort((a, b) => a - b);
}
