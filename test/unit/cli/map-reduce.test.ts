import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordersCsv } from '../../../src/scaffold/sample/order-files.ts';
import { sampleOrders } from '../../../src/scaffold/sample/orders.ts';
import { fanout } from './run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fanout-map-reduce-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Run {
  readonly status: string;
  readonly output: { readonly summary: Record<string, unknown>; readonly failedFiles: readonly { Key: string }[] };
  readonly error: string | null;
  readonly mapRuns: readonly { readonly mapRunArn: string; readonly executionCounts: { readonly total: number } }[];
}

interface Scaffold {
  readonly at: (file: string) => string;
  readonly definition: string;
  readonly run: (input?: unknown) => Promise<Run>;
}

async function scaffold(name: string, answers: readonly string[] = []): Promise<Scaffold> {
  const at = (file: string): string => path.join(folder, name, file);
  const settings = answers.flatMap((answer) => ['--set', answer]);
  const written = await fanout(['scaffold', 'map-reduce', '--out', at(''), ...settings, '--json']);
  const { files } = JSON.parse(written.stdout) as { files: string[] };
  const definition = at(files.find((file) => file.startsWith('statemachine/'))!);
  const run = async (input?: unknown): Promise<Run> => {
    const given = input === undefined ? [] : ['--input', '-'];
    const options = input === undefined ? {} : { stdin: JSON.stringify(input) };
    const { stdout, stderr } = await fanout(['run', definition, ...given, '--json'], options);
    expect(stdout, stderr).not.toBe('');
    return JSON.parse(stdout) as Run;
  };
  return { at, definition, run };
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(file, changed);
}

/** Reads files of up to 500 bytes at once, and hands 500 bytes to a call: some four partial results. */
const inSmallPieces = (text: string): string => text.replaceAll('100000', '500').replaceAll('200000', '500');

function summaryOf(count: number): Record<string, unknown> {
  const centsByCountry: Record<string, number> = {};
  for (const { country, quantity, unit_price: price } of sampleOrders(count))
    centsByCountry[country] = (centsByCountry[country] ?? 0) + quantity * Math.round(price * 100);
  const amountCents = Object.values(centsByCountry).reduce((sum, cents) => sum + cents, 0);
  return { orders: count, amountCents, centsByCountry };
}

const LANGUAGES = ['JSONata', 'JSONPath'];

describe('map-reduce runs at once on its own sample', () => {
  it.each([
    ['source=csv', 'format=yaml', 'queryLanguage=JSONPath', 'handlerLanguage=typescript'],
    ['source=json', 'executionType=STANDARD', 'batchSize=1'],
    ['source=jsonl', 'batchSize=7', 'queryLanguage=JSONPath'],
    ['source=parquet', 'handlerLanguage=typescript'],
    ['source=inventory', 'queryLanguage=JSONPath'],
    ['source=objects', 'batchSize=5'],
  ])('with %s %s %s', async (...answers) => {
    const { at, run } = await scaffold(`sample-${answers[0]}`, answers);
    const { status, output } = await run();
    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual(JSON.parse(await readFile(at('sample/output.json'), 'utf8')));
    if (!answers[0].match(/inventory|objects/)) expect(output.summary).toEqual(summaryOf(250));
  });
});

