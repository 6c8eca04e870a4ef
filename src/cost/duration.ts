import { rateQuotas } from '../asl/rate-quotas.ts';
import type { ApproachId } from './approach-ids.ts';
import {
  atOnce,
  callsOfIteration,
  childCount,
  childMilliseconds,
  batchOf,
  statesOfIteration,
} from './approaches/work.ts';
import { besideMilliseconds, timeOfLevels } from './approaches/level-time.ts';
import { reducerSeconds, splitterSeconds } from './approaches/pipeline.ts';
import type { DefinitionFacts } from './definition-facts.ts';
import { MAX_QUEUE_CONCURRENCY, QUEUE_RAMP_PER_SECOND, QUEUE_START_CONCURRENCY } from './service-quotas.ts';
import { count, duration } from './say.ts';
import type { Workload } from './workload-fields.ts';

/** How long a run takes: an estimate from concurrency, quotas and start-up, not a promise. */
export interface RunTime {
  /** The least that it takes. */
  readonly seconds: number;
  /** What it takes where the limits hold that AWS says nothing clear about. */
  readonly most: number;
  /** What holds it up, a sentence. */
  readonly bound: string;
}

/** Seconds around the work of a Map Run: seen on small ones, so an estimate. */
const MAP_RUN_OVERHEAD = { least: 7, most: 10 };
/** An S3 event comes within seconds, and may take a minute (EventNotifications.html). */
const EVENT_DELAY = { least: 2, most: 60 };

interface Bound {
  readonly seconds: number;
  readonly why: string;
}

export function estimateTime(id: ApproachId, workload: Workload, region: string, facts: DefinitionFacts): RunTime {
  if (workload.items === 0) return { seconds: 0, most: 0, bound: 'There is nothing to do.' };
  if (id === 'custom-pipeline') return pipelineTime(workload);
  if (id.startsWith('inline')) {
    const time = inlineTime(id, workload, region);
    const beside = besideMilliseconds(workload, facts) / 1000;
    return { ...time, seconds: time.seconds + beside, most: time.most + beside };
  }
  const time = distributedTime(id, workload, region);
  const { mapRuns, milliseconds } = timeOfLevels(workload, facts);
  return {
    ...time,
    seconds: time.seconds + mapRuns * MAP_RUN_OVERHEAD.least + milliseconds / 1000,
    most: time.most + mapRuns * MAP_RUN_OVERHEAD.most + milliseconds / 1000,
  };
}

function inlineTime(id: ApproachId, workload: Workload, region: string): RunTime {
  const lambda = callsOfIteration(workload) > 0 ? workload.lambdaConcurrency : Infinity;
  const lanes = Math.min(atOnce(id, workload), lambda);
  const bounds = [
    {
      seconds: (Math.ceil(workload.items / lanes) * (workload.taskMilliseconds + workload.waitMilliseconds)) / 1000,
      why: `${count(lanes)} items are worked on at once.`,
    },
  ];
  if (id === 'inline-standard') bounds.push(transitionBound(workload.items * statesOfIteration(workload), region));
  const { seconds, why } = slowest(bounds);
  return { seconds, most: seconds, bound: why };
}

function distributedTime(id: ApproachId, workload: Workload, region: string): RunTime {
  const children = childCount(workload);
  const bounds = [waves(id, workload, children)];
  const unclear: Bound[] = [];
  if (id === 'distributed-standard') {
    const states = children * (1 + workload.statesPerChild) + workload.items * workload.statesPerItem;
    bounds.push(transitionBound(states, region));
    const { size, perSecond } = rateQuotas(region).startExecution.STANDARD;
    unclear.push({ seconds: Math.max(0, children - size) / perSecond, why: '' });
  }
  const { seconds, why } = slowest(bounds);
  return {
    seconds: MAP_RUN_OVERHEAD.least + seconds,
    most: MAP_RUN_OVERHEAD.most + slowest([...bounds, ...unclear]).seconds,
    bound: seconds < MAP_RUN_OVERHEAD.least ? 'A Map Run takes some seconds to start and to end.' : why,
  };
}

/** Child executions go in waves, as many at once as asked, as a Map Run has, and as there are function environments. */
function waves(id: ApproachId, workload: Workload, children: number): Bound {
  const { lambdaCallsPerItem, lambdaCallsPerChild, lambdaConcurrency, innerConcurrency } = workload;
  const each = lambdaCallsPerItem > 0 ? Math.min(innerConcurrency, batchOf(workload)) : 1;
  const calls = lambdaCallsPerItem + lambdaCallsPerChild > 0;
  const byLambda = calls ? Math.max(1, Math.floor(lambdaConcurrency / each)) : Infinity;
  const lanes = Math.min(atOnce(id, workload), byLambda, children);
  return {
    seconds: (Math.ceil(children / lanes) * childMilliseconds(workload)) / 1000,
    why:
      lanes === children
        ? `All ${count(children)} children run at once; one takes ${duration(childMilliseconds(workload) / 1000)}.`
        : byLambda === lanes
          ? `The account's ${count(lambdaConcurrency)} invocations at once keep ${count(lanes)} children busy.`
          : `${count(lanes)} child executions run at once.`,
  };
}

function transitionBound(transitions: number, region: string): Bound {
  const { perSecond } = rateQuotas(region).stateTransitions;
  return {
    seconds: transitions / perSecond,
    why: `Standard workflows make ${count(perSecond)} state transitions a second in ${region}.`,
  };
}

const slowest = (bounds: readonly Bound[]): Bound =>
  bounds.reduce((most, each) => (each.seconds > most.seconds ? each : most), { seconds: 0, why: '' });

/** The queue's workers grow in number while the splitter sends; the reducer comes last. */
function pipelineTime(workload: Workload): RunTime {
  const lanes = Math.min(atOnce('custom-pipeline', workload), workload.lambdaConcurrency);
  const work = (workload.items * workload.taskMilliseconds) / workload.innerConcurrency / 1000;
  const working = workSeconds(work, lanes);
  const { seconds, why } = slowest([
    {
      seconds: working,
      why:
        lanes === MAX_QUEUE_CONCURRENCY || work < doneInRamp(lanes)
          ? `Lambda adds 300 invocations a minute to a queue, up to ${count(lanes)}.`
          : `${count(lanes)} invocations of the worker run at once.`,
    },
    { seconds: splitterSeconds(workload), why: 'One splitter sends all messages.' },
  ]);
  const rest = seconds + reducerSeconds(workload);
  return { seconds: EVENT_DELAY.least + rest, most: EVENT_DELAY.most + rest, bound: why };
}

const rampSeconds = (lanes: number): number => Math.max(0, lanes - QUEUE_START_CONCURRENCY) / QUEUE_RAMP_PER_SECOND;

/** Seconds of work that are done before all `lanes` are there. */
function doneInRamp(lanes: number): number {
  const seconds = rampSeconds(lanes);
  return Math.min(lanes, QUEUE_START_CONCURRENCY) * seconds + (QUEUE_RAMP_PER_SECOND * seconds ** 2) / 2;
}

function workSeconds(work: number, lanes: number): number {
  if (lanes <= QUEUE_START_CONCURRENCY) return work / lanes;
  const inRamp = doneInRamp(lanes);
  if (work > inRamp) return rampSeconds(lanes) + (work - inRamp) / lanes;
  const [start, ramp] = [QUEUE_START_CONCURRENCY, QUEUE_RAMP_PER_SECOND];
  return (-start + Math.sqrt(start ** 2 + 2 * ramp * work)) / ramp;
}
