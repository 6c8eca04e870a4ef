import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** How many checks passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export const addTallies = (a: Tally, b: Tally): Tally => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });

export const printTally = ({ passed, failed }: Tally): void =>
  console.log(`${String(passed)} passed, ${String(failed)} failed`);

/** Runs a command with this terminal and resolves with its exit code. */
export function runCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A step that passes or fails as a whole. */
export async function runCheck(title: string, command: string, args: readonly string[]): Promise<Tally> {
  const started = Date.now();
  console.log(`\n── ${title}`);
  const code = await runCommand(command, args);
  console.log(`── ${title}: ${code === 0 ? 'ok' : `failed (${String(code)})`}, ${seconds(started)}`);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A vitest run, counted by its tests. */
export async function runVitest(title: string, args: readonly string[], report: string): Promise<Tally> {
  const started = Date.now();
  console.log(`\n── ${title}`);
  const code = await runCommand('vitest', [
    ...['run', ...args],
    ...['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  const text = await readFile(report, 'utf8').catch(() => '{}');
  const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(text) as Partial<Record<string, number>>;
  console.log(`── ${title}: ${String(numPassedTests)} passed, ${String(numFailedTests)} failed, ${seconds(started)}`);
  // A file that could not even be loaded fails the run without a failed test.
  return { passed: numPassedTests, failed: code === 0 ? 0 : Math.max(1, numFailedTests) };
}

const seconds = (started: number): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
