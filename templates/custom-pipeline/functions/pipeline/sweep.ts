import type { Ports } from './ports.ts';
import { completeIfCounted, jobKey, readJob, writePatiently, type Job } from './rows.ts';

/** A job that nothing has touched for so long is looked at: above the 15 minutes that a function may take. */
export const QUIET_MILLISECONDS = 20 * 60_000;
/** A message lives for 14 days; items that are not settled a day before that are sent again. */
const RESEND_MILLISECONDS = 13 * 86_400_000;

/**
 * Moves on what has come to a stop: a stream that was held up for longer than it keeps its records, retries that were
 * used up, a splitter that ended half-way. Each step does what the pipeline itself would have done.
 */
export async function sweep(ports: Ports): Promise<void> {
  const errors: unknown[] = [];
  for (const id of await ports.table.listOpenJobs(ports.now() - QUIET_MILLISECONDS)) {
    try {
      const job = await readJob(ports, id);
      if (job !== undefined) await moveOn(job, ports);
    } catch (error) {
      // The other jobs go on all the same.
      ports.log('A job could not be moved on.', { job: id, error: String(error) });
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new Error(`${errors.length} jobs could not be moved on.`, { cause: errors[0] });
}

async function moveOn(job: Job, ports: Ports): Promise<void> {
  if (job.status === 'REDUCING') {
    // A change of the row is a new record of the stream, which starts the reducer.
    const touched = ports.now();
    await writePatiently(ports, [{ key: jobKey(job.id), when: [{ status: 'REDUCING' }], set: { touched } }]);
  }
  if (job.status !== 'RUNNING') return;
  await completeIfCounted(ports, job.id);
  if (job.sent && ports.now() - job.touched < RESEND_MILLISECONDS) return;
  const set = { sent: false, touched: ports.now(), ...(job.sent ? { sentTo: 0 } : {}) };
  const refused = await writePatiently(ports, [
    { key: jobKey(job.id), when: [{ status: 'RUNNING', version: job.version }], set },
  ]);
  if (refused.length === 0) await ports.continueSplit(job.id);
}
