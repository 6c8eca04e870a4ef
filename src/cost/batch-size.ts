import { MAX_DATA_BYTES, MAX_EXPRESS_SECONDS, MAX_HISTORY_EVENTS } from '../asl/quotas.ts';
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

/**
 * 1, 2, 5, 10 …, the whole run, what is asked for now, and where a quota ends: the input of a child, five minutes, a
 * function's fifteen, the history of a Standard child; for each also the smallest batch that makes as few children. Rising.
 */
function candidates(scenario: Scenario): readonly number[] {
  const { workload } = scenario;
  const { items, itemsPerBatch, itemBytes, resultBytes, statesPerItem, taskMilliseconds, innerConcurrency } = workload;
  const waitSeconds = workload.waitMilliseconds / 1000;
  const inTime = (seconds: number): number =>
    taskMilliseconds > 0 ? Math.floor((seconds * 1000) / taskMilliseconds) * innerConcurrency : items;
  const round = [0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
  const limits = [
    fittingValues(Math.max(itemBytes, resultBytes), MAX_DATA_BYTES),
    inTime(Math.max(0, MAX_EXPRESS_SECONDS - waitSeconds)),
    inTime(MAX_LAMBDA_SECONDS),
    mostInHistory(scenario, statesPerItem),
    itemsPerBatch,
    items,
  ];
  const fitting = [...round, ...limits].filter((size) => size >= 1 && size <= Math.max(1, items));
  const even = fitting.map((size) => Math.ceil(items / Math.ceil(items / size)));
  return [...new Set([...fitting, ...even])].filter((size) => size >= 1).sort((a, b) => a - b);
}

/** Most items of a Standard child whose inline Map writes events for each of them; all where none does. */
function mostInHistory({ workload, obstacles }: Scenario, statesPerItem: number): number {
  const { items } = workload;
  if (statesPerItem === 0) return items;
  // Small data and no time, so that only the history is in the way.
  const slight = {
    ...workload,
    items: MAX_HISTORY_EVENTS,
    itemBytes: 1,
    resultBytes: 0,
    taskMilliseconds: 0,
    waitMilliseconds: 0,
    deadlineSeconds: 0,
  };
  let [fits, exceeds] = [0, MAX_HISTORY_EVENTS];
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    const isFine = obstacles('distributed-standard', { ...slight, itemsPerBatch: middle }).length === 0;
    if (isFine) fits = middle;
    else exceeds = middle;
  }
  return fits;
}
