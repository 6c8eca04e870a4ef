import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import type { WorkloadValues } from '../cost/workload.ts';
import { readMapRuns, readNewEvents } from './read-execution.ts';
import { RunRefused } from './run-refused.ts';

/** Children of one page of ListExecutions: enough for an average. */
const LISTED_CHILDREN = 1000;
/** Children whose input and output are weighed: each is a request. */
const WEIGHED_CHILDREN = 20;

/**
 * What a finished execution tells of its workload: the time of an item, the share that failed for good or was tried
 * again, and with a Map Run the bytes of items and results. How many items there were is left out: a run is often a
 * sample. `innerConcurrency` items are worked on at once within a child. Throws RunRefused where there is nothing to
 * measure, and the SDK's errors.
 */
export async function measureRun(
  client: SFNClient,
  executionArn: string,
  innerConcurrency = 1,
  signal?: AbortSignal,
): Promise<WorkloadValues> {
  const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
  const options = signal === undefined ? {} : { abortSignal: signal };
  const { status } = await client.send(new DescribeExecutionCommand({ executionArn }), options);
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE')
    throw new RunRefused('options', `${executionArn} is still running: measure it when it has ended.`);
  const mapRuns = await readMapRuns(client, executionArn, () => '', signal);
  const [largest] = mapRuns.toSorted((a, b) => b.itemCounts.total - a.itemCounts.total);
  if (!largest) return measureIterations(await readNewEvents(client, executionArn, 0, signal), executionArn);
  const { total, failed, timedOut } = largest.itemCounts;
  const children = await measureChildren(client, largest.mapRunArn, innerConcurrency, options);
  if (!children)
    throw new RunRefused(
      'options',
      largest.itemCounts.succeeded > 0
        ? 'Express children leave no record of how long they took: measure a run with ExecutionType STANDARD.'
        : `No child of ${executionArn} has succeeded: there is nothing to measure.`,
    );
  return { ...children, failureRate: round((failed + timedOut) / Math.max(1, total), 4) };
}

async function measureChildren(
  client: SFNClient,
  mapRunArn: string,
  innerConcurrency: number,
  options: { abortSignal?: AbortSignal },
): Promise<WorkloadValues | undefined> {
  const { DescribeExecutionCommand, ListExecutionsCommand } = await import('@aws-sdk/client-sfn');
  const list = new ListExecutionsCommand({ mapRunArn, statusFilter: 'SUCCEEDED', maxResults: LISTED_CHILDREN });
  const { executions = [] } = await client.send(list, options);
  let milliseconds = 0;
  let turns = 0;
  for (const { startDate, stopDate, itemCount = 1 } of executions) {
    if (!startDate || !stopDate) continue;
    milliseconds += stopDate.getTime() - startDate.getTime();
    turns += Math.ceil(itemCount / innerConcurrency);
  }
  if (turns === 0) return undefined;
  const weighed = { items: 0, input: 0, output: 0 };
  for (const { executionArn, itemCount = 1 } of executions.slice(0, WEIGHED_CHILDREN)) {
    const { input = '', output = '' } = await client.send(new DescribeExecutionCommand({ executionArn }), options);
    weighed.items += itemCount;
    weighed.input += Buffer.byteLength(input);
    weighed.output += Buffer.byteLength(output);
  }
  return {
    taskMilliseconds: round(milliseconds / turns, 1),
    itemBytes: Math.max(1, Math.ceil(weighed.input / weighed.items)),
    resultBytes: Math.ceil(weighed.output / weighed.items),
  };
}

/** An inline Map's iterations, from the history: how long they took, and how many tasks were tried again. */
function measureIterations(events: readonly HistoryEvent[], executionArn: string): WorkloadValues {
  const started = new Map<string, number>();
  let milliseconds = 0;
  let iterations = 0;
  let entered = 0;
  let scheduled = 0;
  for (const { type, timestamp, ...details } of events) {
    const at = timestamp?.getTime() ?? 0;
    const begun = details.mapIterationStartedEventDetails;
    if (begun) started.set(`${begun.name ?? ''} ${begun.index ?? 0}`, at);
    const ended = details.mapIterationSucceededEventDetails;
    const since = ended && started.get(`${ended.name ?? ''} ${ended.index ?? 0}`);
    if (since !== undefined) {
      milliseconds += at - since;
      iterations += 1;
    }
    if (type === 'TaskStateEntered') entered += 1;
    if (type === 'TaskScheduled' || type === 'LambdaFunctionScheduled') scheduled += 1;
  }
  if (iterations === 0)
    throw new RunRefused(
      'options',
      `${executionArn} has no iteration of a Map that succeeded: there is nothing to measure.`,
    );
  const again = entered === 0 ? 0 : Math.min(1, Math.max(0, scheduled - entered) / entered);
  return { taskMilliseconds: round(milliseconds / iterations, 1), retryRate: round(again, 4) };
}

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
