/**
 * `npm run demo`: the main job with no account, on data that nobody here wrote. A distributed Map over the 42,049 rows of
 * vega-datasets' zipcodes.csv: scaffold → validate → estimate → run locally → compare with the file itself.
 */
import { parse } from 'csv-parse/sync';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCli } from '../src/cli/program.ts';
import { metresFromMiddle } from './demo/handler.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDER = path.join(ROOT, '.fanout', 'demo', 'zipcodes');
const DEFINITION = path.join(FOLDER, 'statemachine', 'zipcodes.asl.json');
const ROWS = path.join(ROOT, 'node_modules', 'vega-datasets', 'data', 'zipcodes.csv');

interface RunResult {
  readonly status: string;
  readonly output: { readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string } };
  readonly seconds: number;
  readonly mapRuns: readonly {
    readonly status: string;
    readonly itemCounts: Readonly<Record<string, number>>;
    readonly executionCounts: Readonly<Record<string, number>>;
  }[];
}

/** Runs a command as a person would type it; its standard output comes back, or goes to the screen. */
async function fanout(args: readonly string[], show: boolean): Promise<string> {
  console.log(
    `\n$ fanout ${args.map((arg) => (path.isAbsolute(arg) ? path.relative(process.cwd(), arg) : arg)).join(' ')}`,
  );
  let stdout = '';
  const code = await runCli(args, {
    stdout: {
      write: (text) => {
        stdout += text;
        if (show) process.stdout.write(text);
      },
    },
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: () => process.cwd(),
  });
  if (code !== 0) throw new Error(`fanout ${args[0] ?? ''} ended with ${String(code)}.`);
  return stdout;
}

await rm(FOLDER, { recursive: true, force: true });
const answers = [
  'name=zipcodes',
  'key=input/zipcodes.csv',
  'batchSize=100',
  'executionType=EXPRESS',
  'expectedItems=42049',
];
await fanout(['scaffold', 'distributed-map', '--out', FOLDER, ...answers.flatMap((answer) => ['--set', answer])], true);

// The scaffold's sample data and handler make way for real rows and for what the demo asks of them.
const input = path.join(FOLDER, 'sample', 'data', 'input', 'zipcodes.csv');
await mkdir(path.dirname(input), { recursive: true });
await copyFile(ROWS, input);
await copyFile(
  path.join(ROOT, 'scripts', 'demo', 'handler.mjs'),
  path.join(FOLDER, 'functions', 'worker', 'handler.mjs'),
);

await fanout(['validate', DEFINITION], true);
await fanout(
  ['cost', DEFINITION, '--set', 'taskMilliseconds=1', '--set', 'itemBytes=52', '--set', 'resultBytes=40'],
  true,
);
const run = JSON.parse(await fanout(['run', DEFINITION, '--json'], false)) as RunResult;

const [mapRun] = run.mapRuns;
console.log(`${run.status} in ${run.seconds.toFixed(1)} s`);
console.log(`  items:            ${describeCounts(mapRun?.itemCounts)}`);
console.log(`  child executions: ${describeCounts(mapRun?.executionCounts)}`);
await compareWithFile(run.output.ResultWriterDetails.Key);

function describeCounts(counts: Readonly<Record<string, number>> = {}): string {
  const seen = Object.entries(counts).filter(
    ([name, value]) => value > 0 && name !== 'total' && name !== 'resultsWritten',
  );
  return `${(counts.total ?? 0).toLocaleString('en-US')} (${seen.map(([name, value]) => `${value.toLocaleString('en-US')} ${name}`).join(', ')})`;
}

/** What came out must be what went in: as many rows, and the same sum, read by another parser straight from the file. */
async function compareWithFile(manifestKey: string): Promise<void> {
  const bucket = path.join(FOLDER, 'sample', 'results');
  const manifest = JSON.parse(await readFile(path.join(bucket, manifestKey), 'utf8')) as {
    ResultFiles: { SUCCEEDED: { Key: string }[] };
  };
  const results: number[] = [];
  for (const { Key } of manifest.ResultFiles.SUCCEEDED) {
    const records = JSON.parse(await readFile(path.join(bucket, Key), 'utf8')) as { Output: string }[];
    for (const { Output } of records)
      results.push(...(JSON.parse(Output) as { metres: number }[]).map(({ metres }) => metres));
  }
  const rows: { latitude: string; longitude: string }[] = parse(await readFile(ROWS), { columns: true });
  const expected = rows.map(metresFromMiddle);
  const kilometres = (metres: readonly number[]): string => (sum(metres) / 1000).toLocaleString('en-US');
  console.log(`  results:          ${path.join(bucket, manifestKey)}`);
  console.log(`  sum of results:   ${kilometres(results)} km over ${results.length.toLocaleString('en-US')} rows`);
  console.log(`  sum of the file:  ${kilometres(expected)} km over ${expected.length.toLocaleString('en-US')} rows`);
  if (results.length !== expected.length || sum(results) !== sum(expected))
    throw new Error('The results are not those of the file.');
  console.log('\nThe results are those of the file.');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
