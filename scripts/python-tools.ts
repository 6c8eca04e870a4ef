/**
 * The tools from PyPI that checks are made with: moto's server (AWS's protocols by another hand), cfn-lint and the SAM
 * CLI. One venv, with the versions of test/python/requirements.txt; about a minute and 400 MB, once for each version.
 */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface PythonTools {
  /** The folder of the venv's programs: `python3`, `moto_server`, `cfn-lint`, `sam`. */
  readonly bin: string;
}

const REQUIREMENTS = path.join(import.meta.dirname, '..', 'test', 'python', 'requirements.txt');

/** Finds the venv, or makes it. Throws one line that says what is missing: Python with venv, or PyPI. */
export async function ensurePythonTools(): Promise<PythonTools> {
  const requirements = await readFile(REQUIREMENTS);
  const version = createHash('sha256').update(requirements).digest('hex').slice(0, 12);
  const cache = process.env.FANOUT_WORKBENCH_DIR ?? path.join(os.homedir(), '.cache', 'fanout-designer');
  const folder = path.join(cache, `python-${version}`);
  if (!existsSync(path.join(folder, DONE))) await install(folder);
  return { bin: path.join(folder, 'bin') };
}

/** Programs of a venv name its folder, so that it can't be made elsewhere and moved: this file says that it is whole. */
const DONE = 'installed';

async function install(folder: string): Promise<void> {
  console.log(`Installing moto, cfn-lint and the SAM CLI into ${folder}: about a minute, once.`);
  await rm(folder, { recursive: true, force: true });
  await run(
    'python3',
    ['-m', 'venv', folder],
    'Python 3.10 or later with venv is needed: `apt-get install python3-venv`',
  );
  const pip = path.join(folder, 'bin', 'pip');
  await run(pip, ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS], 'PyPI is needed');
  await writeFile(path.join(folder, DONE), '');
}

function run(command: string, args: readonly string[], need: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const refuse = (why: string) =>
      reject(new Error(`The tools from PyPI could not be set up: ${need} (${command} ${args[0] ?? ''}: ${why}).`));
    child.on('error', (error) => refuse(error.message));
    child.on('exit', (code) =>
      code === 0 ? resolve() : refuse(stderr.trim().split('\n').at(-1) ?? `code ${code ?? 1}`),
    );
  });
}
