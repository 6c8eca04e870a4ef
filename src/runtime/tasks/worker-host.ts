import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { handlerEnvironment, type HandlerHost, type HostEvents } from './handler-host.ts';
import type { WorkerMessage, WorkerSetup } from './handler-messages.ts';

/** Beside this file from source; in the bundle beside the entry, which may be above the chunk that this stands in. */
const WORKER_FILE = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'handler-worker.ts')
  : [import.meta.dirname, join(import.meta.dirname, '..')]
      .map((folder) => join(folder, 'handler-worker.js'))
      .find((file) => existsSync(file));

/** A worker thread for a handler in JavaScript or TypeScript. */
export function startWorker(setup: WorkerSetup, events: HostEvents): HandlerHost {
  const { name, memoryMb } = setup.handler;
  if (WORKER_FILE === undefined) throw new Error('handler-worker.js is missing from the package.');
  const worker = new Worker(WORKER_FILE, {
    workerData: setup,
    name: `handler ${name}`,
    env: handlerEnvironment(setup),
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    stdin: false,
    stdout: true,
    stderr: true,
  });
  worker.on('message', (message: WorkerMessage) => events.message(message));
  worker.on('error', (error) => events.crashed(error));
  worker.on('exit', (code) => events.exited(code));
  let last: ReturnType<Worker['performance']['eventLoopUtilization']> | undefined;
  return {
    post: (message) => worker.postMessage(message),
    measureLoad() {
      const { utilization } = worker.performance.eventLoopUtilization(last);
      last = worker.performance.eventLoopUtilization();
      return utilization;
    },
    async terminate() {
      await worker.terminate();
    },
  };
}
