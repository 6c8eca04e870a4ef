import {
  DynamoDBStreamsClient,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record,
  type GetShardIteratorInput,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CREDENTIALS, REGION, type Deployment } from './deployment.ts';
import type { LambdaPlayer } from './lambda-player.ts';

/** What an event source does beside its duty, at random from 0 to below 1. */
export interface Mischief {
  readonly random: () => number;
  /** Share of batches that are delivered a second time. */
  readonly duplicates?: number;
  /** Share of batches whose acknowledgement is lost: they come again although the function has done them. */
  readonly lost?: number;
  /** Share of batches during which the function's environment is ended. */
  readonly crashes?: number;
}

type Answer = { batchItemFailures?: { itemIdentifier: string }[] } | null | undefined;

const IDLE_ROUNDS = 3;

/** Lambda's event sources of the template, on the server's own queues and stream. */
export class EventSources {
  readonly #deployment: Deployment;
  readonly #player: LambdaPlayer;
  readonly #sqs: SQSClient;
  readonly #s3: S3Client;
  readonly #streams: DynamoDBStreamsClient;
  readonly #mischief: Mischief | undefined;
  #streamArn: string | undefined;
  /**
   * How far each function has read each shard. Iterators are made anew from it: those of moto no longer see the table
   * once a transaction was refused, for it then puts a copy in the table's place.
   */
  readonly #readTo = new Map<string, string>();
  /** Records are read and not delivered: as when the stream was held up for longer than it keeps them. */
  losesStream = false;
  /** Errors of functions: their batches came again. */
  readonly errors: string[] = [];
  readonly delivered = { work: 0, duplicates: 0, lost: 0, crashes: 0, stream: 0, files: 0 };

  constructor(deployment: Deployment, player: LambdaPlayer, endpoint: string, mischief?: Mischief) {
    this.#deployment = deployment;
    this.#player = player;
    this.#mischief = mischief;
    const settings = { endpoint, region: REGION, credentials: CREDENTIALS };
    this.#sqs = new SQSClient(settings);
    this.#s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.#streams = new DynamoDBStreamsClient(settings);
  }

  close(): void {
    for (const client of [this.#sqs, this.#s3, this.#streams]) client.destroy();
  }

  /** Delivers until nothing has come for some rounds, and the condition holds. */
  async run(until: () => boolean | Promise<boolean> = () => true, signal?: AbortSignal): Promise<void> {
    let idle = 0;
    while (signal?.aborted !== true && (idle < IDLE_ROUNDS || !(await until()))) {
      idle = (await this.#round()) > 0 ? 0 : idle + 1;
      if (idle > 0) await sleep(50);
    }
    await this.#player.settle();
  }

  async #round(): Promise<number> {
    const { queues } = this.#deployment;
    const files = await this.#deliverFiles();
    const work = await this.#deliverQueue(queues.WorkQueue, 'worker');
    const dead = await this.#deliverQueue(queues.DeadLetterQueue, 'deadLetters');
    const counted = await this.#deliverStream('counter', ({ pk }) => pk.startsWith('SHARD#'), 1000);
    const reduced = await this.#deliverStream(
      'reducer',
      ({ pk, status }) => pk.startsWith('JOB#') && status === 'REDUCING',
      1,
    );
    return files + work + dead + counted + reduced;
  }

  /** S3's events, with the version that AWS tells of and moto does not. */
  async #deliverFiles(): Promise<number> {
    const messages = await this.#receive(this.#deployment.events);
    for (const message of messages) {
      const event = JSON.parse(message.Body ?? '{}') as {
        Records?: { s3: { bucket: { name: string }; object: { key: string; versionId?: string } } }[];
      };
      for (const record of event.Records ?? []) {
        const { bucket, object } = record.s3;
        const Key = decodeURIComponent(object.key.replaceAll('+', ' '));
        const { VersionId } = await this.#s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key }));
        if (VersionId !== undefined) object.versionId = VersionId;
        const times = this.#happens('duplicates') ? 2 : 1;
        for (let time = 0; time < times; time++) await this.#invokeForFile({ Records: [record] });
        this.delivered.files++;
      }
    }
    await this.#delete(this.#deployment.events, messages);
    return messages.length;
  }

