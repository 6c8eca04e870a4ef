/** Starts a real VS Code: its server, with a profile of its own, and a browser that shows it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { ensureWorkbench, type Workbench } from './install.ts';

const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'update.mode': 'none',
  'git.enabled': false,
  'files.autoSave': 'off',
  'window.confirmBeforeClose': 'never',
};

export interface HostOptions {
  /** Installed before the start. */
  readonly vsix?: readonly string[];
  /** The folder that is opened. */
  readonly folder: string;
  /** A .code-workspace that is opened in its place. */
  readonly workspace?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Workspace trust as a user has it: on, and this folder not yet trusted. */
  readonly trust?: boolean;
  /** Runs this module's `run()` inside the extension host, with this development extension. */
  readonly tests?: { readonly extension: string; readonly module: string };
}

/** A running VS Code. `close` ends the browser, the server and every process of it, and removes the profile. */
export class Host {
  /** Those that were started and not closed. */
  static readonly running = new Set<Host>();
  readonly page: Page;
  readonly root: string;
  readonly origin: string;
  /** `run()`'s verdict: 0 when it resolved. Pending for ever without `tests`. */
  readonly exitCode: Promise<number>;
  readonly #browser: BrowserContext;
  readonly #server: ChildProcess;

  private constructor(
    page: Page,
    root: string,
    origin: string,
    exitCode: Promise<number>,
    browser: BrowserContext,
    server: ChildProcess,
  ) {
    this.page = page;
    this.root = root;
    this.origin = origin;
    this.exitCode = exitCode;
    this.#browser = browser;
    this.#server = server;
  }

  static async start(options: HostOptions): Promise<Host> {
    const workbench = await ensureWorkbench();
    const root = await makeProfile(options.settings ?? {});
    for (const vsix of options.vsix ?? []) await installVsix(workbench, root, vsix);
    const { server, origin } = await startServer(workbench, root, options);
    try {
      const browser = await startBrowser(workbench, root);
      await browser.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
      const page = browser.pages()[0] ?? (await browser.newPage());
      let exit: (code: number) => void = () => undefined;
      const exitCode = new Promise<number>((resolve) => (exit = resolve));
      // Functions that VS Code's own test driver calls in the page; they have to be there before it loads.
      await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => logFromHost(type, args));
      await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
      await page.goto(workbenchUrl(origin, options));
      await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
      await waitForExtensionHost(root);
      const host = new Host(page, root, origin, exitCode, browser, server);
      Host.running.add(host);
      return host;
    } catch (error) {
      stopServer(server);
      throw error;
    }
  }

  async close(): Promise<void> {
    Host.running.delete(this);
    await this.#browser.close();
    await new Promise<void>((resolve) => {
      this.#server.once('exit', () => resolve());
      stopServer(this.#server);
    });
    await rm(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** What our own output channel holds. */
  channelLog(): string {
    return readHostLogs(this.root, /Fanout\.log$/);
  }
}

const NOISE =
  /^(Creating a socket|Resolv(ing|ed) connection token|\[reconnection-grace|\[Service Worker\]|\[AgentHost|\[AccountPolicy|Ignoring fetching additional|Updating additional|\[Chat)/;

function logFromHost(type: string, args: unknown[]): void {
  if (NOISE.test(String(args[0]))) return;
  console.log(`${type === 'log' || type === 'info' ? '' : `[${type}] `}${args.map(String).join(' ')}`);
}

async function makeProfile(settings: Readonly<Record<string, unknown>>): Promise<string> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'fanout-vscode-'));
  for (const folder of ['data/User', 'extensions', 'home', 'tmp', 'chromium'])
    await mkdir(path.join(root, folder), { recursive: true });
  await writeFile(
    path.join(root, 'data/User/settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2),
  );
  return root;
}

function serverEnvironment(root: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|NODE_OPTIONS$|PASSWORD$|PORT$|AWS_)/.test(name),
  );
  const tmp = path.join(root, 'tmp');
  return {
    ...Object.fromEntries(kept),
    HOME: path.join(root, 'home'),
    TMPDIR: tmp,
    XDG_RUNTIME_DIR: tmp,
    EXTENSIONS_GALLERY: '{}',
  };
}

const profileArguments = (root: string): string[] => [
  ...['--config', path.join(root, 'config.yaml')],
  ...['--user-data-dir', path.join(root, 'data')],
  ...['--extensions-dir', path.join(root, 'extensions')],
];

function installVsix(workbench: Workbench, root: string, vsix: string): Promise<void> {
  const args = [workbench.server, ...profileArguments(root), '--install-extension', vsix];
  return new Promise((resolve, reject) => {
    const child = spawn(workbench.node, args, { env: serverEnvironment(root), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`Installing ${vsix} failed:\n${output}`))));
  });
}

async function startServer(
  workbench: Workbench,
  root: string,
  options: HostOptions,
): Promise<{ server: ChildProcess; origin: string }> {
  const port = await findFreePort();
  const flags = [
    '--auth',
    'none',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--ignore-last-opened',
  ];
  if (!options.trust) flags.push('--disable-workspace-trust');
  // The test driver suppresses toasts, so only in-host tests switch it on.
  if (options.tests) flags.push('--vscode-option', 'enable-smoke-test-driver');
  const args = [workbench.server, ...profileArguments(root), '--bind-addr', `127.0.0.1:${String(port)}`, ...flags];
  const server = spawn(workbench.node, args, {
    env: serverEnvironment(root),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  process.on('exit', () => stopServer(server));
  let log = '';
  server.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const origin = `http://127.0.0.1:${String(port)}`;
  await until("VS Code's server", 30_000, async () => {
    if (server.exitCode !== null) throw new Error(`VS Code's server died:\n${log}`);
    return fetch(`${origin}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
  });
  return { server, origin };
}

/** The server and all its children are one process group. */
function stopServer(server: ChildProcess): void {
  if (server.pid === undefined || server.exitCode !== null) return;
  try {
    process.kill(-server.pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function startBrowser(workbench: Workbench, root: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(path.join(root, 'chromium'), {
    executablePath: workbench.chromium,
    headless: true,
    viewport: { width: 1440, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

function workbenchUrl(origin: string, { folder, workspace, tests }: HostOptions): string {
  const url = new URL(`${origin}/`);
  if (workspace === undefined) url.searchParams.set('folder', folder);
  else url.searchParams.set('workspace', workspace);
  const remote = (file: string): string => `vscode-remote://${url.host}${file}`;
  if (tests)
    url.searchParams.set(
      'payload',
      JSON.stringify([
        ['extensionDevelopmentPath', remote(tests.extension)],
        ['extensionTestsPath', remote(tests.module)],
      ]),
    );
  return url.toString();
}

function readHostLogs(root: string, name = /\.log$/): string {
  const logs = path.join(root, 'data', 'logs');
  if (!existsSync(logs)) return '';
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((file) => /exthost[^/]*\//.test(file) && name.test(file))
    .map((file) => readFileSync(path.join(logs, file), 'utf8'))
    .join('\n');
}

async function waitForExtensionHost(root: string): Promise<void> {
  await until('the extension host', 60_000, () => /Eager extensions activated/.test(readHostLogs(root)));
}

/** Polls until `check` says true; throws after `milliseconds` with what was waited for. */
export async function until(
  what: string,
  milliseconds: number,
  check: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`Waited ${String(milliseconds)} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port')),
      );
    });
  });
}
