// The entry of a worker thread that runs one local handler as Lambda would: one event at a time. It stands alone, so
// that the bundler can emit it as one file: no imports but types and Node's own modules.
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { HostMessage, Invocation, LambdaError, WorkerMessage, WorkerSetup } from './handler-messages.ts';

type Handler = (event: unknown, context: unknown, callback: Callback) => unknown;
type Callback = (error: unknown, result?: unknown) => void;

/** Lambda's limit of a synchronous answer: 6 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_PAYLOAD_CHARACTERS = 6 * 1024 * 1024;
/** What one event may print before the rest is cut: a handler that prints in a loop must not fill the host's memory. */
const MOST_LOG_CHARACTERS = 1024 * 1024;

const { handler: config, functionArn } = workerData as WorkerSetup;
const port = parentPort as MessagePort;
const queue: Invocation[] = [];
let current: Invocation | undefined;
let working = false;
let logged = 0;

const send = (message: WorkerMessage) => port.postMessage(message);

process.env.LAMBDA_TASK_ROOT = dirname(config.modulePath);
captureOutput();
captureCrashes();
void start();

async function start(): Promise<void> {
  let handler: Handler;
  try {
    stripTypesOnOldNode();
    handler = await loadHandler();
  } catch (error) {
    send({ kind: 'unusable', error: importError(error) });
    return;
  }
  send({ kind: 'ready' });
  port.on('message', (message: HostMessage) => {
    if (message.kind === 'recall') send({ kind: 'recalled', ids: queue.splice(0).map(({ id }) => id) });
    else {
      queue.push(...message.invocations);
      if (!working) void work(handler);
    }
  });
}

async function work(handler: Handler): Promise<void> {
  working = true;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    logged = 0;
    const { id } = next;
    try {
      send({ kind: 'done', id, payload: serialise(await invoke(handler, next)) });
    } catch (error) {
      send({ kind: 'failed', id, error: describeError(error) });
    }
    current = undefined;
  }
  working = false;
}

/** Promise, plain return value or callback: whichever settles it first, as in Lambda. */
function invoke(handler: Handler, invocation: Invocation): unknown {
  const event: unknown = JSON.parse(invocation.event);
  let settle: Callback = () => undefined;
  const settled = new Promise((resolve, reject: (reason: unknown) => void) => {
    settle = (error, result) => {
      if (error === null || error === undefined) resolve(result);
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the user's own, told as Lambda tells it
      else reject(error);
    };
  });
  // Nobody listens to it where the handler does not use it.
  settled.catch(() => undefined);
  current = invocation;
  const returned = handler(event, createContext(invocation, settle), settle);
  if (isThenable(returned)) return Promise.race([returned, settled]);
  return handler.length >= 3 ? settled : returned === undefined ? Promise.race([settled, nextTurn()]) : returned;
}

/** A handler that returns nothing may have called `context.succeed` by the end of this turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function createContext(invocation: Invocation, settle: Callback) {
  const deadline = performance.now() + config.timeoutSeconds * 1000;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: config.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(config.memoryMb),
    awsRequestId: invocation.requestId,
    logGroupName: `/aws/lambda/${config.name}`,
    logStreamName: `local/[$LATEST]${invocation.requestId}`,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    done: settle,
    succeed: (result: unknown) => settle(undefined, result),
    fail: (error: unknown) => settle(error ?? new Error('context.fail was called without an error')),
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function serialise(result: unknown): string {
  const text = stringify(result) ?? 'null';
  if (text.length > MOST_PAYLOAD_CHARACTERS)
    throw lambdaFault(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${MOST_PAYLOAD_CHARACTERS + 1024} bytes).`,
    );
  return text;
}

/** JSON.stringify with its whole type: undefined and functions have no text. */
function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    throw lambdaFault('Runtime.MarshalError', 'Unable to stringify response body');
  }
}

function lambdaFault(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** As the runtime for Node.js: type, message and stack; what is thrown without being an Error gives its JavaScript type. */
function describeError(error: unknown): LambdaError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: traceOf(error.stack ?? '') };
}

/** The stack without the frames of this file, which stands in for Lambda's runtime. */
function traceOf(stack: string): string[] {
  const lines = stack.split('\n');
  const own = lines.findIndex((line) => /handler-worker\.[jt]s/.test(line));
  return own < 0 ? lines : lines.slice(0, own);
}

async function loadHandler(): Promise<Handler> {
  const url = pathToFileURL(config.modulePath).href;
  const loaded = (await import(/* webpackIgnore: true */ url)) as Record<string, unknown>;
  const exported = [loaded, loaded.default].map((from) =>
    config.exportName.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), from),
  );
  const handler = exported.find((value) => typeof value === 'function');
  if (handler === undefined)
    throw lambdaFault(
      'Runtime.HandlerNotFound',
      `${config.exportName} is undefined or not exported by ${config.modulePath}`,
    );
  return handler as Handler;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' || typeof value === 'function') && value !== null;
}

function importError(error: unknown): LambdaError {
  const described = describeError(error);
  if (described.errorType.startsWith('Runtime.')) return { ...described, trace: [] };
  const errorType = error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : 'Runtime.ImportModuleError';
  return { ...described, errorType, errorMessage: `${described.errorType}: ${described.errorMessage}` };
}

/** Node strips types by itself from 22.18 and 23.6 on; before, and in an Electron that does not, this does. */
function stripTypesOnOldNode(): void {
  if (process.features.typescript === 'strip' || !/\.[mc]?ts$/.test(config.modulePath)) return;
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith('file:') || !/\.[mc]?ts$/.test(url)) return nextLoad(url, context);
      const path = fileURLToPath(url);
      const source = nodeModule.stripTypeScriptTypes(readFileSync(path, 'utf8'));
      return { format: formatOf(path, source), source, shortCircuit: true };
    },
  });
}

function formatOf(path: string, source: string): 'module' | 'commonjs' {
  if (path.endsWith('.mts')) return 'module';
  if (path.endsWith('.cts')) return 'commonjs';
  return /^\s*(?:import|export)\b/m.test(source) ? 'module' : 'commonjs';
}

/** console and direct writes alike go to the host, each with the request it belongs to. */
function captureOutput(): void {
  const write = (chunk: unknown): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8');
    if (logged > MOST_LOG_CHARACTERS) return true;
    logged += text.length;
    const cut = logged > MOST_LOG_CHARACTERS ? '… (the rest of this log is cut)\n' : '';
    send({ kind: 'log', requestId: current?.requestId, text: text + cut });
    return true;
  };
  const capture = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    const written = write(chunk);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') queueMicrotask(() => (callback as () => void)());
    return written;
  };
  process.stdout.write = capture;
  process.stderr.write = capture;
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    // About how a .ts or .js file without package.json is read: nothing the handler's author asked about.
    const { code } = warning as Error & { code?: string };
    if (warning.name !== 'ExperimentalWarning' && code !== 'MODULE_TYPELESS_PACKAGE_JSON')
      write(`${warning.name}: ${warning.message}\n`);
  });
}

/** An error outside of the handler's promise ends a Lambda environment: the event at work fails, and so does the thread. */
function captureCrashes(): void {
  const crash = (error: LambdaError) => {
    send({ kind: 'crashed', id: current?.id, error });
    process.exit(1);
  };
  process.on('uncaughtException', (reason) => crash(describeError(reason)));
  process.on('unhandledRejection', (reason) => {
    const described = describeError(reason);
    const errorMessage = `${described.errorType}: ${described.errorMessage}`;
    crash({ ...described, errorType: 'Runtime.UnhandledPromiseRejection', errorMessage });
  });
}
