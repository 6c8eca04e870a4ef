import type { DefinitionFacts } from '../definition-facts.ts';
import type { Ledger } from '../ledger.ts';
import { multiplyRatios, ratioOf } from '../money.ts';
import type { Workload } from '../workload-fields.ts';
import { addExpress, expressMemoryMb } from './express.ts';
import { addLambda } from './lambda.ts';
import { atOnce, attempts, attemptsAgain, batchOf, childCount, groupItems, workMilliseconds } from './work.ts';

/** Objects of one page of ListObjectsV2. */
const LIST_PAGE = 1000;
/** A ResultWriter's files are uploaded in parts; each part is a request. */
const PART_BYTES = 5 * 1024 * 1024;

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
  addChildLambda(ledger, workload, facts);
  addReader(ledger, workload, facts);
  addWriter(ledger, workload, facts);
}

/** A distributed Map with Express children: a transition to start each, then what an Express execution costs. */
export function addDistributedExpress(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  const { items, itemsPerBatch, itemBytes, statesPerChild, statesPerItem, logBytesPerState, waitMilliseconds } =
    workload;
  addStarts(ledger, workload, facts);
  addExpress(ledger, {
    who: 'Child executions',
    executions: groupItems(items, itemsPerBatch).map((group) => ({
      count: group.count,
      milliseconds: workMilliseconds(workload, group.items) + waitMilliseconds,
      waitMilliseconds,
    })),
    memoryMb: expressMemoryMb(facts.definitionBytes, batchOf(workload) * itemBytes),
    attempts: attempts(workload),
    logBytes: (childCount(workload) * statesPerChild + items * statesPerItem) * logBytesPerState,
    pointer: facts.mapPointer,
  });
  addChildLambda(ledger, workload, facts);
  addReader(ledger, workload, facts);
  addWriter(ledger, workload, facts);
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
  const { items, itemsPerBatch, lambdaCallsPerChild, lambdaCallsPerItem, taskMilliseconds, lambdaMemoryMb } = workload;
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
      invocations: groupItems(items, itemsPerBatch).map((group) => ({
        count: group.count * lambdaCallsPerChild,
        // Where items have invocations of their own, the time of their work is there.
        milliseconds: lambdaCallsPerItem > 0 ? 0 : workMilliseconds(workload, group.items) / lambdaCallsPerChild,
      })),
      atOnce: environments(1),
    });
}

function addReader(ledger: Ledger, { items }: Workload, { reader, mapPointer: pointer }: DefinitionFacts): void {
  if (reader === 'listing')
    ledger.add('s3Put', {
      item: 'Listing the objects, 1,000 a request',
      perRun: ratioOf(Math.max(1, Math.ceil(items / LIST_PAGE))),
      pointer,
    });
  else if (reader === 'inventory')
    ledger.add('s3Get', { item: 'Reading a manifest and a file of it', perRun: ratioOf(2), pointer });
  else if (reader !== 'input') ledger.add('s3Get', { item: 'Reading the input', perRun: ratioOf(1), pointer });
}

/** Results hold the input of each child beside its output, unless they are transformed. */
function addWriter(ledger: Ledger, workload: Workload, { writer, mapPointer: pointer }: DefinitionFacts): void {
  if (writer === false) return;
  const { items, itemBytes, resultBytes } = workload;
  ledger.add('s3Put', {
    item: 'Writing results, in parts of 5 MB, and the manifest',
    perRun: ratioOf(Math.ceil((items * (itemBytes + resultBytes)) / PART_BYTES) + 1),
    pointer,
  });
}
