import type { DefinitionFacts } from '../definition-facts.ts';
import type { Ledger } from '../ledger.ts';
import { multiplyRatios, ratioOf } from '../money.ts';
import type { Workload } from '../workload-fields.ts';
import { addExpress, expressMemoryMb } from './express.ts';
import { addLambda } from './lambda.ts';
import { addBeside, addOuter, addParentCalls } from './levels.ts';
import { addReader, addRequests, addWriter } from './s3.ts';
import {
  atOnce,
  attempts,
  attemptsAgain,
  batchOf,
  childCount,
  childGroups,
  mapRunGroups,
  workMilliseconds,
} from './work.ts';

/**
 * A distributed Map with Standard children. Its own start is one transition for each child. Whether a child's states
 * are billed on top is where AWS's texts differ: its workshop counts them (`perTransition`), the article and a reading
 * of the pricing page do not (`perChild`).
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-statemachines.html
 */
export function addDistributedStandard(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  const { items, statesPerChild, statesPerItem, lambdaCallsPerChild, lambdaCallsPerItem } = workload;
  const { mapPointer: pointer, workerPointer } = facts;
  const children = childCount(workload);
  addStarts(ledger, workload, facts);
  if (workload.standardChildBilling === 'perTransition') {
    ledger.add('stateTransition', {
      item: 'States of the children',
      perRun: ratioOf(children * statesPerChild + items * statesPerItem),
      pointer,
    });
    const tasks = lambdaCallsPerItem > 0 ? items * lambdaCallsPerItem : children * Math.max(1, lambdaCallsPerChild);
    ledger.add('stateTransition', {
      item: 'Retries within the children',
      perRun: multiplyRatios(ratioOf(tasks), attemptsAgain(workload)),
      pointer: workerPointer,
    });
  }
  addRest(ledger, workload, facts);
}

/** A distributed Map with Express children: a transition to start each, then what an Express execution costs. */
export function addDistributedExpress(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  const { items, itemBytes, statesPerChild, statesPerItem, logBytesPerState, waitMilliseconds } = workload;
  addStarts(ledger, workload, facts);
  addExpress(ledger, {
    who: 'Child executions',
    executions: childGroups(workload).map((group) => ({
      count: group.count,
      milliseconds: workMilliseconds(workload, group.items) + waitMilliseconds,
      waitMilliseconds,
    })),
    memoryMb: expressMemoryMb(facts.definitionBytes, batchOf(workload) * itemBytes),
    attempts: attempts(workload),
    logBytes: (childCount(workload) * statesPerChild + items * statesPerItem) * logBytesPerState,
    pointer: facts.mapPointer,
  });
  addRest(ledger, workload, facts);
}

function addStarts(ledger: Ledger, workload: Workload, { mapPointer: pointer, parentStates }: DefinitionFacts): void {
  ledger.add('stateTransition', { item: 'States of the parent', perRun: ratioOf(parentStates), pointer });
  ledger.add('stateTransition', {
    item: 'Starts of child executions',
    perRun: ratioOf(childCount(workload)),
    pointer,
  });
}

/** One invocation for a batch, or one for each item where an inline Map goes over the batch. */
function addChildLambda(ledger: Ledger, workload: Workload, { workerPointer: pointer }: DefinitionFacts): void {
  const { items, lambdaCallsPerChild, lambdaCallsPerItem, taskMilliseconds, lambdaMemoryMb } = workload;
  const children = Math.min(atOnce('distributed-standard', workload), childCount(workload));
  const use = { memoryMb: lambdaMemoryMb, attempts: attempts(workload), pointer };
  const environments = (each: number): number => Math.min(children * each, workload.lambdaConcurrency);
  if (lambdaCallsPerItem > 0)
    addLambda(ledger, workload, {
      ...use,
      who: 'the worker',
      invocations: [{ count: items * lambdaCallsPerItem, milliseconds: taskMilliseconds / lambdaCallsPerItem }],
      atOnce: environments(Math.min(workload.innerConcurrency, batchOf(workload))),
    });
  if (lambdaCallsPerChild > 0)
    addLambda(ledger, workload, {
      ...use,
      who: lambdaCallsPerItem > 0 ? 'functions that get the batch' : 'the worker',
      invocations: childGroups(workload).map((group) => ({
        count: group.count * lambdaCallsPerChild,
        // Where items have invocations of their own, the time of their work is there.
        milliseconds: lambdaCallsPerItem > 0 ? 0 : workMilliseconds(workload, group.items) / lambdaCallsPerChild,
      })),
      atOnce: environments(1),
    });
}

/** The functions that work on the items, requests to S3, and the levels around and beside. */
function addRest(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  const { mapName: name, mapPointer: pointer, child, batched, writer, records } = facts;
  const { items, itemBytes, resultBytes, innerItems } = workload;
  addChildLambda(ledger, workload, facts);
  addRequests(ledger, child, { times: childCount(workload), who: 'states of the children', pointer });
  const each = { s3Gets: child.s3GetsPerItem, s3Puts: child.s3PutsPerItem };
  const times = batched ? items : childCount(workload) * innerItems;
  addRequests(ledger, each, { times, who: 'states for each item', pointer });
  const runs = mapRunGroups(workload);
  for (const run of runs) addReader(ledger, facts.reader, { name, pointer, ...run });
  // Results hold the input of each child beside its output, unless they are transformed.
  const bytes = resultBytes + (records === 'NONE' ? itemBytes : 0);
  if (writer !== false)
    addWriter(ledger, { name, pointer, groups: runs.map((run) => ({ count: run.count, bytes: run.items * bytes })) });
  addOuter(ledger, workload, facts);
  addBeside(ledger, workload, facts, { host: 'STANDARD', withResults: true });
  addParentCalls(ledger, workload, facts);
}