  /** An asynchronous invocation: three attempts. */
  async #invokeForFile(event: unknown): Promise<void> {
    for (let attempt = 1; attempt <= 3; attempt++) {
      try {
        await this.#player.invoke('splitter', event);
        return;
      } catch (error) {
        this.errors.push((error as Error).message);
      }
    }
  }

  /** A failed message is visible again at once, where AWS has it wait for its visibility time-out. */
  async #deliverQueue(queue: string, name: string): Promise<number> {
    const messages = await this.#receive(queue);
    if (messages.length === 0) return 0;
    if (name === 'worker') this.delivered.work += messages.length;
    const Records = messages.map(({ MessageId = '', Body = '' }) => ({ messageId: MessageId, body: Body }));
    // No message is given up by mere chance: the fifth time it would be a dead letter.
    const isLast = messages.some(({ Attributes }) => Number(Attributes?.ApproximateReceiveCount) >= 4);
    const failed = await this.#invokeForBatch(name, { Records }, !isLast);
    if (this.#happens('duplicates')) await this.#invokeForBatch(name, { Records }, false);
    const left = messages.filter(({ MessageId }) => failed === 'all' || failed.includes(String(MessageId)));
    const lost = !isLast && this.#happens('lost') ? messages : left;
    await this.#delete(
      queue,
      messages.filter((message) => !lost.includes(message)),
    );
    if (lost.length > 0) {
      const Entries = lost.map(({ ReceiptHandle }, place) => ({
        Id: String(place),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue, Entries }));
    }
    return messages.length;
  }

  async #invokeForBatch(name: string, event: unknown, mayCrash = true): Promise<readonly string[] | 'all'> {
    try {
      const invoked = this.#player.invoke(name, event);
      if (mayCrash && this.#happens('crashes')) {
        invoked.catch(() => undefined);
        await sleep(5 + (this.#mischief?.random() ?? 0) * 60);
        await this.#player.kill();
      }
      const { batchItemFailures = [] } = ((await invoked) as Answer) ?? {};
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    } catch (error) {
      this.errors.push((error as Error).message);
      return 'all';
    }
  }

  async #deliverStream(
    name: string,
    takes: (row: { pk: string; status: string | undefined }) => boolean,
    batchSize: number,
  ): Promise<number> {
    let count = 0;
    for (const { ShardId = '' } of await this.#shards()) {
      const place = `${name} ${ShardId}`;
      const { ShardIterator } = await this.#streams.send(
        new GetShardIteratorCommand({ StreamArn: this.#streamArn, ShardId, ...after(this.#readTo.get(place)) }),
      );
      const { Records = [] } = await this.#streams.send(new GetRecordsCommand({ ShardIterator }));
      const last = Records.at(-1)?.dynamodb?.SequenceNumber;
      if (last !== undefined) this.#readTo.set(place, last);
      const taken = (this.losesStream ? [] : Records).filter(({ dynamodb }) =>
        takes({ pk: dynamodb?.Keys?.pk?.S ?? '', status: dynamodb?.NewImage?.status?.S }),
      );
      for (let from = 0; from < taken.length; from += batchSize)
        await this.#deliverRecords(name, taken.slice(from, from + batchSize));
      count += taken.length;
    }
    this.delivered.stream += count;
    return count;
  }

  /** What failed and all after it come again; twice in a row is one of Lambda's own duplicates. */
  async #deliverRecords(name: string, records: readonly _Record[]): Promise<void> {
    let left = records;
    for (let attempt = 0; left.length > 0 && attempt <= 10; attempt++) {
      const failed = await this.#invokeForBatch(name, { Records: left });
      if (this.#happens('duplicates')) await this.#invokeForBatch(name, { Records: left });
      if (failed === 'all') continue;
      const places = failed.map((id) => left.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === id));
      left = places.length === 0 ? [] : left.slice(Math.max(0, Math.min(...places)));
    }
  }

  async #shards(): Promise<Shard[]> {
    if (this.#streamArn === undefined) {
      const { Streams = [] } = await this.#streams.send(new ListStreamsCommand({ TableName: this.#deployment.table }));
      this.#streamArn = Streams[0]?.StreamArn;
    }
    const { StreamDescription } = await this.#streams.send(new DescribeStreamCommand({ StreamArn: this.#streamArn }));
    return StreamDescription?.Shards ?? [];
  }

  async #receive(QueueUrl: string): Promise<Message[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    return Messages;
  }

  async #delete(QueueUrl: string, messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const Entries = messages.map(({ ReceiptHandle }, place) => ({ Id: String(place), ReceiptHandle }));
    await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }

  #happens(what: 'duplicates' | 'lost' | 'crashes'): boolean {
    const share = this.#mischief?.[what] ?? 0;
    // Each of them at its first occasion, and then by chance.
    const happens = share > 0 && (this.delivered[what] === 0 || (this.#mischief?.random() ?? 1) < share);
    if (happens) this.delivered[what]++;
    return happens;
  }
}

/** Where to read on; from the stream's horizon at first. */
function after(
  SequenceNumber: string | undefined,
): Pick<GetShardIteratorInput, 'ShardIteratorType' | 'SequenceNumber'> {
  if (SequenceNumber === undefined) return { ShardIteratorType: 'TRIM_HORIZON' };
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber };
}
