import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PipelineOutcome, PipelineProgress, PipelineRun, RunMessage } from './run-contract.ts';

const WORKER_FILE = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'pipeline-worker.ts')
  : [import.meta.dirname, join(import.meta.dirname, '..')]
      .map((folder) => join(folder, 'pipeline-worker.js'))
      .find((file) => existsSync(file));
/** What the thread has beyond the time-out of a function before it is taken to loop for ever. */
const GRACE_MILLISECONDS = 5000;
/** A run makes many values that die young. V8 alone would let 192 MB of them gather, at no gain in speed. */
const YOUNG_GENERATION_MB = 32;

/** The run could not be brought to an end: what, and what to do. */
export class PipelineRunError extends Error {
  override name = 'PipelineRunError';
}

/**
 * Runs one input file through a project's pipeline on this machine, in a thread of its own. Throws PipelineRunError
 * when the code cannot be loaded or does not come back, and when it is stopped. `onLog` is told what the code prints.
 */
export async function runPipeline(
  run: PipelineRun,
  signal: AbortSignal,
  onProgress: (progress: PipelineProgress) => void,
  onLog: (text: string) => void,
): Promise<PipelineOutcome> {
  if (WORKER_FILE === undefined) throw new Error('pipeline-worker.js is missing from the package.');
  const worker = new Worker(WORKER_FILE, {
    workerData: run,
    name: 'pipeline',
    stderr: true,
    stdout: true,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  for (const printed of [worker.stdout, worker.stderr])
    printed.setEncoding('utf8').on('data', (text: string) => onLog(text));
  let seen = performance.now();
  let lastCpu = worker.performance.eventLoopUtilization();
  try {
    return await new Promise<PipelineOutcome>((resolve, reject) => {
      const stop = (): void => reject(new PipelineRunError('The run was stopped.'));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      const watch = setInterval(() => {
        const load = worker.performance.eventLoopUtilization(lastCpu);
        lastCpu = worker.performance.eventLoopUtilization();
        // A task that waits leaves the loop idle, and is ended within the thread.
        if (load.idle > 0) seen = performance.now();
        if (performance.now() - seen < run.services.functions.worker.timeoutSeconds * 1000 + GRACE_MILLISECONDS) return;
        reject(
          new PipelineRunError(`The code of ${run.task} or ${run.reduce} does not come back: does it loop for ever?`),
        );
      }, 1000);
      worker.on('message', (message: RunMessage) => {
        seen = performance.now();
        if (message.kind === 'progress') onProgress(message.progress);
        else if (message.kind === 'done') resolve(message.outcome);
        else reject(new PipelineRunError(message.message));
      });
      worker.on('error', (error: Error) => reject(new PipelineRunError(`The code ended its thread: ${error.message}`)));
      worker.on('exit', (code) => {
        clearInterval(watch);
        signal.removeEventListener('abort', stop);
        reject(new PipelineRunError(`The code ended its thread with ${code}.`));
      });
    });
  } finally {
    await worker.terminate();
  }
}
