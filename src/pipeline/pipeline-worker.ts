// The entry of a worker thread that holds a local pipeline with the project's own code: what loops there for ever
// leaves the thread of its process free to be stopped.
import { appendFileSync, createReadStream, mkdirSync, readFileSync, renameSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { LocalPipeline } from './local-pipeline.ts';
import type { LocalFiles } from './local-ports.ts';
import { FUNCTION_NAMES } from '../project/pipeline-services.ts';
import type { ProjectCode } from './project-code.ts';
import type { PipelineJob, PipelineOutcome, PipelineProgress, ThreadMessage } from './run-contract.ts';

const PROGRESS_MILLISECONDS = 250;
/** A job that is still open after so many virtual days hangs. */
const MOST_VIRTUAL_MILLISECONDS = 15 * 86_400_000;
const MOST_PARKED_SHOWN = 10;

const run = workerData as PipelineJob;
const send = (message: ThreadMessage): void => parentPort?.postMessage(message);

process.exit = (code?: number) => {
  throw new Error(`Runtime.ExitError: the code called process.exit(${code ?? ''}).`);
};

void start();

async function start(): Promise<void> {
  // After this module is whole.
  await Promise.resolve();
  try {
    stripTypesOnOldNode();
    await runJob(await loadCode());
  } catch (error) {
    send({ kind: 'unusable', message: error instanceof Error ? error.message : String(error) });
  }
}

async function runJob(code: ProjectCode): Promise<void> {
  const pipeline = new LocalPipeline(code, localFiles(), { ...run, outputPrefix: '' });
  let shown = performance.now();
  const watch = setInterval(() => endLateCode(pipeline), 1000);
  try {
    pipeline.announceFile('input', basename(run.input), 'local');
    await pipeline.simulation.run(
      () => isOpen(readProgress(pipeline)) && !hasEnded(pipeline),
      () => {
        if (performance.now() - shown < PROGRESS_MILLISECONDS) return undefined;
        shown = performance.now();
        send({ kind: 'progress', progress: readProgress(pipeline) });
        return undefined;
      },
    );
    send({ kind: 'done', outcome: readOutcome(pipeline) });
  } finally {
    clearInterval(watch);
    pipeline.close();
  }
}

const isOpen = ({ status }: PipelineProgress): boolean => status === 'RUNNING' || status === 'REDUCING';

/**
 * Nothing moves it on any more. The sweeper would have the reducer begin again where Lambda has given up on it: one that
 * waits for ever would take its whole time-out each time, which is no virtual time.
 */
const hasEnded = ({ simulation, reducerSource }: LocalPipeline): boolean =>
  simulation.elapsed >= MOST_VIRTUAL_MILLISECONDS || (isReduceLate && reducerSource.putAside > 0);

let isReduceLate = false;

/** Code that waits for too long ends its function, as on AWS; what computes for too long is ended by the host. */
function endLateCode({ invocations }: LocalPipeline): void {
  for (const invocation of invocations) {
    const { name, userCodeSince: since } = invocation;
    const { timeoutSeconds } = run.services.functions[name];
    if (since === undefined || performance.now() - since <= timeoutSeconds * 1000) continue;
    isReduceLate ||= name === 'reducer';
    invocation.end(`Task timed out after ${timeoutSeconds} seconds.`);
  }
}

function readProgress({ table, parked, usage, simulation }: LocalPipeline): PipelineProgress {
  const [pk] = table.partitionsOf('JOB#');
  const job = pk === undefined ? undefined : table.peek({ pk, sk: 'JOB' });
  const counts = { done: 0, failed: 0 };
  for (const shard of table.partitionsOf('SHARD#')) {
    const row = table.peek({ pk: shard, sk: 'SHARD' });
    counts.done += Number(row?.done ?? 0);
    counts.failed += Number(row?.failed ?? 0);
  }
  return {
    status: (job?.status ?? 'SPLITTING') as PipelineProgress['status'],
    total: Number(job?.total ?? 0),
    ...counts,
    parked: parked.size,
    usage: { ...usage },
    virtualSeconds: simulation.elapsed / 1000,
  };
}

function readOutcome(pipeline: LocalPipeline): PipelineOutcome {
  const [pk] = pipeline.table.partitionsOf('JOB#');
  const row = pk === undefined ? undefined : pipeline.table.peek({ pk, sk: 'JOB' });
  const progress = readProgress(pipeline);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    ...progress,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakBytes: maxRSS * 1024,
    job: pk?.slice('JOB#'.length),
    version: Number(row?.version ?? 0),
    output: typeof row?.output === 'string' ? join(run.output, row.output) : undefined,
    parkedMessages: pipeline.parked.receive(MOST_PARKED_SHOWN).map(({ body }) => JSON.parse(body) as unknown),
    errors: [...pipeline.errors].map(([error, times]) => ({ error, times })),
  };
}

function localFiles(): LocalFiles {
  let staged = 0;
  return {
    read: () => createReadStream(run.input, { encoding: 'utf8', highWaterMark: 256 * 1024 }) as AsyncIterable<string>,
    stage(key) {
      const target = join(run.output, key);
      const draft = join(run.drafts, String(staged++));
      mkdirSync(run.drafts, { recursive: true });
      appendFileSync(draft, '');
      return {
        add: (piece) => appendFileSync(draft, piece),
        commit: () => {
          mkdirSync(dirname(target), { recursive: true });
          renameSync(draft, target);
        },
      };
    },
  };
}

async function loadCode(): Promise<ProjectCode> {
  const load = async (path: string, name: string): Promise<unknown> => {
    const loaded = (await import(/* webpackIgnore: true */ pathToFileURL(path).href)) as Record<string, unknown>;
    if (loaded[name] === undefined) throw new Error(`${path} does not export ${name}.`);
    return loaded[name];
  };
  const functions = (await load(run.module, 'PIPELINE')) as ProjectCode['functions'];
  const missing = FUNCTION_NAMES.filter((name) => typeof functions[name] !== 'function');
  if (missing.length > 0) throw new Error(`PIPELINE of ${run.module} lacks ${missing.join(', ')}.`);
  const task = (await load(run.task, 'task')) as ProjectCode['task'];
  const reduce = (await load(run.reduce, 'reduce')) as ProjectCode['reduce'];
  return {
    functions,
    task,
    reduce: (outcomes, job) => {
      send({ kind: 'reducing' });
      return reduce(outcomes, job);
    },
  };
}

/** Node strips types by itself from 22.18 and 23.6 on; before, this does. */
function stripTypesOnOldNode(): void {
  if (process.features.typescript === 'strip') return;
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith('file:') || !/\.[mc]?ts$/.test(url)) return nextLoad(url, context);
      const source = nodeModule.stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
      return { format: 'module', source, shortCircuit: true };
    },
  });
}