describe.each(LANGUAGES)('map-reduce in %s', (language) => {
  const answers = [`queryLanguage=${language}`, 'batchSize=2'];

  it('reduces in rounds what does not fit one call', async () => {
    const { at, definition, run } = await scaffold(`rounds-${language}`, answers);
    await writeFile(at('sample/data/input/orders.csv'), ordersCsv(sampleOrders(1000)));
    await edit(definition, inSmallPieces);
    const { status, output, mapRuns } = await run();
    expect({ status, output }).toEqual({
      status: 'SUCCEEDED',
      output: { summary: summaryOf(1000), failedFiles: [] },
    });
    const children = mapRuns.map(({ executionCounts }) => executionCounts.total);
    expect(children[0]).toBe(500);
    expect(children.length).toBeGreaterThan(3);
    for (const [round, count] of children.entries()) if (round > 1) expect(count).toBeLessThan(children[round - 1]!);
  });

  it('reduces each of the files that the manifest names, and no other', async () => {
    const { at, definition, run } = await scaffold(`files-${language}`, answers);
    await edit(definition, (text) => {
      const machine = JSON.parse(inSmallPieces(text)) as { StartAt: string; States: Record<string, unknown> };
      const states = Object.entries(machine.States).filter(([name]) => name !== 'MapItems');
      return JSON.stringify({ ...machine, StartAt: 'ReadManifest', States: Object.fromEntries(states) });
    });
    const partials = (count: number): string =>
      JSON.stringify(Array.from({ length: count }, () => ({ orders: 1, amountCents: 2, centsByCountry: { PT: 2 } })));
    const results = at('sample/results/results/mapped/id');
    await mkdir(results, { recursive: true });
    const sizes = [1, 100, 30];
    for (const [index, count] of sizes.entries())
      await writeFile(path.join(results, `SUCCEEDED_${index}.json`), partials(count));
    await writeFile(path.join(results, 'SUCCEEDED_3.json'), partials(1000));
    const entry = (kind: string, index: number, count: number): object => ({
      Key: `results/mapped/id/${kind}_${index}.json`,
      Size: partials(count).length,
    });
    const FAILED = [entry('FAILED', 0, 1)];
    const ResultFiles = {
      FAILED,
      PENDING: [],
      SUCCEEDED: sizes.map((count, index) => entry('SUCCEEDED', index, count)),
    };
    await writeFile(path.join(results, 'manifest.json'), JSON.stringify({ ResultFiles }));
    const { status, output } = await run({ ResultWriterDetails: { Key: 'results/mapped/id/manifest.json' } });
    expect({ status, output }).toEqual({
      status: 'SUCCEEDED',
      output: { summary: { orders: 131, amountCents: 262, centsByCountry: { PT: 262 } }, failedFiles: FAILED },
    });
  });

  it('gives the summary of nothing for no items', async () => {
    const { at, run } = await scaffold(`empty-${language}`, answers);
    await writeFile(at('sample/data/input/orders.csv'), ordersCsv([]));
    const { status, output } = await run();
    expect({ status, output }).toEqual({
      status: 'SUCCEEDED',
      output: { summary: { orders: 0, amountCents: 0, centsByCountry: {} }, failedFiles: [] },
    });
  });

  it('names the files of the items that it was told to tolerate, and sums the others', async () => {
    const { at, run } = await scaffold(`failures-${language}`, [...answers, 'toleratedFailurePercentage=10']);
    const data = at('sample/data/input/orders.csv');
    await edit(data, (text) => `${text}B-1,2026-01-01,PT,rug,many,1.00\n`);
    const { status, output } = await run();
    expect({ status, summary: output.summary }).toEqual({ status: 'SUCCEEDED', summary: summaryOf(250) });
    expect(output.failedFiles).toEqual([
      expect.objectContaining({ Key: expect.stringMatching(/^results\/mapped\/.*\/FAILED_0\.json$/) as string }),
    ]);
    const failed = await readFile(at(`sample/results/${output.failedFiles[0]!.Key}`), 'utf8');
    expect(failed).toContain('B-1');
  });

  it('fails at the first item that makes no sense when nothing is tolerated', async () => {
    const { at, run } = await scaffold(`strict-${language}`, answers);
    await edit(at('sample/data/input/orders.csv'), (text) => `${text}B-1,2026-01-01,PT,rug,many,1.00\n`);
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  });

  it('stops when partial results do not shrink, by name', async () => {
    const { at, definition, run } = await scaffold(`growing-${language}`, answers);
    await edit(definition, inSmallPieces);
    await writeFile(
      at('functions/reducer/handler.mjs'),
      'export const handler = ({ Items }) => Promise.resolve({ all: Items });\n',
    );
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'PartialResultsDoNotShrink' });
  });
});
