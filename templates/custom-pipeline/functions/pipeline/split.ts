import { readPages, type ReadItem } from './items.ts';
import { MOST_MESSAGE_BYTES } from './message.ts';
import { isNamed, type InputFile, type Ports, type Row } from './ports.ts';
import { completeIfCounted, jobIdOf, jobKey, newJob, readJob, writePatiently, type Job } from './rows.ts';
import { Sender } from './sender.ts';
import { settleFailed } from './settle.ts';

/** An event of S3, or the pipeline's own for a job that has begun. */
export type SplitEvent = { readonly Records: readonly FileRecord[] } | { readonly continueJob: string };

export interface FileRecord {
  readonly s3: {
    readonly bucket: { readonly name: string };
    /** The key is encoded as in a form; `sequencer` tells the events of one key apart. */
    readonly object: {
      readonly key: string;
      readonly eTag?: string;
      readonly versionId?: string;
      readonly sequencer?: string;
    };
  };
}

/** What is left for the last requests and the checkpoint, when the splitter's time runs out. */
const RESERVED_MILLISECONDS = 30_000;
/** After so many items it is written how far the splitter is: what ends it then costs no more than these again. */
const ITEMS_PER_CHECKPOINT = 20_000;

/** The splitter: counts the items of a file, writes its job, and then sends a message for each item. */
export async function split(event: SplitEvent, ports: Ports): Promise<void> {
  if ('continueJob' in event) {
    const job = await readJob(ports, event.continueJob);
    if (job !== undefined) await sendTasks(job, ports);
    return;
  }
  for (const record of event.Records) await splitFile(record, ports);
}

async function splitFile({ s3: { bucket, object } }: FileRecord, ports: Ports): Promise<void> {
  const { eTag: etag = '', versionId = '', sequencer = '' } = object;
  const key = decodeURIComponent(object.key.replaceAll('+', ' '));
  const file: InputFile = { bucket: bucket.name, key, versionId, etag };
  const id = jobIdOf(file, sequencer);
  let job = await readJob(ports, id);
  if (job === undefined) {
    const total = await countItems(file, ports);
    if (total === undefined) {
      ports.log('The file is gone: what replaced it has an event of its own.', { ...file });
      return;
    }
    // The total stands before the first message: a task that is counted before it is known would end no job.
    await writePatiently(ports, [newJob(id, file, total, ports)]);
    job = await readJob(ports, id);
  }
  if (job !== undefined) await sendTasks(job, ports);
}

async function countItems(file: InputFile, { files, settings }: Ports): Promise<number | undefined> {
  let total = 0;
  try {
    for await (const { records } of readPages(files.open(file), settings.format)) total += records.length;
  } catch (error) {
    if (isNamed(error, 'GoneError')) return undefined;
    throw error;
  }
  return total;
}

/** Sends what was not sent. Tasks have fixed places, so that it does no harm to send one twice. */
async function sendTasks(job: Job, ports: Ports): Promise<void> {
  if (job.status !== 'RUNNING') return;
  if (!job.sent) {
    const end = await sendItems(job, ports);
    if (end === 'gone') return;
    const isWhole = end === job.total;
    await writeProgress(job, isWhole ? { sent: true } : { sentTo: end }, ports);
    if (!isWhole) {
      await ports.continueSplit(job.id);
      return;
    }
  }
  // For a file without items, which has no task that could end its job.
  await completeIfCounted(ports, job.id);
}

/** Another call of the same event may be further: then what it has sent is sent again, which does no harm. */
async function writeProgress(job: Job, set: Row, ports: Ports): Promise<void> {
  await writePatiently(ports, [
    { key: jobKey(job.id), when: [{ status: 'RUNNING' }], set: { ...set, touched: ports.now() } },
  ]);
}

/** Resolves with the place of the first item that was not sent: the total, unless the time ran out. */
async function sendItems(job: Job, ports: Ports): Promise<number | 'gone'> {
  const sender = new Sender(ports);
  const { itemsPerCheckpoint: checkpoint = ITEMS_PER_CHECKPOINT } = ports.settings;
  let index = 0;
  let written = job.sentTo;
  let isOutOfTime = false;
  try {
    for await (const { records, read } of readPages(ports.files.open(job.file), job.format)) {
      for (const record of records) {
        if (index >= job.sentTo) await sendItem(job, index, read(record), sender, ports);
        index++;
      }
      isOutOfTime = index > job.sentTo && index < job.total && ports.remaining() < RESERVED_MILLISECONDS;
      if (isOutOfTime) break;
      if (index - written < checkpoint) continue;
      await sender.finish();
      await writeProgress(job, { sentTo: index }, ports);
      written = index;
    }
    await sender.finish();
  } catch (error) {
    if (!isNamed(error, 'GoneError')) throw error;
    await giveUp(job, ports);
    return 'gone';
  }
  if (index !== job.total && !isOutOfTime)
    throw new Error(`${job.file.key} has ${index} items, and ${job.total} were counted.`);
  return index;
}

async function sendItem(job: Job, index: number, item: ReadItem, sender: Sender, ports: Ports): Promise<void> {
  const task = { job: job.id, index, shards: job.shards, attempt: 1 };
  if ('json' in item) {
    // The item's own text, so that no number changes on its way.
    const body = `${JSON.stringify(task).slice(0, -1)},"item":${item.json}}`;
    const bytes = Buffer.byteLength(body);
    if (bytes <= MOST_MESSAGE_BYTES) {
      await sender.add(body, bytes);
      return;
    }
    await settleFailed(ports, task, `The item has ${bytes} bytes, and a message can have ${MOST_MESSAGE_BYTES}.`);
    return;
  }
  await settleFailed(ports, task, item.problem);
}

/** Without its file a job cannot be sent to its end, and it must not look as if it were still at work. */
async function giveUp(job: Job, ports: Ports): Promise<void> {
  const error = `${job.file.key} was deleted before all of its items were sent.`;
  await writePatiently(ports, [
    {
      key: jobKey(job.id),
      when: [{ status: 'RUNNING' }],
      set: { status: 'FAILED', error, touched: ports.now() },
      remove: ['open'],
    },
  ]);
  ports.log(error, { job: job.id });
}
