import { MAX_INLINE_CONCURRENCY } from '../asl/quotas.ts';
import type { Ledger } from './ledger.ts';
import { addRatios, ceilRatio, gbSeconds, multiplyRatios, ratioOf, type Ratio } from './money.ts';
import type { PriceId } from './price-book.ts';
import type { Workload } from './workload.ts';

/** The five ways, as the article tells them apart. */
export const APPROACH_IDS = [
  'inline-standard',
  'inline-express',
  'distributed-standard',
  'distributed-express',
  'custom-pipeline',
] as const;
export type ApproachId = (typeof APPROACH_IDS)[number];

export const APPROACH_LABELS: Readonly<Record<ApproachId, string>> = {
  'inline-standard': 'Inline Map, Standard workflow',
  'inline-express': 'Inline Map, Express workflow',
  'distributed-standard': 'Distributed Map, Standard children',
  'distributed-express': 'Distributed Map, Express children',
  'custom-pipeline': 'Custom pipeline (S3, Lambda, SQS, DynamoDB)',
};

/** What the model needs to know of a definition beside the workload. */
export interface DefinitionFacts {
  /** JSON Pointer of the Map state that fans out. */
  readonly mapPointer: string | undefined;
  /** States that a run enters outside the Map, the Map itself included. */
  readonly parentStates: number;
  /** Bytes of the text: part of what an Express execution is billed as memory. */
  readonly definitionBytes: number;
}

export const NO_DEFINITION: DefinitionFacts = { mapPointer: undefined, parentStates: 1, definitionBytes: 0 };

/** Express executions are billed for memory in steps of 64 MB and time in steps of 100 ms (AWS's pricing page). */
const EXPRESS_MEMORY_STEP_MB = 64;
const EXPRESS_TIME_STEP_MS = 100;
/** AWS's example on the pricing page: 50 MB, plus the definition, plus the data for each Map or Parallel step. */
const EXPRESS_BASE_MB = 50;
const MB = 1024 * 1024;
/** Results of one file of a ResultWriter, for counting its requests. */
const RESULT_FILE_BYTES = 5 * MB;

/** Time that a child execution takes, in milliseconds: its items, so many at once. */
export function childMilliseconds({ itemsPerBatch, innerConcurrency, taskMilliseconds }: Workload): number {
  return Math.ceil(itemsPerBatch / innerConcurrency) * taskMilliseconds;
}

/** Child executions of a run. */
export const childCount = ({ items, itemsPerBatch }: Workload): number => Math.ceil(items / itemsPerBatch);

/** What an approach puts on the bill, for one run. */
export const APPROACH_COSTS: Readonly<
  Record<ApproachId, (ledger: Ledger, workload: Workload, facts: DefinitionFacts) => void>
> = {
  'inline-standard': (ledger, workload, { mapPointer, parentStates }) => {
    ledger.add('stateTransition', 'States outside the iterations', ratioOf(parentStates), mapPointer);
    ledger.add(
      'stateTransition',
      'States of the iterations, retries included',
      statesEntered(workload, workload.items),
      mapPointer,
    );
    addWorkerLambda(ledger, workload, 1, mapPointer);
  },
  'inline-express': (ledger, workload, { mapPointer, definitionBytes }) => {
    const memory = EXPRESS_BASE_MB + (definitionBytes + workload.items * workload.itemBytes) / MB;
    ledger.add('expressRequest', 'Executions', ratioOf(1), mapPointer);
    ledger.add(
      'expressGbSecond',
      'Duration × memory',
      expressGbSeconds(1, inlineMilliseconds(workload), memory),
      mapPointer,
    );
    addWorkerLambda(ledger, workload, 1, mapPointer);
  },
  'distributed-standard': (ledger, workload, { mapPointer, parentStates }) => {
    const children = childCount(workload);
    ledger.add('stateTransition', 'States of the parent', ratioOf(parentStates), mapPointer);
    ledger.add('stateTransition', 'Starts of child executions', ratioOf(children), mapPointer);
    if (workload.standardChildBilling === 'perTransition')
      ledger.add(
        'stateTransition',
        'States of child executions, retries included',
        statesEntered(workload, children),
        mapPointer,
      );
    addWorkerLambda(ledger, workload, workload.itemsPerBatch, mapPointer);
    addReaderAndWriter(ledger, workload, mapPointer);
  },
  'distributed-express': (ledger, workload, { mapPointer, parentStates, definitionBytes }) => {
    const children = childCount(workload);
    const memory = EXPRESS_BASE_MB + (definitionBytes + workload.itemsPerBatch * workload.itemBytes) / MB;
    ledger.add('stateTransition', 'States of the parent', ratioOf(parentStates), mapPointer);
    ledger.add('stateTransition', 'Starts of child executions', ratioOf(children), mapPointer);
    ledger.add('expressRequest', 'Child executions', ratioOf(children), mapPointer);
    ledger.add(
      'expressGbSecond',
      'Duration × memory of the children',
      expressGbSeconds(children, childMilliseconds(workload), memory),
      mapPointer,
    );
    addWorkerLambda(ledger, workload, workload.itemsPerBatch, mapPointer);
    addReaderAndWriter(ledger, workload, mapPointer);
  },
  'custom-pipeline': (ledger, workload) => {
    addPipelineQueue(ledger, workload);
    addWorkerLambda(ledger, workload, workload.sqsBatchSize, undefined);
    addPipelineCounting(ledger, workload);
    ledger.add('s3Get', 'Reading the input file', ratioOf(1));
    ledger.add('s3Put', 'Writing the final output', ratioOf(1));
  },
};

