import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExpectedItems } from '../protocol/execution-snapshot.ts';
import type { RuntimeMessage, RuntimeOptions, RuntimeReady, RuntimeRequest } from '../protocol/runtime-process.ts';
import { RunRefused } from './run-refused.ts';
import { RUNTIME_FLAGS } from './runtime-flags.ts';

/** A local Step Functions in a process of its own: a busy Map must not stall whoever watches it. */
export interface LocalRuntime extends RuntimeReady {
  /** Resolves with one line when it ended without being asked to. */
  readonly died: Promise<string>;
  /** Stops what runs; resolves when the process is gone. */
  close(): Promise<void>;
}

export interface LocalRuntimeEvents {
  /** What a local handler printed. */
  readonly log?: ((functionName: string, requestId: string | undefined, text: string) => void) | undefined;
  /** How many items a Map Run will have, as far as that is known. */
  readonly expected?: ((mapRunArn: string, expected: ExpectedItems) => void) | undefined;
}

/** Variables over this process's own, such as AWS_ENDPOINT_URL_S3. */
export type RuntimeEnvironment = Readonly<Record<string, string>>;

const START_MILLISECONDS = 20_000;
const CLOSE_MILLISECONDS = 5000;
/** How much of what it wrote to stderr is told when it dies. */
const MOST_STDERR = 4000;

/**
 * Starts the runtime process. It ends when this process does, whatever happens to it. Rejects with RunRefused when it
 * can't be started as asked, and with an Error that says why when it died.
 */
export async function startLocalRuntime(
  options: RuntimeOptions,
  events: LocalRuntimeEvents = {},
  environment: RuntimeEnvironment = {},
): Promise<LocalRuntime> {
  const env = { ...process.env, ...environment };
  const execArgv = [...RUNTIME_FLAGS];
  const child = fork(findEntry(), [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv, env });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MOST_STDERR);
  });
  let closing = false;
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`The local runtime could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(describeDeath(code, signal, stderr)));
  });
  const close = async () => {
    closing = true;
    send(child, { kind: 'close' });
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MILLISECONDS);
    await gone;
    clearTimeout(timer);
  };
  const ready = new Promise<RuntimeReady>((resolve, reject) => {
    child.on('message', (message: RuntimeMessage) => {
      if (message.kind === 'log') events.log?.(message.functionName, message.requestId, message.text);
      else if (message.kind === 'expected') events.expected?.(message.mapRunArn, message.expected);
      else if (message.kind === 'ready') resolve(message.ready);
      else reject(new RunRefused('options', message.message));
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve(`The local runtime did not start within ${START_MILLISECONDS / 1000} seconds.`),
      START_MILLISECONDS,
    );
  });
  send(child, { kind: 'start', options });
  try {
    const first = await Promise.race([ready, gone, late]);
    if (typeof first === 'string') throw new Error(first);
    return {
      ...first,
      died: gone.then((reason) => (closing ? new Promise<string>(() => undefined) : reason)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function send(child: ChildProcess, message: RuntimeRequest): void {
  // A process that is gone is told of by its exit.
  if (child.connected) child.send(message, () => undefined);
}

/** From source: runtime/main.ts. In the bundle: runtime.js, beside the entry or above the chunk that this stands in. */
function findEntry(): string {
  if (import.meta.filename.endsWith('.ts')) return join(import.meta.dirname, '../runtime/main.ts');
  const beside = join(import.meta.dirname, 'runtime.js');
  return existsSync(beside) ? beside : join(import.meta.dirname, '../runtime.js');
}

function describeDeath(code: number | null, signal: string | null, stderr: string): string {
  const how = signal === null ? `with code ${code ?? 0}` : `by ${signal}`;
  // Node prints where it threw before it prints what.
  const lines = stderr.trim().split('\n');
  const line = lines.find((each) => /^\w*Error\b/.test(each)) ?? lines[0] ?? '';
  return `The local runtime ended ${how}${line === '' ? '.' : `: ${line}`}`;
}
