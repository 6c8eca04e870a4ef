import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineJob, PipelineOutcome, PipelineProgress, PipelineRun, RunMessage } from './run-contract.ts';

const PROCESS_FILE = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'pipeline-process.ts')
  : [import.meta.dirname, join(import.meta.dirname, '..')]
      .map((folder) => join(folder, 'pipeline-process.js'))
      .find((file) => existsSync(file));
/** With these V8 begins what it prints when a process has no memory left. */
const FATAL = /\n*(?:<--- Last few GCs --->|FATAL ERROR: )/;
/** What a process has to end after its last message. */
const END_MILLISECONDS = 5000;

/** The run could not be brought to an end: what, and what to do. */
export class PipelineRunError extends Error {
  override name = 'PipelineRunError';
}

/**
 * Runs one input file through a project's pipeline on this machine, in a process of its own: it ends with this one, and
 * takes nothing else with it. Throws PipelineRunError when the code cannot be loaded, does not come back or runs out of
 * memory, and when it is stopped. `onLog` is told what the code prints.
 */
export async function runPipeline(
  run: PipelineRun,
  signal: AbortSignal,
  onProgress: (progress: PipelineProgress) => void,
  onLog: (text: string) => void,
): Promise<PipelineOutcome> {
  if (PROCESS_FILE === undefined) throw new Error('pipeline-process.js is missing from the package.');
  refuseStopped(signal);
  const job: PipelineJob = { ...run, drafts: join(run.output, `.drafts-${randomUUID()}`) };
  const child = fork(PROCESS_FILE, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  try {
    const last = await follow(child, job, onProgress, onLog);
    refuseStopped(signal);
    if (last.kind === 'done') return last.outcome;
    throw new PipelineRunError(last.kind === 'unusable' ? last.message : describeHunger(run));
  } finally {
    signal.removeEventListener('abort', stop);
    await rm(job.drafts, { recursive: true, force: true });
  }
}

function refuseStopped({ aborted }: AbortSignal): void {
  if (aborted) throw new PipelineRunError('The run was stopped.');
}

type LastMessage = Exclude<RunMessage, { kind: 'progress' }>;

/** Until the process is gone and all that it printed is told. */
function follow(
  child: ChildProcess,
  job: PipelineJob,
  onProgress: (progress: PipelineProgress) => void,
  onLog: (text: string) => void,
): Promise<LastMessage> {
  let last: LastMessage | undefined;
  let fatal = '';
  child.stdout?.setEncoding('utf8').on('data', onLog);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const at = fatal === '' ? text.search(FATAL) : 0;
    if (at !== 0) onLog(at < 0 ? text : text.slice(0, at));
    if (at >= 0) fatal += text.slice(at);
  });
  return new Promise((resolve, reject) => {
    let late: NodeJS.Timeout | undefined;
    child.on('message', (message: RunMessage) => {
      if (message.kind === 'progress') {
        onProgress(message.progress);
        return;
      }
      last = message;
      late = setTimeout(() => child.kill('SIGKILL'), END_MILLISECONDS);
    });
    child.on('error', (error) => reject(new PipelineRunError(`The run could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      clearTimeout(late);
      resolve(last ?? describeDeath(code, signal, fatal));
    });
    child.send(job, () => undefined);
  });
}

function describeDeath(code: number | null, signal: string | null, fatal: string): LastMessage {
  if (/out of memory|Allocation failed|invalid .*size/.test(fatal)) return { kind: 'out of memory' };
  const reason = fatal.trim().split('\n')[0] ?? '';
  const how = signal === null ? `with ${code ?? 0}` : `by ${signal}`;
  const why = signal === 'SIGKILL' ? ', as a system does that has no memory left' : reason && `: ${reason}`;
  return { kind: 'unusable', message: `The process of the run ended ${how}${why}.` };
}

function describeHunger({ task, reduce }: PipelineRun): string {
  return `The code of ${task} or ${reduce} has used up the memory that a run may have: let it hold less at a time, or start with NODE_OPTIONS=--max-old-space-size=8192 for 8 GB.`;
}