/** Entering a state is a transition, and so is each retry. */
function statesEntered({ statesPerChild, retryRate }: Workload, executions: number): Ratio {
  return addRatios(ratioOf(executions * statesPerChild), multiplyRatios(ratioOf(executions), ratioOf(retryRate)));
}

/** Time of a run whose iterations go 40 at a time at most, in milliseconds. */
export function inlineMilliseconds({ items, concurrency, taskMilliseconds }: Workload): number {
  return Math.ceil(items / Math.min(concurrency, MAX_INLINE_CONCURRENCY)) * taskMilliseconds;
}

function expressGbSeconds(executions: number, milliseconds: number, megabytes: number): Ratio {
  const time = Math.max(1, Math.ceil(milliseconds / EXPRESS_TIME_STEP_MS)) * EXPRESS_TIME_STEP_MS;
  const memory = Math.ceil(megabytes / EXPRESS_MEMORY_STEP_MB) * EXPRESS_MEMORY_STEP_MB;
  return gbSeconds(ratioOf(executions), time, memory);
}

/** One invocation for each batch of `itemsEach`, billed by its own time: whole milliseconds, the last batch shorter. */
function addWorkerLambda(ledger: Ledger, workload: Workload, itemsEach: number, pointer: string | undefined): void {
  const { items, retryRate, lambdaMemoryMb, taskMilliseconds, innerConcurrency } = workload;
  const again = addRatios(ratioOf(1), ratioOf(retryRate));
  const batches = Math.floor(items / itemsEach);
  const billed = (count: number): number => Math.ceil(Math.ceil(count / innerConcurrency) * taskMilliseconds);
  const invocations = ratioOf(Math.ceil(items / itemsEach));
  ledger.add('lambdaRequest', 'Invocations of the worker', ceilRatio(multiplyRatios(invocations, again)), pointer);
  const time = addRatios(
    gbSeconds(ratioOf(batches), billed(itemsEach), lambdaMemoryMb),
    gbSeconds(ratioOf(1), billed(items % itemsEach), lambdaMemoryMb),
  );
  ledger.add(lambdaGbSecond(workload), "The worker's time × memory", multiplyRatios(time, again), pointer);
}

const lambdaGbSecond = ({ architecture }: Workload): PriceId =>
  architecture === 'arm64' ? 'lambdaGbSecondArm' : 'lambdaGbSecondX86';

/** Reading the input object once, and writing results: one object for each 5 MB, and the manifest. */
function addReaderAndWriter(ledger: Ledger, { items, resultBytes }: Workload, pointer: string | undefined): void {
  ledger.add('s3Get', 'Reading the input', ratioOf(1), pointer);
  const files = items === 0 ? 0 : Math.max(1, Math.ceil((items * resultBytes) / RESULT_FILE_BYTES));
  ledger.add('s3Put', 'Writing results and manifest', ratioOf(files + 1), pointer);
}

/** Ten messages or 64 KB make one request, to send, to receive and to delete. */
function addPipelineQueue(ledger: Ledger, { items, itemBytes, sqsBatchSize, retryRate }: Workload): void {
  const perRequest = (messages: number): number =>
    Math.ceil(items / messages) * Math.max(1, Math.ceil((Math.min(messages, items) * itemBytes) / 65_536));
  const batch = Math.min(10, sqsBatchSize);
  const again = addRatios(ratioOf(1), ratioOf(retryRate));
  ledger.add('sqsRequest', 'Sending messages', ratioOf(perRequest(10)));
  ledger.add('sqsRequest', 'Receiving messages', ceilRatio(multiplyRatios(ratioOf(perRequest(batch)), again)));
  ledger.add('sqsRequest', 'Deleting messages', ratioOf(Math.ceil(items / batch)));
}

/**
 * Counting that survives duplicates: for each task one transaction of two items (a marker with the result, and a counter
 * shard), at two write units for each KB; then one query over the results, 4 KB for each read unit.
 */
function addPipelineCounting(ledger: Ledger, workload: Workload): void {
  const { items, resultBytes, retryRate } = workload;
  const again = addRatios(ratioOf(1), ratioOf(retryRate));
  const units = 2 * (Math.max(1, Math.ceil(resultBytes / 1024)) + 1);
  ledger.add(
    'dynamoWriteUnit',
    'Result and count, in one transaction for each task',
    ceilRatio(multiplyRatios(ratioOf(items * units), again)),
  );
  ledger.add(
    'dynamoReadUnit',
    'Reading all results for the final output',
    ratioOf(Math.ceil((items * Math.max(1, resultBytes)) / 4096)),
  );
  // Lambda reads the stream for nothing; the function that counts is invoked once for each 100 changes.
  ledger.add('lambdaRequest', 'Invocations of the counter', ratioOf(Math.ceil(items / 100)));
  ledger.add(
    lambdaGbSecond(workload),
    "The counter's time × memory (50 ms, 256 MB)",
    gbSeconds(ratioOf(Math.ceil(items / 100)), 50, 256),
  );
}
