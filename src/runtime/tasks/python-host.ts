import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { handlerEnvironment, type HandlerHost, type HostEvents } from './handler-host.ts';
import type { Invocation, LambdaError, WorkerMessage, WorkerSetup } from './handler-messages.ts';
import { PYTHON_RUNNER } from './python-runner.ts';

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';
/** What one event may print past Python's own streams before the rest is cut. */
const MOST_LOG_CHARACTERS = 1024 * 1024;
/** How busy a process is cannot be seen from here: four of them are taken for one that computes all the time. */
const LOAD = 0.25;

/**
 * A python3 process for a handler in Python. It is given one event at a time, as lines of JSON; what waits stays here,
 * so that it can be called back.
 */
export function startPython(setup: WorkerSetup, events: HostEvents): HandlerHost {
  const { modulePath } = setup.handler;
  const child = spawn(PYTHON, ['-u', '-X', 'utf8', '-c', PYTHON_RUNNER], {
    cwd: dirname(modulePath),
    env: {
      ...handlerEnvironment(setup),
      LAMBDA_TASK_ROOT: dirname(modulePath),
      // The user's folder is not the place for caches of a local run.
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const waiting: Invocation[] = [];
  let current: Invocation | undefined;
  let printed = 0;

  const writeLine = (value: object): void => void child.stdin.write(`${JSON.stringify(value)}\n`);
  const next = (): void => {
    current = waiting.shift();
    printed = 0;
    if (current !== undefined) writeLine(current);
  };
  const receive = (message: WorkerMessage): void => {
    if (message.kind === 'done' || message.kind === 'failed') next();
    events.message(message);
  };

  createInterface(child.stdout).on('line', (line) => receive(JSON.parse(line) as WorkerMessage));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (printed > MOST_LOG_CHARACTERS) return;
    printed += text.length;
    const cut = printed > MOST_LOG_CHARACTERS ? '… (the rest of this log is cut)\n' : '';
    events.message({ kind: 'log', requestId: current?.requestId, text: text + cut });
  });
  // Writing to a process that has just ended: its exit tells what there is to tell.
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      if (missing) events.message({ kind: 'unusable', error: pythonMissing(modulePath) });
      else events.crashed(error);
      resolve();
    });
    child.on('close', (code) => {
      events.exited(code ?? 1);
      resolve();
    });
  });
  writeLine(setup);

  return {
    post(message) {
      if (message.kind === 'recall') {
        events.message({ kind: 'recalled', ids: waiting.splice(0).map(({ id }) => id) });
        return;
      }
      waiting.push(...message.invocations);
      if (current === undefined) next();
    },
    measureLoad: () => LOAD,
    async terminate() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function pythonMissing(modulePath: string): LambdaError {
  return {
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage:
      `There is no ${PYTHON} on the PATH to run ${modulePath}: install Python 3, ` +
      'give a Lambda endpoint (AWS_ENDPOINT_URL_LAMBDA), or a mock (--mocks FILE).',
  };
}
