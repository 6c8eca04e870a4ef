import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedFolder, type CorpusGroup } from './corpus.ts';
import { realworldGroups } from './realworld.ts';
import { schemaGroup } from './schema.ts';
import { validationGroups } from './validation.ts';

/*
 * npm run corpus -- [--verbose] [--update]: what the validator says about documents with a known verdict and about
 * published ones. A group may never fall below test/baselines/corpus.json; --update raises the baseline, --verbose
 * names the misses.
 */

const BASELINE = fileURLToPath(new URL('../baselines/corpus.json', import.meta.url));

type Baseline = Record<string, number>;

interface GroupResult {
  readonly name: string;
  readonly passed: number;
  readonly total: number;
  readonly misses: readonly string[];
  /** Cases whose verdict is not followed, with the reason. */
  readonly exceptions: readonly string[];
}

function runGroup({ name, cases }: CorpusGroup): GroupResult {
  const counted = cases.filter(({ exception }) => exception === undefined);
  const misses = counted.flatMap((one) => {
    const miss = one.check();
    return miss === undefined ? [] : [`${one.name}: ${miss}`];
  });
  const exceptions = cases.flatMap((one) => (one.exception === undefined ? [] : [`${one.name}: ${one.exception}`]));
  return { name, passed: counted.length - misses.length, total: counted.length, misses, exceptions };
}

function readBaseline(): Baseline {
  return existsSync(BASELINE) ? (JSON.parse(readFileSync(BASELINE, 'utf8')) as Baseline) : {};
}

/** Prints the groups and returns how many cases are missing to the baseline. */
function report(results: readonly GroupResult[], baseline: Baseline, verbose: boolean): number {
  let below = 0;
  for (const { name, passed, total, misses, exceptions } of results) {
    const missing = Math.max(0, (baseline[name] ?? 0) - passed);
    below += missing;
    const left = exceptions.length > 0 ? ` (${exceptions.length} more not followed)` : '';
    console.log(`${name}: ${passed}/${total}${left}${missing > 0 ? `  BELOW the baseline of ${baseline[name]}` : ''}`);
    if (verbose || missing > 0) for (const miss of misses) console.log(`    ${miss}`);
    if (verbose) for (const exception of exceptions) console.log(`    not followed: ${exception}`);
  }
  return below;
}

function raise(results: readonly GroupResult[], baseline: Baseline): void {
  const raised = Object.fromEntries(results.map(({ name, passed }) => [name, Math.max(passed, baseline[name] ?? 0)]));
  writeFileSync(BASELINE, `${JSON.stringify(raised, undefined, 2)}\n`);
}

function main(flags: readonly string[]): number {
  const shared = sharedFolder();
  if (shared === 'none') {
    console.log('corpus: left out, since FANOUT_SHARED=none');
    console.log('0 passed, 0 failed');
    return 0;
  }
  if (!existsSync(path.join(shared, 'validation')) || !existsSync(path.join(shared, 'realworld'))) {
    console.error(
      `corpus: ${shared} has no validation/ and realworld/: put the shared folder there or set FANOUT_SHARED.`,
    );
    return 1;
  }
  const results = [...validationGroups(shared), schemaGroup(shared), ...realworldGroups(shared)].map(runGroup);
  const baseline = readBaseline();
  const below = report(results, baseline, flags.includes('--verbose'));
  if (flags.includes('--update')) raise(results, baseline);
  const passed = results.reduce((sum, group) => sum + group.passed, 0);
  console.log(`${passed} passed, ${below} failed`);
  return below > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
