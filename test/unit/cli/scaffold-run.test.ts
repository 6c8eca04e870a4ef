import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleOrders } from '../../../src/scaffold/sample/orders.ts';
import { fanout } from './run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fanout-scaffold-run-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function centsOf(count: number): number {
  return sampleOrders(count).reduce((sum, order) => sum + order.quantity * Math.round(order.unit_price * 100), 0);
}

interface Manifest {
  readonly ResultFiles: { readonly SUCCEEDED: readonly { readonly Key: string }[] };
}

function outOf(pattern: string, answers: readonly string[]): string {
  return path.join(folder, [pattern, ...answers].join('-').replaceAll('=', '-'));
}

async function runScaffold(
  pattern: string,
  answers: readonly string[],
  change?: (out: string) => Promise<void>,
): Promise<unknown> {
  const out = outOf(pattern, answers);
  const settings = answers.flatMap((answer) => ['--set', answer]);
  const written = await fanout(['scaffold', pattern, '--out', out, ...settings, '--json']);
  const { files } = JSON.parse(written.stdout) as { files: string[] };
  const definition = files.find((file) => file.startsWith('statemachine/'))!;
  await change?.(out);
  const { exitCode, stdout, stderr } = await fanout(['run', path.join(out, definition), '--json']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return (JSON.parse(stdout) as { output: unknown }).output;
}

describe('a scaffold runs at once on its own sample', () => {
  it.each([
    ['format=json', 'queryLanguage=JSONata', 'handlerLanguage=javascript'],
    ['format=yaml', 'queryLanguage=JSONPath', 'handlerLanguage=typescript', 'type=EXPRESS'],
  ])('inline-map with %s %s %s', async (...answers) => {
    expect(await runScaffold('inline-map', answers)).toMatchObject({ orders: 25, amountCents: centsOf(25) });
  });

  it.each([
    ['source=csv', 'format=yaml', 'queryLanguage=JSONPath', 'handlerLanguage=typescript'],
    ['source=json', 'executionType=STANDARD'],
    ['source=jsonl', 'batchSize=1'],
    ['source=csv', 'handlerLanguage=python'],
    ['source=parquet', 'batchSize=7', 'queryLanguage=JSONPath'],
  ])('distributed-map with %s %s, every order once and right', async (...answers) => {
    const output = (await runScaffold('distributed-map', [...answers, 'writer=false'])) as { amountCents: number }[];
    expect(output).toHaveLength(250);
    expect(output.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(centsOf(250));
  });

  it.each(['inventory', 'objects'])('distributed-map with source=%s, every object once', async (source) => {
    const output = (await runScaffold('distributed-map', [`source=${source}`, 'writer=false'])) as { key: string }[];
    expect(new Set(output.map(({ key }) => key)).size).toBe(12);
    expect(output).toHaveLength(12);
  });

  it.each([
    ['nesting=inline-in-distributed', 'source=csv', 'batchSize=30'],
    ['nesting=inline-in-distributed', 'source=json', 'batchSize=1', 'queryLanguage=JSONPath', 'executionType=STANDARD'],
    ['nesting=distributed-in-distributed', 'source=csv', 'filesAtOnce=2', 'format=yaml'],
    ['nesting=distributed-in-distributed', 'source=jsonl', 'batchSize=1', 'queryLanguage=JSONPath'],
    ['nesting=distributed-in-distributed', 'source=parquet', 'executionType=STANDARD'],
  ])('distributed-map with %s %s %s, every order once and right', async (...answers) => {
    const output = (await runScaffold('distributed-map', [...answers, 'writer=false'])) as { orderId: string }[];
    expect(new Set(output.map(({ orderId }) => orderId)).size).toBe(250);
    expect(output).toHaveLength(250);
  });

  it('distributed-map with a Map Run for each file passes over what is empty, and lists where results lie', async () => {
    const answers = ['nesting=distributed-in-distributed', 'queryLanguage=JSONPath', 'source=json'];
    const output = await runScaffold('distributed-map', answers, async (out) => {
      const data = path.join(out, 'sample', 'data', 'input', 'orders');
      await writeFile(path.join(data, 'nothing.json'), '');
    });
    const { Key } = (output as { ResultWriterDetails: { Key: string } }).ResultWriterDetails;
    const results = path.join(outOf('distributed-map', answers), 'sample', 'results');
    const read = async <T>(key: string): Promise<T> => JSON.parse(await readFile(path.join(results, key), 'utf8')) as T;
    const manifest = await read<Manifest>(Key);
    const files = await read<{ ResultWriterDetails: { Key: string } }[]>(manifest.ResultFiles.SUCCEEDED[0]!.Key);
    expect(files).toHaveLength(5);
    for (const file of files)
      expect((await read<Manifest>(file.ResultWriterDetails.Key)).ResultFiles.SUCCEEDED).toHaveLength(1);
  });

  it('distributed-map with a ResultWriter names its manifest', async () => {
    expect(await runScaffold('distributed-map', ['transformation=FLATTEN', 'outputType=JSONL'])).toMatchObject({
      ResultWriterDetails: {
        Bucket: 'price-orders-results',
        Key: expect.stringMatching(/^results\/.*\/manifest\.json$/) as string,
      },
    });
  });
});
