import { MAX_DATA_BYTES, MAX_EXPRESS_SECONDS, MAX_HISTORY_EVENTS, MAX_STANDARD_SECONDS } from '../asl/quotas.ts';
import type { ApproachId } from './approach-ids.ts';
import {
  arrayBytes,
  atOnce,
  batchOf,
  callsOfIteration,
  childMilliseconds,
  inlineMilliseconds,
  statesOfIteration,
  workMilliseconds,
} from './approaches/work.ts';
import { besideMilliseconds } from './approaches/level-time.ts';
import { reducerSeconds } from './approaches/pipeline.ts';
import { INNER_EVENTS, type DefinitionFacts } from './definition-facts.ts';
import { countEventsBeside } from './level-events.ts';
import { estimateTime } from './duration.ts';
import { roundsOfResults } from './result-rounds.ts';
import { count, duration } from './say.ts';
import {
  MAX_DYNAMODB_ITEM_BYTES,
  MAX_LAMBDA_PAYLOAD_BYTES,
  MAX_LAMBDA_SECONDS,
  MAX_MAP_RUN_ITEMS,
  MAX_MESSAGE_BYTES,
} from './service-quotas.ts';
import type { Workload } from './workload-fields.ts';

export interface Demands {
  readonly facts: DefinitionFacts;
  readonly region: string;
  /** Somebody asked for this concurrency; else it is a default, and less will do. */
  readonly concurrencyAsked: boolean;
}

/** A check, and what is wrong where it holds. */
type Obstacle = readonly [broken: boolean, why: () => string];

/** Why an approach can't carry the workload; nothing where it can. Sentences with the figures. */
export function findObstacles(id: ApproachId, workload: Workload, demands: Demands): readonly string[] {
  const own = id.startsWith('inline')
    ? inlineObstacles
    : id.startsWith('distributed')
      ? mapRunObstacles
      : pipelineObstacles;
  return [...own(id, workload, demands), ...commonObstacles(id, workload, demands)]
    .filter(([broken]) => broken)
    .map(([, why]) => why());
}

function inlineObstacles(id: ApproachId, workload: Workload, { facts }: Demands): Obstacle[] {
  const { items, itemBytes, resultBytes } = workload;
  const states = statesOfIteration(workload);
  // A step that calls a service has five events, an iteration two of its own, the execution about ten.
  const events = items * (eventsOfIteration(workload, facts) ?? 2 + 5 * states) + 10;
  const milliseconds = inlineMilliseconds(workload) + besideMilliseconds(workload, facts);
  return [
    [
      arrayBytes(items, itemBytes) > MAX_DATA_BYTES,
      () => `${count(items)} items of ${count(itemBytes)} bytes exceed the 256 KiB of a state's input.`,
    ],
    [
      arrayBytes(items, resultBytes) > MAX_DATA_BYTES,
      () => `${count(items)} results of ${count(resultBytes)} bytes exceed the 256 KiB of a state's output.`,
    ],
    [
      id === 'inline-standard' && events > MAX_HISTORY_EVENTS,
      () => `${count(items)} iterations write about ${count(events)} events; a Standard execution ends at 25,000.`,
    ],
    ...(id === 'inline-standard' ? [besideEvents(events, countEventsBeside(workload, facts, false), facts)] : []),
    expressTime(id, milliseconds, 'A run'),
    expressStates(id, facts.standardOnly ?? facts.parentStandardOnly),
    besideExpress(id, facts),
    functionTime(callsOfIteration(workload) > 0, workload.taskMilliseconds / Math.max(1, callsOfIteration(workload))),
  ];
}

