// The process of the local Step Functions, forked by executions/local-runtime.ts: it gets its options over IPC, tells
// when it is ready, and ends when its host does.
import type { RuntimeMessage, RuntimeRequest } from '../protocol/runtime-process.ts';
import { startService, type ServiceHandle } from './service/start-service.ts';

/** How long open work may take to end, before the process ends anyway. */
const CLOSE_MILLISECONDS = 2000;

let handle: ServiceHandle | undefined;
let closing = false;

const send = (message: RuntimeMessage) => {
  if (process.connected) process.send?.(message);
};

if (process.send === undefined) {
  process.stderr.write('fanout: this is the runtime process: start it with `fanout serve`.\n');
  process.exitCode = 2;
} else {
  process.on('message', (request: RuntimeRequest) => {
    if (request.kind === 'close') void close();
    else void start(request);
  });
  process.on('disconnect', () => void close());
  process.on('SIGTERM', () => void close());
  // Ctrl-C reaches the whole group of processes: the host decides what it means, and disconnects when it ends.
  process.on('SIGINT', () => undefined);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => report(error));
}

async function start({ options }: Extract<RuntimeRequest, { kind: 'start' }>): Promise<void> {
  try {
    handle = await startService(options, process.env, {
      log: (functionName, requestId, text) => send({ kind: 'log', functionName, requestId, text }),
      expected: (mapRunArn, expected) => send({ kind: 'expected', mapRunArn, expected }),
      fault: report,
      warn: (message) => process.stderr.write(`fanout: ${message}\n`),
    });
    send({ kind: 'ready', ready: handle.ready });
  } catch (error) {
    send({ kind: 'refused', message: error instanceof Error ? error.message : String(error) });
    await close();
  }
}

async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  setTimeout(() => process.exit(), CLOSE_MILLISECONDS).unref();
  await handle?.close();
  process.exit();
}

/** A fault of this program: told, with its stack, and survived. */
function report(error: unknown): void {
  process.stderr.write(`fanout: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
