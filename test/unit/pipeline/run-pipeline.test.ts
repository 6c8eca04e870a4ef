import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { loadProject } from '../../../src/executions/load-project.ts';
import { NO_FAULTS } from '../../../src/pipeline/fault-plan.ts';
import { loadServices } from '../../../src/pipeline/load-services.ts';
import type { PipelineRun } from '../../../src/pipeline/run-contract.ts';
import { runPipeline } from '../../../src/pipeline/run-pipeline.ts';
import { fanout } from '../cli/run-cli.ts';

const CLI = path.resolve('src/cli.ts');
let folder = '';
const at = (name: string): string => path.join(folder, name);
const nothing = (): void => undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fanout-run-'));
  await writeFile(at('one.jsonl'), '1\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A scaffolded pipeline with this code, and a run of it on one item. */
async function scaffold(name: string, code: Record<string, string>): Promise<PipelineRun> {
  await fanout(['scaffold', 'custom-pipeline', '--out', at(name)]);
  for (const [file, text] of Object.entries(code)) await writeFile(at(`${name}/functions/${file}`), text);
  const { project } = await loadProject(at(`${name}/fanout.json`), {});
  if (!project.pipeline) throw new Error('The scaffold has no pipeline.');
  const { services } = await loadServices(project, project.pipeline);
  return { ...project.pipeline, services, input: at('one.jsonl'), seed: 1, faults: NO_FAULTS };
}

const run = (request: PipelineRun, onLog: (text: string) => void = nothing, signal = new AbortController().signal) =>
  runPipeline(request, signal, nothing, onLog);

/** Files below the output folder of a run, but for the one that keeps it in a repository. */
async function listOutput({ output }: PipelineRun): Promise<string[]> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name !== '.gitkeep').map(({ name }) => name);
}

it.each([
  ['in one array, which V8 ends the process for', 'all.push(all.length + 0.5)'],
  ['in many objects', 'all.push(Array.from({ length: 1000 }, (_, at) => ({ at })))'],
])('refuses a task that holds more and more %s, and prints nothing of V8', async (what, statement) => {
  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=100');
  const code = `const all = [];\nexport function task() {\n  for (;;) ${statement};\n}\n`;
  const request = await scaffold(`hungry-${what.length}`, { 'task.ts': code });
  const printed: string[] = [];
  await expect(run(request, (text) => printed.push(text))).rejects.toThrow(/task\.ts .* has used up the memory/);
  expect(printed.join('')).toBe('');
});

it('says how the process was ended, where the code or the system did that', async () => {
  const code = "export function task() {\n  process.kill(process.pid, 'SIGKILL');\n  for (;;);\n}\n";
  await expect(run(await scaffold('killed', { 'task.ts': code }))).rejects.toThrow(
    /ended by SIGKILL, as a system does/,
  );
});

const SLOW_REDUCE = `export async function* reduce() {
  yield 'the first piece';
  await new Promise((resolve) => setTimeout(resolve, 1e8));
}
`;

/** With a reducer that has this time-out, and is tried twice. */
function withReducer(request: PipelineRun, timeoutSeconds: number): PipelineRun {
  const { services } = request;
  const functions = { ...services.functions, reducer: { ...services.functions.reducer, timeoutSeconds } };
  const reducer = { ...services.reducer, maximumRetryAttempts: 1 };
  return { ...request, services: { ...services, functions, reducer } };
}

it('ends a reduce that waits for ever at the time-out of its function, and the run when Lambda has given up', async () => {
  const request = withReducer(
    await scaffold('waits', { 'reduce.ts': SLOW_REDUCE, 'task.ts': 'export const task = () => 1;\n' }),
    1,
  );
  const { status, total, done, errors, usage } = await run(request);
  expect({ status, total, done }).toEqual({ status: 'REDUCING', total: 1, done: 1 });
  expect(errors).toContainEqual({ error: 'reducer: Task timed out after 1 seconds.', times: 2 });
  // The time that it was waited for is billed.
  expect(usage.megabyteMilliseconds).toBeGreaterThan(2 * 1000 * request.services.functions.reducer.memoryMb);
  expect(await listOutput(request)).toEqual([]);
});

it('gives a reduce the time-out of its own function, which is another one than that of a task', async () => {
  const code = `export async function* reduce(outcomes) {
  let count = 0;
  for await (const outcome of outcomes) {
    count += 1;
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
  yield String(count);
}
`;
  const request = await scaffold('patient', { 'reduce.ts': code });
  const { functions } = request.services;
  const impatient = { ...functions, worker: { ...functions.worker, timeoutSeconds: 1 } };
  const outcome = await run({ ...request, services: { ...request.services, functions: impatient } });
  expect([outcome.status, outcome.errors]).toEqual(['DONE', []]);
  expect(await readFile(outcome.output ?? '', 'utf8')).toBe('1');
});

it('refuses a reduce that computes for ever, by its own time-out and name', async () => {
  const request = withReducer(
    await scaffold('spins', { 'reduce.ts': 'export function reduce() {\n  for (;;);\n}\n' }),
    1,
  );
  await expect(run(request)).rejects.toThrow(/^The code of \S+reduce\.ts does not come back: does it loop for ever\?$/);
});

it('leaves no draft of the output when it is stopped while it reduces', async () => {
  const request = await scaffold('stopped', { 'reduce.ts': SLOW_REDUCE });
  const stop = new AbortController();
  const ended = run(request, nothing, stop.signal);
  const seen = vi.waitFor(async () => expect(await listOutput(request)).toHaveLength(1), { timeout: 30_000 });
  await Promise.race([seen, ended]);
  stop.abort();
  await expect(ended).rejects.toThrow('The run was stopped.');
  expect(await listOutput(request)).toEqual([]);
});

it('ends, and leaves no draft, when the process that started it is gone', async () => {
  const request = await scaffold('orphan', { 'reduce.ts': `${SLOW_REDUCE}console.log(process.pid);\n` });
  const child = spawn(process.execPath, [CLI, 'pipeline', 'run', at('orphan'), '--input', request.input], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const pid = await new Promise<number>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => resolve(Number(text)));
    });
    await vi.waitFor(async () => expect(await listOutput(request)).toHaveLength(1), { timeout: 30_000 });
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 30_000 });
    expect(await listOutput(request)).toEqual([]);
  } finally {
    child.kill('SIGKILL');
  }
});

it('does not begin when it was stopped before', async () => {
  const request = await scaffold('early', {});
  await expect(run(request, nothing, AbortSignal.abort())).rejects.toThrow('The run was stopped.');
  expect(await listOutput(request)).toEqual([]);
});
