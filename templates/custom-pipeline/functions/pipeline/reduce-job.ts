import type { FinishedJob, Outcome, Ports, Row } from './ports.ts';
import { jobKey, readJob, taskPartition, writePatiently, type Job } from './rows.ts';

/** Makes the output of a job whose tasks are all counted. Does nothing for a job that is at another point. */
export async function reduceJob(id: string, ports: Ports): Promise<void> {
  const job = await readJob(ports, id);
  if (job?.status !== 'REDUCING') return;
  const finished: FinishedJob = { job: id, total: job.total, version: job.version, key: job.file.key };
  const key = outputKey(ports, finished);
  // The key says which version it is, so a second reducer writes the same text to the same place.
  await ports.files.write(key, ports.reduce(readOutcomes(job, ports), finished));
  await writePatiently(ports, [
    {
      key: jobKey(id),
      when: [{ status: 'REDUCING', version: job.version }],
      set: { status: 'DONE', output: key, touched: ports.now() },
      remove: ['open'],
    },
  ]);
  ports.log('The output is written.', { ...finished, output: key });
}

/** Under the input's own name, so that it is found by people. */
function outputKey({ settings }: Ports, { key, job, version }: FinishedJob): string {
  return `${settings.outputPrefix}${key}/${job}-v${version}.json`;
}

/**
 * The outcomes in the order of the items: task i lies in partition i % shards, each partition in the order of its
 * indexes, so one page of each is in memory. Throws unless there is exactly one settled task for each item.
 */
async function* readOutcomes(job: Job, { table }: Ports): AsyncGenerator<Outcome> {
  const partitions = Array.from({ length: Math.min(job.shards, job.total) }, (_, shard) =>
    readRows(table.list(taskPartition(job.id, shard))),
  );
  for (let index = 0; index < job.total; index++) {
    const next = await partitions[index % job.shards]?.next();
    if (next === undefined || next.done) throw new Error(`Task ${index} of job ${job.id} is counted and not stored.`);
    yield outcomeOf(next.value, index, job.id);
  }
  for (const rows of partitions)
    if (!(await rows.next()).done) throw new Error(`Job ${job.id} has more tasks than its ${job.total} items.`);
}

async function* readRows(pages: AsyncIterable<readonly Row[]>): AsyncGenerator<Row, undefined> {
  for await (const page of pages) yield* page;
  return undefined;
}

function outcomeOf(row: Row, index: number, job: string): Outcome {
  if (row.index !== index) throw new Error(`Task ${index} of job ${job} is counted and not stored.`);
  if (row.status === 'DONE') return { index, status: 'DONE', result: JSON.parse(String(row.result)) as unknown };
  if (row.status === 'FAILED') return { index, status: 'FAILED', error: String(row.error) };
  throw new Error(`Task ${index} of job ${job} is counted and still to be done.`);
}
