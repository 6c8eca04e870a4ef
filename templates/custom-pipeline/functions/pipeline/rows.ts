import { createHash } from 'node:crypto';
import { isNamed, type Format, type InputFile, type Key, type Ports, type Row, type Write } from './ports.ts';

export interface Job {
  readonly id: string;
  /** FAILED: the file was lost before all of its items were sent. */
  readonly status: 'RUNNING' | 'REDUCING' | 'DONE' | 'FAILED';
  readonly version: number;
  readonly total: number;
  readonly shards: number;
  readonly format: Format;
  readonly file: InputFile;
  /** Whether each item has been sent. */
  readonly sent: boolean;
  /** Items before this one were sent, when a splitter ran out of time. */
  readonly sentTo: number;
  readonly touched: number;
}

/** The same file gives the same job, however often its event comes. */
export function jobIdOf({ bucket, key, versionId }: InputFile, sequencer: string): string {
  const identity = JSON.stringify([bucket, key, versionId === '' ? sequencer : versionId]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

export const jobKey = (job: string): Key => ({ pk: `JOB#${job}`, sk: 'JOB' });

/** A partition for each shard, so that they share no limit. */
export const shardKey = (job: string, shard: number): Key => ({ pk: `SHARD#${shard}#${job}`, sk: 'SHARD' });

export const taskPartition = (job: string, shard: number): string => `TASK#${shard}#${job}`;

export const taskKey = (job: string, shards: number, index: number): Key => ({
  pk: taskPartition(job, index % shards),
  sk: String(index).padStart(10, '0'),
});

/** The job that a row of the stream belongs to. */
export const jobOfPartition = (pk: string): string => pk.slice(pk.lastIndexOf('#') + 1);

export async function readJob({ table }: Ports, id: string): Promise<Job | undefined> {
  const [row] = await table.read([jobKey(id)]);
  return row === undefined ? undefined : jobOf(id, row);
}

function jobOf(id: string, row: Row): Job {
  const { bucket, key, versionId, etag, ...rest } = row;
  return { id, file: { bucket, key, versionId, etag }, ...rest } as unknown as Job;
}

export function newJob(id: string, file: InputFile, total: number, ports: Ports): Write {
  const { shards, format } = ports.settings;
  const progress = { status: 'RUNNING', version: 1, total, sent: false, sentTo: 0, touched: ports.now(), open: 'OPEN' };
  return { key: jobKey(id), when: ['missing'], set: { ...file, shards, format, ...progress } };
}

/** Writes, and tries again while the table is busy: each time after a longer and random wait. */
export async function writePatiently(ports: Ports, writes: readonly Write[]): Promise<readonly number[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.table.write(writes);
    } catch (error) {
      const wait = ports.random() * Math.min(2000, 25 * 2 ** attempt);
      if (!isNamed(error, 'BusyError') || attempt === 8 || ports.remaining() < wait + 1000) throw error;
      await ports.sleep(wait);
    }
  }
}

/**
 * Moves a job on once each of its tasks is counted. The job is read BEFORE its counters: a redrive gives the job another
 * version in the same transaction that takes a task off a counter, so counts from before it cannot pass the condition.
 */
export async function completeIfCounted(ports: Ports, id: string): Promise<void> {
  const job = await readJob(ports, id);
  if (job?.status !== 'RUNNING') return;
  const shards = Array.from({ length: job.shards }, (_, shard) => shardKey(id, shard));
  let done = 0;
  let failed = 0;
  for (const row of await ports.table.read(shards)) {
    done += Number(row?.done ?? 0);
    failed += Number(row?.failed ?? 0);
  }
  if (done + failed < job.total) return;
  if (done + failed > job.total) throw new Error(`Job ${id} has counted ${done + failed} of ${job.total} tasks.`);
  const refused = await writePatiently(ports, [
    {
      key: jobKey(id),
      when: [{ status: 'RUNNING', version: job.version }],
      set: { status: 'REDUCING', done, failed, touched: ports.now() },
    },
  ]);
  if (refused.length === 0) ports.log('All tasks are counted.', { job: id, version: job.version, done, failed });
}
