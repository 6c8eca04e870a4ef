import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findCases, readCases, type Comparator, type RecordedCase } from './case.ts';
import { judgeCreateError, judgeValidation } from './definition-cases.ts';
import { compareOutcome } from './compare.ts';
import { runCase } from './run-case.ts';
import { judgeMapRun } from './map-run-case.ts';
import { judgeTestState } from './test-state-cases.ts';
import { judgeVariableReferences } from './variable-references.ts';

/** Kinds that one execution can show. The others ask the HTTP service. */
const EXECUTION_KINDS: ReadonlySet<string> = new Set([
  'execution',
  'execution_output',
  'express_sync',
  'express_async',
  'describe_execution',
]);
const BASELINE = join(import.meta.dirname, '..', 'baselines', 'conformance.json');

interface Verdict {
  readonly group: string;
  readonly name: string;
  readonly differences: readonly string[];
}

type Baseline = Readonly<Record<string, { readonly total: number; readonly passed: readonly string[] }>>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    group: { type: 'string' },
    case: { type: 'string' },
    verbose: { type: 'boolean' },
    update: { type: 'boolean' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const folder = findCases(positionals[0]);
  const cases = readCases(folder).filter(
    ({ group, name }) =>
      (values.group === undefined || group === values.group) &&
      (values.case === undefined || name.includes(values.case)),
  );
  if (cases.length === 0) {
    if (process.env['FANOUT_SHARED'] === 'none') {
      console.log('0 passed, 0 failed');
      return 0;
    }
    console.log(`No recorded cases in ${folder}: give their folder, or set FANOUT_SHARED (none: go without them).`);
    return 1;
  }
  const comparator = (await import(pathToFileURL(join(folder, 'match.mjs')).href)) as Comparator;
  const verdicts: Verdict[] = [];
  for (const recorded of cases) verdicts.push(await judge(recorded, comparator));
  return report(verdicts);
}

async function judge(recorded: RecordedCase, comparator: Comparator): Promise<Verdict> {
  const { group, name, kind } = recorded;
  if (kind === 'create_error') return { group, name, differences: judgeCreateError(recorded, comparator) };
  if (kind === 'validate') return { group, name, differences: await judgeValidation(recorded, comparator) };
  if (kind === 'variable_references')
    return { group, name, differences: await judgeVariableReferences(recorded, comparator) };
  if (kind === 'map_run') return { group, name, differences: await judgeMapRun(recorded, comparator) };
  if (kind === 'test_state' || kind === 'test_state_error')
    return { group, name, differences: await judgeTestState(recorded, comparator) };
  if (!EXECUTION_KINDS.has(kind)) return { group, name, differences: [`the kind ${kind} asks the service`] };
  try {
    return { group, name, differences: compareOutcome(recorded, await runCase(recorded), comparator) };
  } catch (error) {
    return { group, name, differences: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

/** Prints the groups and what fell below the baseline; gives the exit code. */
function report(verdicts: readonly Verdict[]): number {
  const baseline = existsSync(BASELINE) ? (JSON.parse(readFileSync(BASELINE, 'utf8')) as Baseline) : {};
  const groups = groupVerdicts(verdicts);
  const lost: Verdict[] = [];
  const next: Record<string, { total: number; passed: string[] }> = {};
  for (const [group, members] of groups) {
    const passed = members.filter(({ differences }) => differences.length === 0);
    const before = new Set(baseline[group]?.passed);
    lost.push(...members.filter(({ name, differences }) => differences.length > 0 && before.has(name)));
    console.log(`${group.padEnd(24)} ${passed.length}/${members.length}`);
    next[group] = { total: members.length, passed: passed.map(({ name }) => name).sort() };
    if (values.verbose) for (const verdict of members) show(verdict);
  }
  const passed = verdicts.filter(({ differences }) => differences.length === 0).length;
  console.log(`${passed} of ${verdicts.length} as AWS; not yet reached: ${verdicts.length - passed - lost.length}`);
  for (const { group, name } of lost) console.log(`below the baseline: ${group}/${name}`);
  if (values.update && lost.length === 0 && values.group === undefined && values.case === undefined)
    writeFileSync(BASELINE, `${JSON.stringify(next, null, 2)}\n`);
  console.log(`${passed} passed, ${lost.length} failed`);
  return lost.length > 0 ? 1 : 0;
}

function show({ name, differences }: Verdict): void {
  if (differences.length === 0) return;
  console.log(`  ${name}`);
  for (const difference of differences) console.log(`    ${difference}`);
}

function groupVerdicts(verdicts: readonly Verdict[]): Map<string, Verdict[]> {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const members = groups.get(verdict.group);
    if (members) members.push(verdict);
    else groups.set(verdict.group, [verdict]);
  }
  return groups;
}
