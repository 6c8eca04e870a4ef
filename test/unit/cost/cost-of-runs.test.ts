import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/executions/connection.ts';
import { startLocalRuntime } from '../../../src/executions/local-runtime.ts';
import { launchExecution } from '../../../src/executions/launch.ts';
import { outlineMachine } from '../../../src/executions/machine-outline.ts';
import { NO_FLAGS, prepareRun } from '../../../src/executions/prepare-run.ts';
import { putMachine } from '../../../src/executions/put-machine.ts';
import { readMapRuns, readNewEvents } from '../../../src/executions/read-execution.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { CostEstimate } from '../../../src/cost/estimate.ts';
import { ordersCsv } from '../../../src/scaffold/sample/order-files.ts';
import { sampleOrders } from '../../../src/scaffold/sample/orders.ts';
import { fanout } from '../cli/run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-cost-of-runs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a run is billed for by the piece. */
interface Quantities {
  readonly transitions: number;
  readonly requests: number;
  readonly invocations: number;
}

interface Scaffold {
  readonly at: (file: string) => string;
  readonly definition: string;
}

async function scaffold(pattern: string, answers: readonly string[]): Promise<Scaffold> {
  const out = await mkdtemp(join(folder, `${pattern}-`));
  const settings = answers.flatMap((answer) => ['--set', answer]);
  const { stdout, stderr } = await fanout(['scaffold', pattern, '--out', out, ...settings, '--json']);
  expect(stdout, stderr).not.toBe('');
  const { files } = JSON.parse(stdout) as { files: string[] };
  const at = (file: string): string => join(out, file);
  for (const file of files.filter((each) => /handler\.mjs$/.test(each))) await countCalls(at(file));
  return { at, definition: at(files.find((file) => file.startsWith('statemachine/'))!) };
}

const CALLS = 'calls.txt';

/** Each invocation leaves a line beside the handler. */
async function countCalls(handler: string, source?: string): Promise<void> {
  const text = source ?? (await readFile(handler, 'utf8'));
  const counted = text.replace(
    /export (async function handler|const handler =)/,
    (_, how: string) => `const counted = ${how.startsWith('async') ? 'async function' : ''}`,
  );
  expect(counted).not.toBe(text);
  await writeFile(
    handler,
    `import { appendFileSync as note } from 'node:fs';\n${counted}\n` +
      `export const handler = (...given) => {\n  note(new URL('./${CALLS}', import.meta.url), '.');\n  return counted(...given);\n};\n`,
  );
}

async function callsOf({ at }: Scaffold): Promise<number> {
  const texts = ['worker', 'mapper', 'reducer', 'summary'].map((name) =>
    readFile(at(`functions/${name}/${CALLS}`), 'utf8').catch(() => ''),
  );
  return (await Promise.all(texts)).reduce((sum, text) => sum + text.length, 0);
}

/** Runs it on its sample, and counts: states entered in Standard executions, children started, invocations. */
async function run(scaffolded: Scaffold): Promise<Quantities> {
  const prepared = await prepareRun({ definitionPath: scaffolded.definition, flags: NO_FLAGS });
  const runtime = await startLocalRuntime(prepared.runtime, { log: () => undefined, expected: () => undefined });
  try {
    const { endpoint, region, accessKeyId, secretAccessKey } = runtime;
    const client = await createClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const { machineName: name, definition, type, input } = prepared;
    const roleArn = 'arn:aws:iam::123456789012:role/local';
    const stateMachineArn = await putMachine(client, { name, definition, type, roleArn });
    const outline = outlineMachine(parseDefinition(definition, 'json'));
    const { executionArn, status } = await launchExecution({
      client,
      outline,
      stateMachineArn,
      type,
      input,
      states: false,
    });
    expect(status).toBe('SUCCEEDED');
    const counted = type === 'EXPRESS' ? { transitions: 0, requests: 1 } : await countExecution(client, executionArn);
    return { ...counted, invocations: await callsOf(scaffolded) };
  } finally {
    await runtime.close();
  }
}

async function countExecution(
  client: SFNClient,
  executionArn: string,
): Promise<{ transitions: number; requests: number }> {
  const { paginateListExecutions } = await import('@aws-sdk/client-sfn');
  const events = await readNewEvents(client, executionArn, 0);
  let transitions = events.filter(({ type }) => type?.endsWith('StateEntered')).length;
  let requests = 0;
  for (const { mapRunArn, executionCounts } of await readMapRuns(client, executionArn, () => '')) {
    transitions += executionCounts.total;
    const children: string[] = [];
    for await (const page of paginateListExecutions({ client }, { mapRunArn }))
      for (const child of page.executions ?? []) children.push(child.executionArn ?? '');
    // Express children are listed nowhere, as on AWS: they are requests.
    if (children.length === 0) requests += executionCounts.total;
    else expect(children).toHaveLength(executionCounts.total);
    for (const child of children) {
      const counted = await countExecution(client, child);
      transitions += counted.transitions;
      requests += counted.requests;
    }
  }
  return { transitions, requests };
}

