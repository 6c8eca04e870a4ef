import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanout } from './run-cli.ts';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const pipeline = (...args: string[]) => fanout(['pipeline', 'run', ...args]);

interface Result {
  status: string;
  total: number;
  done: number;
  failed: number;
  parked: number;
  output: string;
  virtualSeconds: number;
  usage: Record<string, number>;
  cost: { region: string; amount: number };
  parkedMessages: { index: number; error: string }[];
  errors: { error: string; times: number }[];
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fanout-pipeline-'));
  for (const format of ['jsonl', 'csv'])
    await fanout(['scaffold', 'custom-pipeline', '--out', at(format), '--set', `format=${format}`]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function runJson(
  project: string,
  input: string,
  ...args: string[]
): Promise<{ exitCode: number; result: Result }> {
  const { exitCode, stdout } = await pipeline(at(project), '--input', input, '--json', ...args);
  return { exitCode, result: JSON.parse(stdout) as Result };
}

describe('fanout pipeline run', () => {
  it('gives the same output for both formats', async () => {
    const outputs = await Promise.all(
      ['jsonl', 'csv'].map(async (format) => {
        const { exitCode, result } = await runJson(format, at(`${format}/sample/orders.${format}`));
        expect([exitCode, result.status, result.done, result.failed]).toEqual([0, 'DONE', 250, 0]);
        expect(result.cost.amount).toBeGreaterThan(0);
        // Four write units for each task, and a few for the job.
        expect(result.usage.writeUnits).toBeGreaterThanOrEqual(1000);
        return { ...(JSON.parse(await readFile(result.output, 'utf8')) as object), input: 'orders' };
      }),
    );
    expect(outputs[0]).toEqual(outputs[1]);
    expect(outputs[0]).toMatchObject({ orders: 250, failed: [] });
  });

  it('has as many workers at once as fanout.json says', async () => {
    await fanout(['scaffold', 'custom-pipeline', '--out', at('few'), '--set', 'maximumConcurrency=2']);
    const [few, many] = await Promise.all(
      ['few', 'jsonl'].map((project) => runJson(project, at(`${project}/sample/orders.jsonl`))),
    );
    expect(few?.result.done).toBe(250);
    expect(few?.result.virtualSeconds).toBeGreaterThan(many?.result.virtualSeconds ?? Infinity);
  });

  it('goes by the template, says where fanout.json has another number, and refuses what it does not do', async () => {
    await fanout(['scaffold', 'custom-pipeline', '--out', at('changed')]);
    const template = await readFile(at('changed/template.yaml'), 'utf8');
    const run = async (text: string) => {
      await writeFile(at('changed/template.yaml'), text);
      return pipeline(at('changed'), '--input', at('changed/sample/orders.jsonl'), '--json');
    };
    const invocationsOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as Result).usage.invocations ?? 0;
    const before = await run(template);
    const single = await run(template.replace('BatchSize: 10\n', 'BatchSize: 1\n'));
    expect(before.stderr).toBe('');
    expect(single.stderr).toBe(
      'note: "pipeline.batchSize" is 10 by fanout.json, and 1 by template.yaml: the run goes by template.yaml.\n',
    );
    expect(invocationsOf(single)).toBeGreaterThan(invocationsOf(before) + 200);
    const refused = await run(template.replace('BatchSize: 10\n', 'BatchSize: 10\n            FilterCriteria: {}\n'));
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/template\.yaml: FilterCriteria of WorkerFunction\.Task is set/);
  });

  it('tells what the run would cost in the region that is asked for', async () => {
    const input = at('jsonl/sample/orders.jsonl');
    const here = await runJson('jsonl', input);
    const there = await runJson('jsonl', input, '--region', 'sa-east-1');
    expect([here.result.cost.region, there.result.cost.region]).toEqual(['us-east-1', 'sa-east-1']);
    expect(there.result.cost.amount).toBeGreaterThan(here.result.cost.amount);
    const { stdout } = await pipeline(at('jsonl'), '--input', input, '--region', 'sa-east-1');
    expect(stdout).toMatch(/^DONE · 250 of 250 items · 0 parked · \$0\.00\d+ on AWS in sa-east-1 · /);
  });

  it('gives the same run for the same seed, and the right output whatever goes wrong', async () => {
    await writeFile(at('faults.json'), '{"duplicates": 0.3, "crashes": 0.01, "throttles": 0.05, "reordering": 0.4}');
    const runs = await Promise.all(
      ['7', '7', '8'].map(async (seed) => {
        const args = ['--faults', at('faults.json'), '--seed', seed];
        const { result } = await runJson('jsonl', at('jsonl/sample/orders.jsonl'), ...args);
        expect([result.status, result.done + result.failed]).toEqual(['DONE', 250]);
        return [result.virtualSeconds, result.usage.writeUnits, result.usage.invocations, result.errors];
      }),
    );
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).not.toEqual(runs[2]);
  });

