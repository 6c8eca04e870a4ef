// The entry of a process that holds one run of a pipeline, in a thread. The project's own code may loop for ever, and it
// may ask for more memory than there is: V8 then ends the whole process, whatever limits a thread has.
// https://nodejs.org/api/worker_threads.html#new-workerfilename-options (resourceLimits)
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PipelineJob, RunMessage, ThreadMessage } from './run-contract.ts';

const WORKER_FILE = join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? 'pipeline-worker.ts' : 'pipeline-worker.js',
);
/** What the thread has beyond the time-out of a function before it is taken to loop for ever. */
const GRACE_MILLISECONDS = 5000;
/** A run makes many values that die young. V8 alone would let 192 MB of them gather, at no gain in speed. */
const YOUNG_GENERATION_MB = 32;

// An interrupt of the terminal goes to all its processes: what is to happen is said by the one that started this one.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.once('message', (job: PipelineJob) => {
  process.on('disconnect', () => {
    rmSync(job.drafts, { recursive: true, force: true });
    process.exit();
  });
  void runInThread(job);
});

async function runInThread(job: PipelineJob): Promise<void> {
  const worker = new Worker(WORKER_FILE, {
    workerData: job,
    name: 'pipeline',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const last = await listen(worker, job);
  await worker.terminate();
  process.send?.(last, () => {
    // What was printed is still to be written; then nothing holds the process.
    process.removeAllListeners('disconnect');
    process.disconnect();
  });
}

/** Hands the progress on; resolves with the message that ends the run. */
function listen(worker: Worker, { task, reduce, services }: PipelineJob): Promise<RunMessage> {
  const { worker: tasks, reducer } = services.functions;
  let [code, { timeoutSeconds }] = [task, tasks];
  let seen = performance.now();
  let lastLoad = worker.performance.eventLoopUtilization();
  return new Promise<RunMessage>((resolve) => {
    const refuse = (message: string): void => resolve({ kind: 'unusable', message });
    const watch = setInterval(() => {
      const load = worker.performance.eventLoopUtilization(lastLoad);
      lastLoad = worker.performance.eventLoopUtilization();
      // What waits leaves the loop idle, and is ended within the thread.
      if (load.idle > 0) seen = performance.now();
      if (performance.now() - seen > timeoutSeconds * 1000 + GRACE_MILLISECONDS)
        refuse(`The code of ${code} does not come back: does it loop for ever?`);
    }, 1000);
    worker.on('message', (message: ThreadMessage) => {
      seen = performance.now();
      if (message.kind === 'progress') process.send?.(message);
      else if (message.kind === 'reducing') [code, { timeoutSeconds }] = [reduce, reducer];
      else resolve(message);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ kind: 'out of memory' });
      else refuse(`The code ended its thread: ${error.message}`);
    });
    worker.on('exit', (code) => {
      clearInterval(watch);
      refuse(`The code ended its thread with ${code}.`);
    });
  });
}