async function estimate({ definition }: Scaffold, given: Readonly<Record<string, number>>): Promise<Quantities> {
  const sets = Object.entries(given).flatMap(([field, value]) => ['--set', `${field}=${value}`]);
  const { stdout, stderr } = await fanout(['cost', definition, ...sets, '--json']);
  expect(stdout, stderr).not.toBe('');
  const found = JSON.parse(stdout) as CostEstimate;
  const { lines = [] } = found.approaches.find(({ id }) => id === found.current) ?? {};
  const quantity = (service: string, unit: string): number =>
    lines
      .filter((line) => line.service === service && line.unit === unit)
      .reduce((sum, line) => sum + line.quantity, 0);
  return {
    transitions: quantity('AWS Step Functions', 'state transitions'),
    requests: quantity('AWS Step Functions', 'requests'),
    invocations: quantity('AWS Lambda', 'requests'),
  };
}

describe('an estimate counts what a run of the scaffold on its sample did', () => {
  it.each([
    ['inline-map', { items: 25 }, []],
    ['inline-map', { items: 25 }, ['queryLanguage=JSONPath']],
    ['inline-map', { items: 25 }, ['type=EXPRESS']],
    ['distributed-map', { items: 250 }, []],
    ['distributed-map', { items: 250 }, ['executionType=STANDARD', 'batchSize=7']],
    ['distributed-map', { items: 12 }, ['source=objects', 'batchSize=1', 'executionType=STANDARD']],
    ['distributed-map', { items: 250 }, ['nesting=inline-in-distributed', 'batchSize=30']],
    ['distributed-map', { items: 250 }, ['nesting=inline-in-distributed', 'batchSize=30', 'executionType=STANDARD']],
    ['distributed-map', { items: 250 }, ['nesting=distributed-in-distributed', 'batchSize=7', 'expectedFiles=5']],
    [
      'distributed-map',
      { items: 250, outerItems: 5 },
      ['nesting=distributed-in-distributed', 'batchSize=8', 'executionType=STANDARD', 'queryLanguage=JSONPath'],
    ],
    ['map-reduce', { items: 250 }, []],
    ['map-reduce', { items: 250 }, ['queryLanguage=JSONPath', 'batchSize=7', 'executionType=STANDARD']],
    ['map-reduce', { items: 12 }, ['source=objects', 'batchSize=5']],
  ] as const)('%s %j %j', async (pattern, given, answers) => {
    const scaffolded = await scaffold(pattern, answers);
    expect(await estimate(scaffolded, given)).toEqual(await run(scaffolded));
  });

  it.each(['JSONata', 'JSONPath'])('map-reduce of nothing, in %s', async (language) => {
    const scaffolded = await scaffold('map-reduce', [`queryLanguage=${language}`, 'batchSize=3']);
    await writeFile(scaffolded.at('sample/data/input/orders.csv'), ordersCsv([]));
    expect(await estimate(scaffolded, { items: 0 })).toEqual(await run(scaffolded));
  });

  it.each([
    ['JSONata', 3],
    ['JSONPath', 1],
  ] as const)('map-reduce in rounds, in %s and batches of %i', async (language, batchSize) => {
    const scaffolded = await scaffold('map-reduce', [`queryLanguage=${language}`, `batchSize=${batchSize}`]);
    // Results that are all as long, and files and batches so small that it takes rounds.
    const source = `export const handler = () => Promise.resolve('${'x'.repeat(58)}');\n`;
    for (const name of ['mapper', 'reducer']) await countCalls(scaffolded.at(`functions/${name}/handler.mjs`), source);
    await writeFile(scaffolded.at('sample/data/input/orders.csv'), ordersCsv(sampleOrders(700)));
    const text = await readFile(scaffolded.definition, 'utf8');
    await writeFile(scaffolded.definition, text.replaceAll('100000', '500').replaceAll('200000', '500'));
    const estimated = await estimate(scaffolded, { items: 700, resultBytes: 60 / batchSize });
    expect(estimated).toEqual(await run(scaffolded));
    expect(estimated.requests).toBeGreaterThan(Math.ceil(700 / batchSize) + 10);
  });
});
