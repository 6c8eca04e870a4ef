import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { createHash } from 'node:crypto';
import { ServiceFault } from '../service-fault.ts';
import { abortable, ask, type PipelineClients } from './aws-clients.ts';
import type { DeployedPipeline } from './stack.ts';

/** How far a job is. */
export interface JobProgress {
  readonly job: string;
  /** SPLITTING until the job is written. */
  readonly status: 'SPLITTING' | 'RUNNING' | 'REDUCING' | 'DONE' | 'FAILED';
  /** 0 until it is known. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** 1, and one more for each item that was redriven; 0 until the job is written. */
  readonly version: number;
  /** Key of the input. */
  readonly key: string | undefined;
  /** Key of the output, once there is one; of the version before, while a redrive goes on. */
  readonly output: string | undefined;
  /** Why the job failed as a whole. */
  readonly error: string | undefined;
}

/** The id that the scaffolded splitter gives to the job of a version of an object (pipeline/rows.ts there). */
export function jobIdOf({ bucket, key, versionId }: { bucket: string; key: string; versionId: string }): string {
  const identity = JSON.stringify([bucket, key, versionId]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

const ID = /^[0-9a-f]{32}$/;

/** Reads a job with its counters, in two requests. Throws a ServiceFault. */
export async function readJob(
  clients: PipelineClients,
  { table }: DeployedPipeline,
  job: string,
  signal?: AbortSignal,
): Promise<JobProgress> {
  if (!ID.test(job)) throw new ServiceFault(`${job} is no job: an id has 32 hexadecimal digits.`);
  const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const client = await clients.dynamo();
  const Key = { pk: { S: `JOB#${job}` }, sk: { S: 'JOB' } };
  const get = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
  const { Item } = await ask(clients, 'dynamodb:GetItem', () => client.send(get, abortable(signal)));
  if (Item === undefined)
    return {
      ...{ job, status: 'SPLITTING', total: 0, done: 0, failed: 0, version: 0 },
      ...{ key: undefined, output: undefined, error: undefined },
    };
  const status = Item.status?.S;
  if (status !== 'RUNNING' && status !== 'REDUCING' && status !== 'DONE' && status !== 'FAILED')
    throw new ServiceFault(`The job ${job} is ${String(status)}, which a scaffolded pipeline never writes.`);
  const counts =
    status === 'RUNNING' || status === 'FAILED'
      ? await countTasks(clients, table, job, numberOf(Item.shards), signal)
      : { done: numberOf(Item.done), failed: numberOf(Item.failed) };
  return {
    job,
    status,
    total: numberOf(Item.total),
    ...counts,
    version: numberOf(Item.version),
    key: Item.key?.S,
    output: Item.output?.S,
    error: Item.error?.S,
  };
}

const numberOf = (value: AttributeValue | undefined): number => Number(value?.N ?? 0);

/** Rounds of a request for counters that a busy table leaves out. */
const MOST_ROUNDS = 5;

async function countTasks(
  clients: PipelineClients,
  table: string,
  job: string,
  shards: number,
  signal: AbortSignal | undefined,
): Promise<{ done: number; failed: number }> {
  const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const client = await clients.dynamo();
  let left: Record<string, AttributeValue>[] = Array.from({ length: shards }, (_, shard) => ({
    pk: { S: `SHARD#${shard}#${job}` },
    sk: { S: 'SHARD' },
  }));
  let done = 0;
  let failed = 0;
  for (let round = 0; left.length > 0; round++) {
    if (round === MOST_ROUNDS)
      throw new ServiceFault('DynamoDB does not give all counters for the moment: try again.', 'throttled');
    const RequestItems = { [table]: { Keys: left, ConsistentRead: true } };
    const answer = await ask(clients, 'dynamodb:BatchGetItem', () =>
      client.send(new BatchGetItemCommand({ RequestItems }), abortable(signal)),
    );
    for (const row of answer.Responses?.[table] ?? []) {
      done += numberOf(row.done);
      failed += numberOf(row.failed);
    }
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return { done, failed };
}

/** Ids of the jobs that are not at their end, the one that was touched last first. Throws a ServiceFault. */
export async function listOpenJobs(
  clients: PipelineClients,
  { table }: DeployedPipeline,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const client = await clients.dynamo();
  const query = new QueryCommand({
    TableName: table,
    IndexName: 'OpenJobs',
    KeyConditionExpression: '#open = :open',
    ExpressionAttributeNames: { '#open': 'open' },
    ExpressionAttributeValues: { ':open': { S: 'OPEN' } },
    ScanIndexForward: false,
    Limit: 100,
  });
  const { Items = [] } = await ask(clients, 'dynamodb:Query', () => client.send(query, abortable(signal)));
  return Items.flatMap(({ pk }) => (pk?.S === undefined ? [] : [pk.S.slice('JOB#'.length)]));
}
