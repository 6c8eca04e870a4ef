import type { Ledger } from '../ledger.ts';
import { ceilRatio, multiplyRatios, ratioOf } from '../money.ts';
import type { Workload } from '../workload-fields.ts';
import { addLambda } from './lambda.ts';
import { atOnce, attempts, groupItems, MAX_RECEIVE_COUNT, workMilliseconds } from './work.ts';

/** 64 KB of a request's payload are billed as one request. */
const REQUEST_BYTES = 65_536;
/** Messages of one request, at most. */
const MESSAGES_PER_REQUEST = 10;
/** Changes that the function which counts gets at once. */
const STREAM_BATCH = 1000;
/** Counters of a job, which the function reads one by one, and the job itself. */
const COUNTER_SHARDS = 10;
/** The sweeper looks after jobs that have come to a stop, each quarter of an hour. */
const SWEEPS_PER_MONTH = 4 * 730;
/** What a message carries beside its item: job, place, attempt. */
const ENVELOPE_BYTES = 100;
/** 10 messages or 256 KiB are sent in one request. */
const MAX_SEND_BYTES = 256 * 1024;
/** A splitter stops in time and goes on in another invocation. */
const SPLITTER_RUN_SECONDS = 870;
const COUNTER_MS = 50;
const SMALL_FUNCTION_MB = 256;
const LARGE_FUNCTION_MB = 1024;
/** The splitter reads and sends so much in a second; assumed, as the reducer's speed is. */
const SPLITTER_ITEMS_PER_SECOND = 8000;
const REDUCER_BYTES_PER_SECOND = 20 * 1024 * 1024;
const OUTPUT_PART_BYTES = 8 * 1024 * 1024;

export const splitterSeconds = ({ items }: Workload): number => items / SPLITTER_ITEMS_PER_SECOND;
export const reducerSeconds = ({ items, resultBytes }: Workload): number =>
  (items * resultBytes) / REDUCER_BYTES_PER_SECOND;

/** How a task's end is counted: with its marker in one transaction, or by a plain update, which counts duplicates twice. */
export type PipelineCounting = 'transaction' | 'plainUpdate';

/**
 * The pipeline that counts right: a splitter writes the job and sends its tasks; the worker ends each task with one
 * transaction (a marker with the result, and one more on a counter shard); the stream brings the shards' changes to the
 * counter; the reducer reads all results; what fails for good is counted by the dead-letter queue's consumer.
 */
export function addPipeline(ledger: Ledger, workload: Workload, counting: PipelineCounting = 'transaction'): void {
  addSplitter(ledger, workload);
  addQueue(ledger, workload);
  addLambda(ledger, workload, {
    who: 'the worker',
    invocations: groupItems(workload.items, workload.sqsBatchSize).map((group) => ({
      count: group.count,
      milliseconds: workMilliseconds(workload, group.items),
    })),
    memoryMb: workload.lambdaMemoryMb,
    attempts: attempts(workload, MAX_RECEIVE_COUNT),
    atOnce: Math.min(atOnce('custom-pipeline', workload), workload.lambdaConcurrency),
  });
  addCounting(ledger, workload, counting);
  addReducer(ledger, workload);
  addFailures(ledger, workload);
}

function addSplitter(ledger: Ledger, workload: Workload): void {
  const seconds = splitterSeconds(workload);
  const runs = Math.max(1, Math.ceil(seconds / SPLITTER_RUN_SECONDS));
  ledger.add('s3Get', { item: 'Reading the input to count it, and for each splitter', perRun: ratioOf(1 + runs) });
  addLambda(ledger, workload, {
    who: 'the splitter',
    invocations: [{ count: runs, milliseconds: (seconds / runs) * 1000 }],
    memoryMb: LARGE_FUNCTION_MB,
    atOnce: 1,
  });
  // Made, sent (once for each splitter), reducing, done; and as much for the index of open jobs.
  ledger.add('dynamoWriteUnit', { item: "The job's row and its index", perRun: ratioOf(2 * (3 + runs)) });
  ledger.add('lambdaRequest', { item: 'Invocations of the sweeper', perMonth: ratioOf(SWEEPS_PER_MONTH) });
}

