import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { loadProject } from '../../src/executions/load-project.ts';
import { NO_FAULTS, type FaultPlan } from '../../src/pipeline/fault-plan.ts';
import { loadServices } from '../../src/pipeline/load-services.ts';
import type { PipelineOutcome } from '../../src/pipeline/run-contract.ts';
import { runPipeline } from '../../src/pipeline/run-pipeline.ts';
import type { Outcome, Reduce, Task } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { measureCpu } from './measure.ts';

const SMALL = 250_000;
const LARGE = 1_000_000;
const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
/** Faults of calls are rare: the splitter makes 100,000 of them, and after one that fails it sends from the start again. */
const MIXED: FaultPlan = {
  ...NO_FAULTS,
  ...{ duplicates: 0.01, reordering: 0.01, lostAcknowledgements: 0.01, partialSends: 0.005 },
  ...{ crashes: 0.000_002, throttles: 0.000_005, lostAnswers: 0.000_002 },
};
const BROKEN_TASK = "export function task(): never {\n  throw new Error('This never works.');\n}\n";

/** A run's CPU seconds and memory are those of its own process, from its start on. */
async function runLocally(root: string, input: string, faults = NO_FAULTS): Promise<PipelineOutcome> {
  const { project } = await loadProject(join(root, 'fanout.json'), {});
  if (!project.pipeline) throw new Error(`${root} holds no pipeline.`);
  const { services } = await loadServices(project, project.pipeline);
  const run = { ...project.pipeline, services, input, seed: 1, faults };
  const { signal } = new AbortController();
  const print = (text: string): void => void process.stderr.write(text);
  const outcome = await runPipeline(run, signal, () => undefined, print);
  if (outcome.status !== 'DONE')
    throw new Error(`The job ended as ${outcome.status}: ${JSON.stringify(outcome.errors)}`);
  return outcome;
}

/** What a script would do: each line through the same task, and each result, as JSON, through the same reduce. */
async function runBare(root: string, input: string): Promise<{ readonly text: string; readonly cpuSeconds: number }> {
  const load = (file: string) => import(pathToFileURL(join(root, 'functions', file)).href) as Promise<unknown>;
  const { task } = (await load('task.ts')) as { readonly task: Task };
  const { reduce } = (await load('reduce.ts')) as { readonly reduce: Reduce };
  const total = await countLines(input);
  async function* work(): AsyncGenerator<Outcome> {
    let index = 0;
    for await (const line of createInterface({ input: createReadStream(input, 'utf8') })) {
      const result = JSON.stringify(await task(JSON.parse(line), { job: 'bare', index }));
      yield { index: index++, status: 'DONE', result: JSON.parse(result) };
    }
  }
  let text = '';
  const cpu = await measureCpu(async () => {
    for await (const piece of reduce(work(), { job: 'bare', total, version: 1, key: 'orders.jsonl' })) text += piece;
  });
  return { text, cpuSeconds: cpu / 1000 };
}

async function countLines(file: string): Promise<number> {
  let count = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}

/** The output has to be that of the bare loop, whatever went wrong on the way. */
async function checkOutput({ output }: PipelineOutcome, bare: { readonly text: string }): Promise<void> {
  if (output === undefined || (await readFile(output, 'utf8')) !== bare.text)
    throw new Error(`${output ?? 'No output'} is not what the bare loop made.`);
}

async function writeOrders(file: string, items: number): Promise<void> {
  const out = createWriteStream(file);
  for (let at = 0; at < items; at++) {
    const country = ['PT', 'NZ', 'CL'][at % 3];
    const order = { order_id: `A-${at}`, country, quantity: (at % 8) + 1, unit_price: 29.99 };
    if (!out.write(`${JSON.stringify(order)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

function say(what: string, { done, failed, cpuSeconds, peakBytes }: PipelineOutcome, more: string): void {
  const count = (value: number): string => Math.round(value).toLocaleString('en-US');
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  console.log(
    `pipeline  ${count(done + failed)} ${what}: ${cpuSeconds.toFixed(1)} s of CPU, ${count((done + failed) / cpuSeconds)} a CPU second, ${more}, peak RSS ${count(peakBytes / 1e6)} MB (load ${load})`,
  );
}

const ratio = (outcome: { readonly cpuSeconds: number }, other: { readonly cpuSeconds: number }): string =>
  `${(outcome.cpuSeconds / other.cpuSeconds).toFixed(1)}x the CPU`;

/** A scaffolded pipeline's run of a million items beside a bare loop, with its memory, with faults, and where all fail. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fanout-bench-'));
  const scaffold = async (name: string): Promise<string> => {
    const root = join(folder, name);
    await promisify(execFile)(process.execPath, [CLI, 'scaffold', 'custom-pipeline', '--out', root]);
    return root;
  };
  try {
    const project = await scaffold('project');
    const poison = await scaffold('poison');
    await writeFile(join(poison, 'functions', 'task.ts'), BROKEN_TASK);
    const input = join(folder, 'orders.jsonl');

    await writeOrders(input, SMALL);
    const smallBare = await runBare(project, input);
    const small = await runLocally(project, input);
    await checkOutput(small, smallBare);
    say('items', small, `${ratio(small, smallBare)} of a bare loop`);
    const failing = await runLocally(poison, input);
    say('items that always fail', failing, `${ratio(failing, small)} of those that work`);

    await writeOrders(input, LARGE);
    const bare = await runBare(project, input);
    const large = await runLocally(project, input);
    await checkOutput(large, bare);
    say('items', large, `${ratio(large, bare)} of a bare loop`);
    console.log(
      `pipeline  peak RSS of four times the items: ${(large.peakBytes / small.peakBytes).toFixed(2)}x (goal 1.2x)`,
    );
    const faulty = await runLocally(project, input, MIXED);
    await checkOutput(faulty, bare);
    say('items with a mixed fault plan', faulty, `${ratio(faulty, large)} of those without`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
