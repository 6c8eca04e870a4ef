import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CREDENTIALS, deploy, REGION, type Deployment, type DeploymentOptions } from './deployment.ts';
import { EventSources, type Mischief } from './event-sources.ts';
import { FaultProxy } from './fault-proxy.ts';
import { LambdaPlayer } from './lambda-player.ts';

/** A task whose items say how they fail, until there is a file `healed` beside it. */
export const TASK = `import { existsSync } from 'node:fs';
import { TaskFailure } from './pipeline/ports.ts';
const healed = () => existsSync(new URL('healed', import.meta.url));
export function task(item: { n: number | string; bad?: string }) {
  if (item.bad === 'never' && !healed()) throw new TaskFailure('it will never work');
  if (item.bad === 'always' && !healed()) throw new Error('it throws');
  return { double: 2 * Number(item.n) };
}
`;

/** An output that shows each item at its place. */
const REDUCE = `import type { FinishedJob, Outcome } from './pipeline/ports.ts';
export async function* reduce(outcomes: AsyncIterable<Outcome>, job: FinishedJob): AsyncGenerator<string> {
  const places: (number | string)[] = [];
  for await (const outcome of outcomes)
    places.push(outcome.status === 'DONE' ? (outcome.result as { double: number }).double : outcome.error);
  yield JSON.stringify({ total: job.total, version: job.version, places });
}
`;

export interface OpenPipeline {
  readonly deployment: Deployment;
  readonly player: LambdaPlayer;
  readonly sources: EventSources;
}

/** moto behind a proxy, with clients that look at what a pipeline has left there. */
export class Bench {
  readonly proxy: FaultProxy;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly dynamo: DynamoDBClient;
  readonly #opened: OpenPipeline[] = [];

  private constructor(proxy: FaultProxy) {
    this.proxy = proxy;
    const settings = { endpoint: proxy.endpoint, region: REGION, credentials: CREDENTIALS };
    this.s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.sqs = new SQSClient(settings);
    this.dynamo = new DynamoDBClient(settings);
  }

  static async open(moto: string): Promise<Bench> {
    return new Bench(await FaultProxy.open(moto));
  }

  /** A pipeline of its own for a test; `close` ends it. */
  async deploy(name: string, options: DeploymentOptions = {}, mischief?: Mischief): Promise<OpenPipeline> {
    const { endpoint } = this.proxy;
    const deployment = await deploy(name, endpoint, { task: TASK, reduce: REDUCE, ...options });
    const player = await LambdaPlayer.open(deployment, endpoint);
    const opened = { deployment, player, sources: new EventSources(deployment, player, endpoint, mischief) };
    this.#opened.push(opened);
    return opened;
  }

  async put({ inputBucket }: Deployment, key: string, text: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: inputBucket, Key: key, Body: text }));
  }

  /** Texts of the outputs by their keys. */
  async outputs({ outputBucket }: Deployment): Promise<Map<string, string>> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: outputBucket }));
    const found = new Map<string, string>();
    for (const { Key = '' } of Contents) {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: outputBucket, Key }));
      found.set(Key, (await Body?.transformToString()) ?? '');
    }
    return found;
  }

  /** The rows of the jobs, as JavaScript values, the newest last. */
  async jobs({ table }: Deployment): Promise<Record<string, string | number>[]> {
    const { Items = [] } = await this.dynamo.send(new ScanCommand({ TableName: table }));
    return Items.filter(({ sk }) => sk?.S === 'JOB').map((item) =>
      Object.fromEntries(
        Object.entries(item).map(([name, { S, N }]) => [name, N === undefined ? (S ?? '') : Number(N)]),
      ),
    );
  }

  /** Messages in a queue, hidden ones included. */
  async depth(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  }

  async close(): Promise<void> {
    for (const { sources, player } of this.#opened) {
      sources.close();
      await player.close();
    }
    for (const client of [this.s3, this.sqs, this.dynamo]) client.destroy();
    await this.proxy.close();
  }
}

/** `{"n":0}` and so on, a line each. */
export function numbers(count: number, more: (n: number) => object = () => ({})): string {
  return Array.from({ length: count }, (_, n) => `${JSON.stringify({ n, ...more(n) })}\n`).join('');
}

/** What the output of so many numbers says of each. */
export const doubles = (count: number): number[] => Array.from({ length: count }, (_, n) => 2 * n);
