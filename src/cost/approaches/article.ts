import type { Ledger } from '../ledger.ts';
import { ratioOf } from '../money.ts';
import type { Workload } from '../workload-fields.ts';

/** Changes that the function which counts gets at once, in the article. */
const STREAM_BATCH = 100;

/**
 * The custom pipeline as Yan Cui counts it: a message and a put for each item, a get and a put for each hundred, and one
 * query over the results. No batches of messages, no functions, no transaction: "a rough estimate".
 * https://newsletter.theburningmonk.com/posts/what-s-the-best-way-to-implement-fan-out-fan-in-serverlessly-in-2024
 */
export function addArticlePipeline(ledger: Ledger, { items, resultBytes }: Workload): void {
  const batches = Math.ceil(items / STREAM_BATCH);
  const kilobytes = Math.max(1, Math.ceil(resultBytes / 1024));
  ledger.add('sqsRequest', { item: 'SendMessage, one for each item', perRun: ratioOf(items) });
  ledger.add('dynamoWriteUnit', { item: 'PutItem of each result', perRun: ratioOf(items * kilobytes) });
  ledger.add('dynamoReadUnit', { item: 'Counting: GetItem', perRun: ratioOf(batches) });
  ledger.add('dynamoWriteUnit', { item: 'Counting: PutItem', perRun: ratioOf(batches) });
  ledger.add('dynamoReadUnit', {
    item: 'Query of all results',
    perRun: ratioOf(Math.ceil((items * Math.max(1, resultBytes)) / 4096)),
  });
}
