import { MAX_DATA_BYTES, MAX_EXPRESS_SECONDS, MAX_HISTORY_EVENTS } from '../asl/quotas.ts';
import { rateQuotas } from '../asl/rate-quotas.ts';
import { childCount, childMilliseconds, inlineMilliseconds, type ApproachId } from './approaches.ts';
import type { Workload } from './workload.ts';

const MAP_RUN_ITEMS = 100_000_000;
/** State transitions a second of a Standard workflow in the three largest regions. */
const TRANSITIONS_PER_SECOND = rateQuotas('us-east-1').stateTransitions.perSecond;
/** Seconds before the first child of a Map Run works; seen for small runs, so an estimate. */
const MAP_RUN_OVERHEAD_SECONDS = 7;
/** Lambda adds this many concurrent invocations a minute to an SQS queue, from 5, up to 1,250. */
const SQS_START = 5;
const SQS_RAMP_PER_MINUTE = 300;
const SQS_MOST = 1250;

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Why an approach can't carry the workload; nothing where it can. Sentences with the figures. */
export function findObstacles(id: ApproachId, workload: Workload): readonly string[] {
  const { items, itemBytes, resultBytes, itemsPerBatch, statesPerChild } = workload;
  const obstacles: string[] = [];
  const inline = id.startsWith('inline');
  if (inline && items * itemBytes > MAX_DATA_BYTES)
    obstacles.push(`${count(items)} items of ${count(itemBytes)} bytes exceed the 256 KiB of a state's input.`);
  if (inline && items * resultBytes > MAX_DATA_BYTES)
    obstacles.push(`${count(items)} results of ${count(resultBytes)} bytes exceed the 256 KiB of a state's output.`);
  if (id === 'inline-standard') {
    // A step that calls Lambda has five events of its own, an iteration two, the execution about ten.
    const events = items * (2 + 5 * statesPerChild) + 10;
    if (events > MAX_HISTORY_EVENTS)
      obstacles.push(
        `${count(items)} iterations write about ${count(events)} events; a Standard execution ends at 25,000.`,
      );
  }
  if (id === 'inline-express' && inlineMilliseconds(workload) > MAX_EXPRESS_SECONDS * 1000)
    obstacles.push(
      `A run takes about ${count(inlineMilliseconds(workload) / 1000)} s; an Express execution ends after 300 s.`,
    );
  if (id.startsWith('distributed')) {
    if (items > MAP_RUN_ITEMS) obstacles.push(`${count(items)} items exceed the 100,000,000 of a Map Run.`);
    if (itemsPerBatch * itemBytes > MAX_DATA_BYTES)
      obstacles.push(
        `A batch of ${count(itemsPerBatch)} items of ${count(itemBytes)} bytes exceeds the 256 KiB of a child's input.`,
      );
  }
  if (id === 'distributed-express' && childMilliseconds(workload) > MAX_EXPRESS_SECONDS * 1000)
    obstacles.push(
      `A child takes about ${count(childMilliseconds(workload) / 1000)} s; an Express execution ends after 300 s.`,
    );
  if (invocationMilliseconds(id, workload) > 900_000)
    obstacles.push(
      `One invocation of the worker takes about ${count(invocationMilliseconds(id, workload) / 1000)} s; a Lambda function ends after 900 s.`,
    );
  return obstacles;
}

/** Time of one invocation of the worker: one item inline, else its whole batch, as it is on the bill. */
function invocationMilliseconds(id: ApproachId, workload: Workload): number {
  if (id.startsWith('inline')) return workload.taskMilliseconds;
  return childMilliseconds(id === 'custom-pipeline' ? { ...workload, itemsPerBatch: workload.sqsBatchSize } : workload);
}

/** How long a run takes, in seconds: an estimate from concurrency, quotas and start-up, not a promise. */
export function estimateSeconds(id: ApproachId, workload: Workload): number {
  const { items, concurrency, statesPerChild, taskMilliseconds } = workload;
  if (items === 0) return 0;
  if (id === 'inline-standard' || id === 'inline-express') return inlineMilliseconds(workload) / 1000;
  if (id === 'custom-pipeline') return pipelineSeconds((items * taskMilliseconds) / workload.innerConcurrency / 1000);
  const children = childCount(workload);
  const waves = (Math.ceil(children / concurrency) * childMilliseconds(workload)) / 1000;
  const perSecond =
    id === 'distributed-standard' ? TRANSITIONS_PER_SECOND / (statesPerChild + 1) : TRANSITIONS_PER_SECOND;
  return MAP_RUN_OVERHEAD_SECONDS + Math.max(waves, children / perSecond);
}

/** So many seconds of work, by workers whose number grows as Lambda scales an SQS queue's. */
function pipelineSeconds(work: number): number {
  const perSecond = SQS_RAMP_PER_MINUTE / 60;
  const rampSeconds = (SQS_MOST - SQS_START) / perSecond;
  const doneInRamp = SQS_START * rampSeconds + (perSecond * rampSeconds ** 2) / 2;
  if (work > doneInRamp) return rampSeconds + (work - doneInRamp) / SQS_MOST;
  return (-SQS_START + Math.sqrt(SQS_START ** 2 + 2 * perSecond * work)) / perSecond;
}
