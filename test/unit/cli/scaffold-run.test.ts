import { mkdtemp, rm } from 'node:fs/promises';
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

async function runScaffold(pattern: string, answers: readonly string[]): Promise<unknown> {
  const out = path.join(folder, [pattern, ...answers].join('-').replaceAll('=', '-'));
  const settings = answers.flatMap((answer) => ['--set', answer]);
  const written = await fanout(['scaffold', pattern, '--out', out, ...settings, '--json']);
  const { files } = JSON.parse(written.stdout) as { files: string[] };
  const definition = files.find((file) => file.startsWith('statemachine/'))!;
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

  it('distributed-map with a ResultWriter names its manifest', async () => {
    expect(await runScaffold('distributed-map', ['transformation=FLATTEN', 'outputType=JSONL'])).toMatchObject({
      ResultWriterDetails: {
        Bucket: 'price-orders-results',
        Key: expect.stringMatching(/^results\/.*\/manifest\.json$/) as string,
      },
    });
  });
});
