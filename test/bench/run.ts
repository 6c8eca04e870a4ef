import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * npm run bench -- [NAME…]: runs the benches of these names, one after the other; without a name all of them. A bench is
 * a module of this folder that exports `run(): Promise<void>` and prints CPU times beside a peer's or a bare loop's.
 */

const FOLDER = new URL('./', import.meta.url);
const HELPERS: ReadonlySet<string> = new Set([
  'run',
  'measure',
  'endpoint',
  'distributed-map',
  'distributed-bare',
  'distributed-handler',
  'designer-page',
]);

interface Bench {
  run(): Promise<void> | void;
}

function listBenches(): string[] {
  return readdirSync(fileURLToPath(FOLDER))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .filter((name) => !HELPERS.has(name))
    .sort();
}

const known = listBenches();
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = asked.find((name) => !known.includes(name) || !existsSync(new URL(`${name}.ts`, FOLDER)));
if (unknown === undefined) {
  for (const name of asked.length > 0 ? asked : known) {
    console.log(`\n${name}`);
    const bench = (await import(new URL(`${name}.ts`, FOLDER).href)) as Bench;
    await bench.run();
  }
} else {
  console.error(`bench: there is no ${unknown}; there are ${known.join(', ')}.`);
  process.exitCode = 1;
}
