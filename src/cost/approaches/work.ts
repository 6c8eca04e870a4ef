import { MAX_DATA_BYTES, MAX_INLINE_CONCURRENCY } from '../../asl/quotas.ts';
import type { ApproachId } from '../approach-ids.ts';
import type { MapLevel } from '../map-levels.ts';
import { addRatios, multiplyRatios, ratioOf, type Ratio } from '../money.ts';
import { MAX_MAP_RUN_CONCURRENCY, MAX_QUEUE_CONCURRENCY } from '../service-quotas.ts';
import type { Workload } from '../workload-fields.ts';

/** Deliveries of a message before it goes to the dead-letter queue: the least that AWS advises. */
export const MAX_RECEIVE_COUNT = 5;

/** What is around an array of items in an input: `{"Items":[` and its end. */
const ENVELOPE_BYTES = 12;

/** Bytes of so many values of so many bytes each, as one array of an input or output: a comma for each. */
export const arrayBytes = (count: number, bytes: number): number =>
  count > 1 ? count * (bytes + 1) + ENVELOPE_BYTES : count * bytes;

/** How many values of so many bytes fit into `most` bytes. */
export const fittingValues = (bytes: number, most: number): number => Math.floor((most - ENVELOPE_BYTES) / (bytes + 1));

/**
 * Items of a full batch of a level: as many as both limits of its ItemBatcher let in. Limits that only a run tells are
 * taken for the dearest, one item; results are taken to be reduced in batches as large as an input may be.
 */
export function batchItems({ batch, over }: Pick<MapLevel, 'batch' | 'over'>, itemBytes: number): number {
  const { items, bytes } = batch;
  if (items === undefined && bytes === undefined && over !== 'records') return 1;
  const most = bytes ?? (items === undefined ? MAX_DATA_BYTES : undefined);
  return Math.min(items ?? Infinity, most === undefined ? Infinity : Math.max(1, fittingValues(itemBytes, most)));
}

/** Items of a full child: a run of fewer has one smaller child. */
export const batchOf = ({ items, outerItems, itemsPerBatch }: Workload): number =>
  Math.max(1, Math.min(itemsPerBatch, Math.ceil(items / outerItems)));

/** Map Runs that are alike, of one run: its items are spread evenly over `outerItems` of them. Those of no items count, too. */
export function mapRunGroups({ items, outerItems }: Workload): readonly { count: number; items: number }[] {
  const groups = spreadEvenly(items, outerItems);
  const used = groups.reduce((sum, { count }) => sum + count, 0);
  return used < outerItems ? [...groups, { count: outerItems - used, items: 0 }] : groups;
}

/** So many items in so many parts, none of which has more than one item more than another; empty ones are left out. */
export function spreadEvenly(items: number, parts: number): readonly { count: number; items: number }[] {
  const [each, more] = [Math.floor(items / parts), items % parts];
  const groups = [
    { count: more, items: each + 1 },
    { count: parts - more, items: each },
  ];
  return groups.filter((group) => group.count > 0 && group.items > 0);
}

/** Children that are alike, of all Map Runs of a run. */
export const childGroups = (workload: Workload): readonly { count: number; items: number }[] =>
  mapRunGroups(workload).flatMap((runs) =>
    groupItems(runs.items, workload.itemsPerBatch).map(({ count, items }) => ({ count: count * runs.count, items })),
  );

/** Child executions of a run. */
export const childCount = (workload: Workload): number =>
  childGroups(workload).reduce((sum, { count }) => sum + count, 0);

/** Time of the work on so many items within one child, in milliseconds. */
export function workMilliseconds({ innerConcurrency, taskMilliseconds }: Workload, items: number): number {
  return Math.ceil(items / innerConcurrency) * taskMilliseconds;
}

/** Time that a full child execution takes, its Wait states included, in milliseconds. */
export const childMilliseconds = (workload: Workload): number =>
  workMilliseconds(workload, batchOf(workload)) + workload.waitMilliseconds;

/** Full batches of a run, and the shorter one at its end, where there is one. */
export function groupItems(items: number, itemsEach: number): readonly { count: number; items: number }[] {
  const groups = [
    { count: Math.floor(items / itemsEach), items: itemsEach },
    { count: 1, items: items % itemsEach },
  ];
  return groups.filter((group) => group.count > 0 && group.items > 0);
}

/** States that one inline iteration enters. */
export const statesOfIteration = ({ statesPerItem, statesPerChild }: Workload): number =>
  statesPerItem > 0 ? statesPerItem : statesPerChild;

/** Invocations of functions by one inline iteration. */
export const callsOfIteration = ({ statesPerItem, lambdaCallsPerItem, lambdaCallsPerChild }: Workload): number =>
  statesPerItem > 0 ? lambdaCallsPerItem : lambdaCallsPerChild;

/** How often a task runs, on average, the first time included. */
export function attempts(workload: Workload, forGood = workload.maxAttempts): Ratio {
  return addRatios(ratioOf(1), attemptsAgain(workload, forGood));
}

/** How often a task runs beside the first time, on average. */
export function attemptsAgain({ retryRate, failureRate, maxAttempts }: Workload, forGood = maxAttempts): Ratio {
  return addRatios(ratioOf(retryRate), multiplyRatios(ratioOf(failureRate), ratioOf(forGood - 1)));
}

/** Iterations, children or worker invocations that an approach has at once, at most: what was asked, within its quota. */
export function atOnce(id: ApproachId, { concurrency }: Workload): number {
  if (id.startsWith('inline')) return Math.min(concurrency, MAX_INLINE_CONCURRENCY);
  return Math.min(concurrency, id === 'custom-pipeline' ? MAX_QUEUE_CONCURRENCY : MAX_MAP_RUN_CONCURRENCY);
}

/** Time of a run whose iterations go 40 at a time at most, in milliseconds. */
export function inlineMilliseconds(workload: Workload): number {
  const { items, taskMilliseconds, waitMilliseconds } = workload;
  return Math.ceil(items / atOnce('inline-standard', workload)) * (taskMilliseconds + waitMilliseconds);
}