/** Ten messages or 64 KB make one request, to send, to receive and to delete. */
function addQueue(ledger: Ledger, workload: Workload): void {
  const { items, sqsBatchSize } = workload;
  const messageBytes = workload.itemBytes + ENVELOPE_BYTES;
  const again = attempts(workload, MAX_RECEIVE_COUNT);
  const requests = (messages: number): number =>
    groupItems(items, messages).reduce(
      (sum, group) => sum + group.count * Math.ceil((group.items * messageBytes) / REQUEST_BYTES),
      0,
    );
  const sent = Math.max(1, Math.min(MESSAGES_PER_REQUEST, Math.floor(MAX_SEND_BYTES / messageBytes)));
  const received = Math.min(sent, sqsBatchSize);
  ledger.add('sqsRequest', { item: 'Sending messages', perRun: ratioOf(requests(sent)) });
  ledger.add('sqsRequest', {
    item: 'Receiving messages',
    perRun: ceilRatio(multiplyRatios(ratioOf(requests(received)), again)),
  });
  ledger.add('sqsRequest', { item: 'Deleting messages', perRun: ratioOf(Math.ceil(items / received)) });
}

/** A transaction takes two write units for each KB of each item (transaction-apis.html). */
function addCounting(ledger: Ledger, workload: Workload, counting: PipelineCounting): void {
  const { items } = workload;
  const result = kilobytes(workload);
  const [units, item] =
    counting === 'transaction'
      ? [2 * (result + 1), 'Result and count, in one transaction for each task']
      : [result, 'Result, in one plain update for each task'];
  ledger.add('dynamoWriteUnit', {
    item,
    perRun: ceilRatio(multiplyRatios(ratioOf(items * units), attempts({ ...workload, failureRate: 0 }))),
  });
  const batches = Math.ceil(items / STREAM_BATCH);
  ledger.addUnbilled('Amazon DynamoDB', 'stream read requests', 'Reads of a stream by Lambda are not billed', {
    item: 'Reading the stream',
    perRun: ratioOf(batches),
  });
  addLambda(ledger, workload, {
    who: 'the counter',
    invocations: [{ count: batches, milliseconds: COUNTER_MS }],
    memoryMb: SMALL_FUNCTION_MB,
    atOnce: 1,
  });
  ledger.add('dynamoReadUnit', {
    item: "Reading the job and its counter's shards",
    perRun: ratioOf(batches * (1 + COUNTER_SHARDS)),
  });
}

const kilobytes = ({ resultBytes }: Workload): number => Math.max(1, Math.ceil(resultBytes / 1024));

function addReducer(ledger: Ledger, workload: Workload): void {
  const { items, resultBytes } = workload;
  ledger.add('dynamoReadUnit', {
    item: 'Reading all results, 4 KB a read unit',
    perRun: ratioOf(Math.ceil((items * Math.max(1, resultBytes)) / 4096)),
  });
  addLambda(ledger, workload, {
    who: 'the reducer',
    invocations: [{ count: 1, milliseconds: reducerSeconds(workload) * 1000 }],
    memoryMb: LARGE_FUNCTION_MB,
    atOnce: 1,
  });
  ledger.add('s3Put', {
    item: 'Writing the final output, in parts of 8 MB',
    perRun: ratioOf(Math.ceil((items * resultBytes) / OUTPUT_PART_BYTES) + 2),
  });
}

/** A task that fails for good is received from the dead-letter queue, counted as failed, and parked. */
function addFailures(ledger: Ledger, workload: Workload): void {
  const failed = Math.ceil(workload.items * workload.failureRate);
  if (failed === 0) return;
  const batches = Math.ceil(failed / MESSAGES_PER_REQUEST);
  ledger.add('sqsRequest', { item: 'Receiving, parking and deleting what failed', perRun: ratioOf(3 * batches) });
  ledger.add('dynamoWriteUnit', { item: 'Counting what failed, in one transaction each', perRun: ratioOf(failed * 4) });
  addLambda(ledger, workload, {
    who: "the dead-letter queue's consumer",
    invocations: [{ count: batches, milliseconds: COUNTER_MS }],
    memoryMb: SMALL_FUNCTION_MB,
    atOnce: 1,
  });
}