function mapRunObstacles(id: ApproachId, workload: Workload, { facts }: Demands): Obstacle[] {
  const { items, itemBytes, resultBytes, statesPerChild, statesPerItem, lambdaCallsPerChild, lambdaCallsPerItem } =
    workload;
  const batch = batchOf(workload);
  const events = (facts.eventsPerChild ?? 2 + 5 * statesPerChild) + batch * statesPerItem * INNER_EVENTS;
  const calls = lambdaCallsPerItem > 0 ? lambdaCallsPerItem : lambdaCallsPerChild;
  const callTime = lambdaCallsPerItem > 0 ? workload.taskMilliseconds : workMilliseconds(workload, batch);
  return [
    [
      Math.ceil(items / workload.outerItems) > MAX_MAP_RUN_ITEMS,
      () => `${count(Math.ceil(items / workload.outerItems))} items exceed the 100,000,000 of a Map Run.`,
    ],
    besideEvents(0, countEventsBeside(workload, facts, true), facts),
    reductionEnds(workload, facts),
    [
      arrayBytes(batch, itemBytes) > MAX_DATA_BYTES,
      () => `A batch of ${count(batch)} items of ${count(itemBytes)} bytes exceeds the 256 KiB of a child's input.`,
    ],
    [
      arrayBytes(batch, resultBytes) > MAX_DATA_BYTES,
      () =>
        `The results of a batch, ${count(batch)} of ${count(resultBytes)} bytes, exceed the 256 KiB of a child's output.`,
    ],
    [
      id === 'distributed-standard' && events > MAX_HISTORY_EVENTS,
      () => `A child writes about ${count(events)} events; a Standard execution ends at 25,000.`,
    ],
    expressTime(id, childMilliseconds(workload), 'A child'),
    expressStates(id, facts.standardOnly),
    functionTime(calls > 0, callTime / Math.max(1, calls)),
  ];
}

/**
 * What the definition's own Map lacks for the workload, and can be given: no reason against the approach. Sentences with
 * the figures.
 */
export function findLacks(
  id: ApproachId,
  { items, itemBytes, resultBytes }: Workload,
  { reader, writer }: DefinitionFacts,
): readonly string[] {
  if (!id.startsWith('distributed')) return [];
  const lacks: readonly Obstacle[] = [
    [
      reader === 'input' && arrayBytes(items, itemBytes) > MAX_DATA_BYTES,
      () =>
        `${count(items)} items of ${count(itemBytes)} bytes exceed the 256 KiB of an input: the Map needs an ItemReader.`,
    ],
    [
      writer === false && arrayBytes(items, resultBytes) > MAX_DATA_BYTES,
      () =>
        `${count(items)} results of ${count(resultBytes)} bytes exceed the 256 KiB of an output: the Map needs a ResultWriter.`,
    ],
  ];
  return lacks.filter(([broken]) => broken).map(([, why]) => why());
}

function pipelineObstacles(_id: ApproachId, workload: Workload): Obstacle[] {
  const { items, itemBytes, resultBytes, sqsBatchSize } = workload;
  const batch = Math.min(sqsBatchSize, Math.max(1, items));
  const reducing = reducerSeconds(workload);
  return [
    [
      itemBytes > MAX_MESSAGE_BYTES,
      () => `An item of ${count(itemBytes)} bytes exceeds the 240 KiB that the pipeline leaves for it in a message.`,
    ],
    [
      batch * itemBytes > MAX_LAMBDA_PAYLOAD_BYTES,
      () => `${count(batch)} messages of ${count(itemBytes)} bytes exceed the 6 MB that a function gets at once.`,
    ],
    [
      resultBytes > MAX_DYNAMODB_ITEM_BYTES,
      () => `A result of ${count(resultBytes)} bytes exceeds the 400 KB of an item in DynamoDB.`,
    ],
    [
      reducing > MAX_LAMBDA_SECONDS,
      () =>
        `The reducer reads about 20 MB a second, these results in ${duration(reducing)}; a function ends after 900 s.`,
    ],
    functionTime(true, workMilliseconds(workload, batch)),
  ];
}