  it('shows what the code prints, beside its result', async () => {
    await fanout(['scaffold', 'custom-pipeline', '--out', at('prints')]);
    const code = "export function task(): void { console.log('seen by the task'); console.error('and this'); }\n";
    await writeFile(at('prints/functions/task.ts'), code);
    await writeFile(at('two.jsonl'), '1\n2\n');
    const { stdout, stderr } = await pipeline(at('prints'), '--input', at('two.jsonl'), '--json');
    expect((JSON.parse(stdout) as Result).done + (JSON.parse(stdout) as Result).failed).toBe(2);
    expect(stderr.match(/seen by the task/g)).toHaveLength(2);
    expect(stderr.match(/and this/g)).toHaveLength(2);
  });

  it('parks what never works, says so in the output, and ends with 1', async () => {
    const order = (quantity: number | string) =>
      `${JSON.stringify({ order_id: 'A', country: 'PT', quantity, unit_price: 1 })}\n`;
    await writeFile(at('bad.jsonl'), `${order(1)}${order('many')}{no json\n${order(2)}`);
    const { exitCode, result } = await runJson('jsonl', at('bad.jsonl'));
    expect([exitCode, result.status, result.done, result.failed, result.parked]).toEqual([1, 'DONE', 2, 2, 1]);
    expect(result.parkedMessages).toMatchObject([{ index: 1, error: 'row 2: quantity many, unit_price 1' }]);
    const { failed } = JSON.parse(await readFile(result.output, 'utf8')) as { failed: { index: number }[] };
    expect(failed.map(({ index }) => index)).toEqual([1, 2]);
  });

  it('ends a file without items by itself', async () => {
    await writeFile(at('empty.jsonl'), '');
    const { exitCode, result } = await runJson('jsonl', at('empty.jsonl'));
    expect([exitCode, result.status, result.total]).toEqual([0, 'DONE', 0]);
  });

  it('bears a task that ends its process: the item fails after five attempts', async () => {
    await fanout(['scaffold', 'custom-pipeline', '--out', at('exits')]);
    await writeFile(at('exits/functions/task.ts'), 'export function task(): void { process.exit(3); }\n');
    await writeFile(at('one.jsonl'), '1\n');
    const { exitCode, result } = await runJson('exits', at('one.jsonl'));
    expect([exitCode, result.failed, result.parked]).toEqual([1, 1, 1]);
    expect(result.errors.find(({ error }) => error.includes('process.exit(3)'))?.times).toBe(5);
  });

  it('ends a task that loops for ever, and names the file', async () => {
    await fanout(['scaffold', 'custom-pipeline', '--out', at('loops'), '--set', 'timeoutSeconds=10']);
    await writeFile(at('loops/functions/task.ts'), 'export function task(): void { for (;;); }\n');
    const { exitCode, stderr } = await pipeline(at('loops'), '--input', at('one.jsonl'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/task\.ts does not come back/);
  });

  it.each([
    ['a missing folder', () => [at('nowhere'), '--input', 'x'], /nowhere\/fanout\.json cannot be read/],
    ['a missing input', () => [at('jsonl'), '--input', 'x.jsonl'], /The input x\.jsonl cannot be read/],
    [
      'a region without prices',
      () => [at('jsonl'), '--input', at('jsonl/sample/orders.jsonl'), '--region', 'mars-1'],
      /has no prices for mars-1/,
    ],
    ['two inputs', () => [at('jsonl'), '--input', 'a', '--input', 'b'], /--input is given twice/],
    ['a seed of nothing', () => [at('jsonl'), '--input', at('one.jsonl'), '--seed', ''], /--seed must be/],
    ['a bad seed', () => [at('jsonl'), '--input', at('jsonl/sample/orders.jsonl'), '--seed', 'x'], /--seed must be/],
  ])('refuses %s in one line', async (_, args, line) => {
    const { exitCode, stderr } = await pipeline(...args());
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
