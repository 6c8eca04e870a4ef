import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runCli } from '../../src/cli/program.ts';
import type { WrittenProject } from './projects.ts';

async function fanout(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const code = await runCli(args, {
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text), isTTY: false },
    stdin: process.stdin,
    env: process.env,
    cwd: () => process.cwd(),
  });
  return { code, stdout, stderr };
}

/** Validates the template and the definition of a project: no finding is left, not even an informative one. */
export async function validateProject({ folder, paths }: WrittenProject): Promise<string[]> {
  const { stdout, stderr } = await fanout(['validate', folder, '--json']);
  if (stdout === '') return [stderr];
  const { files } = JSON.parse(stdout) as { files: { file: string; findings: { message: string }[] }[] };
  const due = paths.filter((each) => each === 'template.yaml' || each.startsWith('statemachine/'));
  if (files.length !== due.length) return [`${String(files.length)} files were validated, not ${due.join(' and ')}`];
  return files.flatMap(({ file, findings }) => findings.map(({ message }) => `${path.basename(file)}: ${message}`));
}

/** Runs a project on its sample data as its README says; what went wrong, if anything. */
export async function runOnSample({ folder, paths }: WrittenProject): Promise<string[]> {
  const definition = paths.find((each) => each.startsWith('statemachine/'));
  const sample = paths.find((each) => each.startsWith('sample/orders.')) ?? '';
  const args = definition
    ? ['run', path.join(folder, definition)]
    : ['pipeline', 'run', folder, '--input', path.join(folder, sample)];
  const { code, stdout, stderr } = await fanout([...args, '--json']);
  if (code === 0 && isComplete(stdout)) return paths.includes(SAMPLE_OUTPUT) ? compareOutput(folder, stdout) : [];
  return [`fanout ${args[0] ?? ''} ended with ${String(code)}: ${stderr}${stdout.slice(0, 1000)}`];
}

/** What the project says that its sample gives. */
const SAMPLE_OUTPUT = 'sample/output.json';

async function compareOutput(folder: string, stdout: string): Promise<string[]> {
  const expected: unknown = JSON.parse(await readFile(path.join(folder, SAMPLE_OUTPUT), 'utf8'));
  const { output } = JSON.parse(stdout) as { output: unknown };
  return isDeepStrictEqual(output, expected) ? [] : [`the output is not ${SAMPLE_OUTPUT}: ${JSON.stringify(output)}`];
}

/** A run that did nothing would succeed, too. */
function isComplete(stdout: string): boolean {
  const outcome = JSON.parse(stdout) as {
    status: string;
    total?: number;
    done?: number;
    output: unknown;
    mapRuns?: { itemCounts: { total: number; succeeded: number } }[];
  };
  if (outcome.status === 'DONE') return outcome.total === 250 && outcome.done === 250;
  const counts = outcome.mapRuns ?? [];
  return (
    outcome.status === 'SUCCEEDED' &&
    outcome.output !== null &&
    counts.every(({ itemCounts: { total, succeeded } }) => total > 0 && total === succeeded)
  );
}
