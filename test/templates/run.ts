/**
 * `npm run test:templates`: what scaffolds write, judged by AWS's own tools and by running it. Each choice is combined with
 * each choice of every other question; cfn-lint and our own rules see all of these projects; a run on the sample data
 * sees one of those that run in the same way, their own tests and `sam build` one of those that have the same code;
 * `sam validate --lint`, which is cfn-lint again, sees one of each pattern. No account and no network is used once the
 * tools are there. `-- --keep` leaves the projects in .fanout/templates, `-- inline-map` looks at that pattern alone.
 */
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printTally } from '../../scripts/run-step.ts';
import { ensurePythonTools } from '../../scripts/python-tools.ts';
import type { Pattern } from '../../src/scaffold/pattern.ts';
import { findPattern, PATTERNS } from '../../src/scaffold/patterns.ts';
import { coverPairs } from './answer-sets.ts';
import { buildWithSam, lintTemplates, validateWithSam } from './aws-tools.ts';
import { runOnSample, validateProject } from './local-runs.ts';
import { runOwnTests } from './own-tests.ts';
import { oneOfEach, writeProject, type WrittenProject } from './projects.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
/** Within the project, so that what SAM built finds the AWS SDK that Lambda would bring. */
const WORK = path.join(ROOT, '.fanout', 'templates');

/** Projects that are looked at at once: each in a process of its own, which is most of what it takes. */
const LANES = Math.max(2, Math.min(4, os.availableParallelism()));

type Check = (project: WrittenProject) => Promise<string[]>;

let passed = 0;
let failed = 0;

/** Counts each project once for this check, and says what is wrong with it. */
async function check(title: string, projects: readonly WrittenProject[], checkOne: Check): Promise<void> {
  const started = Date.now();
  const before = failed;
  const waiting = [...projects];
  const work = async (): Promise<void> => {
    for (let project = waiting.shift(); project; project = waiting.shift()) {
      const problems = await checkOne(project).catch((error: unknown) => [String(error)]);
      if (problems.length === 0) passed++;
      else {
        failed++;
        console.log(`✗ ${title}, ${project.name} ${JSON.stringify(project.answers)}\n  ${problems.join('\n  ')}`);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${title}: ${String(projects.length)} projects, ${String(failed - before)} failed, ${seconds} s`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { keep: { type: 'boolean' } }, allowPositionals: true });
  const patterns = positionals.length > 0 ? positionals.map(patternNamed) : PATTERNS;
  const { bin } = await ensurePythonTools();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: [path.join(ROOT, 'node_modules', '.bin'), bin, process.env.PATH].join(path.delimiter),
    AWS_DEFAULT_REGION: 'us-east-1',
    SAM_CLI_TELEMETRY: '0',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  await rm(WORK, { recursive: true, force: true });
  const projects: WrittenProject[] = [];
  for (const pattern of patterns)
    for (const [place, answers] of coverPairs(pattern.questions).entries())
      projects.push(await writeProject(WORK, pattern, answers, place + 1));
  const byCode = oneOfEach(projects, ({ code }) => code);
  const byRun = oneOfEach(projects, ({ run }) => run);
  const byPattern = oneOfEach(projects, ({ pattern }) => pattern);

  const lint = lintTemplates(projects, env);
  await check('cfn-lint', projects, async (project) => (await lint).get(project.name) ?? []);
  await check('sam validate --lint', byPattern, (project) => validateWithSam(project, env));
  await check('fanout validate', projects, validateProject);
  await check('a run on the sample data', byRun, runOnSample);
  await check('own tests', byCode, (project) => runOwnTests(project, env));
  await check('sam build', byCode, (project) => buildWithSam(project, env));
  if (!values.keep) await rm(WORK, { recursive: true, force: true });
}

function patternNamed(id: string): Pattern {
  const pattern = findPattern(id);
  if (!pattern) throw new Error(`There is no pattern ${id}. There are ${PATTERNS.map((each) => each.id).join(', ')}.`);
  return pattern;
}

await main().catch((error: unknown) => {
  failed++;
  console.log(error instanceof Error ? error.message : String(error));
});
printTally({ passed, failed });
process.exitCode = failed > 0 ? 1 : 0;
