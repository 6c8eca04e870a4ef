/**
 * `npm test`: everything that must be green. Types, lint, unit tests, then the packaged .vsix in a real VS Code. Goes
 * on after a failure, so that one run tells all; its last line sums what it saw.
 */
import { mkdir } from 'node:fs/promises';
import { addTallies, printTally, runCheck, runVitest, type Tally } from './run-step.ts';

await mkdir('test-results', { recursive: true });
const steps: readonly (() => Promise<Tally>)[] = [
  () => runCheck('types', 'npm', ['run', '--silent', 'check:types']),
  () => runCheck('types of templates', 'tsc', ['-p', 'tsconfig.templates.json']),
  () => runCheck('lint', 'npm', ['run', '--silent', 'lint']),
  () => runCheck('build and size budgets', 'npm', ['run', '--silent', 'build']),
  () => runVitest('unit tests', [], 'test-results/unit.json'),
  () => runCheck('package', 'npm', ['run', '--silent', 'package']),
  () => runVitest('real VS Code', ['--config', 'vitest.workbench.config.mts'], 'test-results/workbench.json'),
];
let tally: Tally = { passed: 0, failed: 0 };
for (const step of steps) tally = addTallies(tally, await step());
console.log('');
printTally(tally);
process.exitCode = tally.failed > 0 ? 1 : 0;