function commonObstacles(id: ApproachId, workload: Workload, { region, concurrencyAsked, facts }: Demands): Obstacle[] {
  const { items, concurrency, deadlineSeconds } = workload;
  const most = atOnce(id, workload);
  const time = estimateTime(id, workload, region, facts);
  return [
    [
      concurrencyAsked && most < Math.min(concurrency, items),
      () => `It works on ${count(most)} at once at most, and ${count(concurrency)} were asked for.`,
    ],
    [
      deadlineSeconds > 0 && time.seconds > deadlineSeconds,
      () => `A run takes about ${duration(time.seconds)} and may take ${duration(deadlineSeconds)}. ${time.bound}`,
    ],
    [
      time.seconds > MAX_STANDARD_SECONDS && id.endsWith('standard'),
      () => `A run takes about ${duration(time.seconds)}; a Standard execution ends after a year.`,
    ],
  ];
}

/** A Map within an iteration has one item in the facts, and those that the workload says. */
function eventsOfIteration({ innerItems }: Workload, facts: DefinitionFacts): number | undefined {
  const { eventsPerChild, batched, child } = facts;
  return eventsPerChild === undefined || batched
    ? eventsPerChild
    : Math.max(0, eventsPerChild + (innerItems - 1) * child.statesPerItem * INNER_EVENTS);
}

/** Inline Maps write into the history of the machine's own execution; that of the work on the items is told apart. */
function besideEvents(own: number, others: number, { beside, outer, mapName }: DefinitionFacts): Obstacle {
  const inline = [...(outer ? [outer] : []), ...beside].filter(({ kind }) => kind === 'INLINE');
  const who = inline.length === 0 ? `What is around ${mapName}` : inline.map(({ name }) => name).join(', ');
  return [
    own <= MAX_HISTORY_EVENTS && own + others > MAX_HISTORY_EVENTS,
    () =>
      `${who} and the states around write about ${count(others)} events${own > 0 ? ` beside the ${count(own)} of the work on the items` : ''}; a Standard execution ends at 25,000.`,
  ];
}

/** A Map Run that is not the one that works on the items stays in the machine. */
function besideExpress(id: ApproachId, { beside }: DefinitionFacts): Obstacle {
  const distributed = beside.find(({ kind, over }) => kind !== 'INLINE' && over !== 'files');
  return [
    id === 'inline-express' && distributed !== undefined,
    () => `${distributed?.name ?? ''} is a distributed Map, which an Express workflow cannot have.`,
  ];
}

/** Rounds over results go on until they fit; those that do not shrink never do. */
function reductionEnds(workload: Workload, { beside, records }: DefinitionFacts): Obstacle {
  const reducer = beside
    .filter(({ over }) => over === 'files')
    .flatMap(({ within }) => within)
    .find(({ over }) => over === 'records');
  const found = reducer && roundsOfResults(workload, records, reducer);
  return [
    found?.stuck === true,
    () =>
      `A round of ${reducer?.name ?? ''} leaves as many results of ${count(found?.recordBytes ?? 0)} bytes as it was given, so that its loop does not end.`,
  ];
}

const expressTime = (id: ApproachId, milliseconds: number, what: string): Obstacle => [
  id.endsWith('express') && milliseconds > MAX_EXPRESS_SECONDS * 1000,
  () => `${what} takes about ${count(milliseconds / 1000)} s; an Express execution ends after 300 s.`,
];

const expressStates = (id: ApproachId, standardOnly: DefinitionFacts['standardOnly']): Obstacle => [
  id.endsWith('express') && standardOnly !== undefined,
  () => `${standardOnly ?? ''} waits for a callback or a job; an Express execution can't.`,
];

const functionTime = (called: boolean, milliseconds: number): Obstacle => [
  called && milliseconds > MAX_LAMBDA_SECONDS * 1000,
  () => `One invocation of the worker takes about ${count(milliseconds / 1000)} s; a Lambda function ends after 900 s.`,
];
