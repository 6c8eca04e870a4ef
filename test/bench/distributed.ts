import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RUNTIME_FLAGS } from '../../src/executions/runtime-flags.ts';
import { bareLoop } from './distributed-bare.ts';
import { bareHandler, barePool, runHandler } from './distributed-handler.ts';
import { CSV_READER, WRITER, readerOf, runMachine, writeRows } from './distributed-map.ts';
import { median } from './measure.ts';

const ROUNDS = Number(process.env.FANOUT_BENCH_ROUNDS ?? 5);
const SELF = fileURLToPath(import.meta.url);
const PASS = { Type: 'Pass', End: true };

interface Measure {
  /** Seconds of user and system time, from the start of the work on. */
  readonly cpu: number;
  /** Bytes. */
  readonly rss: number;
  readonly items: number;
}

/**
 * What is measured, each in a process of its own: distributed Maps with EXPRESS children and a ResultWriter, run by the
 * interpreter; `bare…` reads the same rows with the same parser and writes the same records without it.
 */
const WORKERS: Readonly<Record<string, (folder: string) => Promise<number>>> = {
  pass: (folder) => runMachine(folder, { ItemReader: CSV_READER, ResultWriter: WRITER }, PASS),
  selected: (folder) =>
    runMachine(
      folder,
      {
        ItemReader: CSV_READER,
        ResultWriter: WRITER,
        ItemSelector: { 'index.$': '$$.Map.Item.Index', 'row.$': '$$.Map.Item.Value' },
      },
      { ...PASS, Parameters: { 'city.$': '$.row.city', 'at.$': '$.index' }, ResultPath: '$.made' },
    ),
  bare: bareLoop,
  handler: runHandler,
  'bare handler': bareHandler,
  'bare pool': barePool,
  parquet: (folder) =>
    runMachine(
      folder,
      {
        ItemReader: readerOf('vega', 'flights-3m.parquet', { InputType: 'PARQUET' }),
        ItemBatcher: { MaxItemsPerBatch: 1000 },
        ResultWriter: { ...WRITER, WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' } },
      },
      { ...PASS, Result: null },
    ),
};
type Name = keyof typeof WORKERS;

async function work(name: string, folder: string): Promise<void> {
  const before = process.cpuUsage();
  const items = await WORKERS[name]?.(folder);
  const { user, system } = process.cpuUsage(before);
  const measure: Measure = {
    cpu: (user + system) / 1e6,
    rss: process.resourceUsage().maxRSS * 1024,
    items: items ?? 0,
  };
  console.log(JSON.stringify(measure));
}

/** Ours in a process like the runtime's, a script in one as it comes. */
async function measure(name: Name, folder: string): Promise<Measure> {
  const flags = name.startsWith('bare') ? [] : RUNTIME_FLAGS;
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, SELF, name, folder]);
  return JSON.parse(stdout) as Measure;
}

/** Takes turns, so that a noisy machine is as noisy for each. */
async function measureAll(names: readonly Name[], folder: string): Promise<Map<Name, Measure[]>> {
  const rounds = new Map<Name, Measure[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) rounds.get(name)?.push(await measure(name, folder));
  return rounds;
}

function print(text: string): void {
  console.log(`distributed  ${text}`);
}

/** A million CSV rows beside a bare loop, the memory of a hundred thousand, a handler, and three million rows of Parquet. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fanout-bench-'));
  try {
    await writeRows(folder, 100_000);
    const small = await measureAll(['pass'], folder);
    await writeRows(folder, 1_000_000);
    const rounds = await measureAll(
      ['pass', 'selected', 'bare', 'handler', 'bare handler', 'bare pool', 'parquet'],
      folder,
    );
    const cpuOf = (name: Name): number => median((rounds.get(name) ?? []).map(({ cpu }) => cpu));
    const rssOf = (name: Name, from = rounds): number => median((from.get(name) ?? []).map(({ rss }) => rss));
    const itemsOf = (name: Name): number => rounds.get(name)?.[0]?.items ?? 0;
    const beside = (name: Name, other: Name): string =>
      `${(cpuOf(name) / cpuOf(other)).toFixed(2)}x the ${other.replace(/^bare$/, 'bare loop')}`;

    const { size } = await stat(join(folder, 'bare', 'SUCCEEDED_0.json'));
    print(`${itemsOf('pass')} CSV rows, bare loop: ${cpuOf('bare').toFixed(2)} CPU s, ${toMegabytes(size)} MB written`);
    print(`EXPRESS children of one Pass: ${cpuOf('pass').toFixed(2)} CPU s, ${beside('pass', 'bare')} (goal 1.8x)`);
    print(
      `with ItemSelector, Parameters and ResultPath: ${cpuOf('selected').toFixed(2)} CPU s, ${beside('selected', 'bare')} (goal 3x)`,
    );
    print(
      `peak RSS ${toMegabytes(rssOf('pass'))} MB, ${toMegabytes(rssOf('selected'))} MB with ItemSelector (goal 256 MB), ${(rssOf('pass') / rssOf('pass', small)).toFixed(2)}x that of 100,000 rows (goal 1.2x)`,
    );
    print(
      `a JavaScript handler in batches of 100: ${cpuOf('handler').toFixed(2)} CPU s, ${beside('handler', 'bare handler')} (goal 2.5x), ${beside('handler', 'bare pool')} (goal 1.5x), RSS ${toMegabytes(rssOf('handler'))} MB`,
    );
    print(
      `flights-3m.parquet in batches of 1,000: ${(itemsOf('parquet') / cpuOf('parquet') / 1000).toFixed(0)}k rows a CPU second (goal 400k), RSS ${toMegabytes(rssOf('parquet'))} MB (goal 350 MB)`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

const [, script, name, folder] = process.argv;
if (script === SELF && name !== undefined && folder !== undefined) await work(name, folder);
