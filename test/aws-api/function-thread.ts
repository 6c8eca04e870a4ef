/**
 * Lambda's runtime for Node.js, as far as the pipeline sees it: the handlers of a project, loaded as they are, in a
 * thread with the environment of the template.
 */
import { parentPort, workerData } from 'node:worker_threads';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a thread is asked. */
export interface Invocation {
  readonly id: number;
  /** An export of handlers.ts. */
  readonly name: string;
  readonly event: unknown;
  readonly milliseconds: number;
}

export type InvocationEnd =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const { folder, stack } = workerData as { folder: string; stack: string };
const handlers = import(pathToFileURL(path.join(folder, 'functions/handlers.ts')).href) as Promise<
  Readonly<Record<string, Handler>>
>;

parentPort?.on('message', (invocation: Invocation) => {
  void invoke(invocation).then((end) => parentPort?.postMessage(end));
});

async function invoke({ id, name, event, milliseconds }: Invocation): Promise<InvocationEnd> {
  const until = Date.now() + milliseconds;
  const functionName = `${stack}-${name.charAt(0).toUpperCase()}${name.slice(1)}Function`;
  const context = { functionName, awsRequestId: String(id), getRemainingTimeInMillis: () => until - Date.now() };
  try {
    const handler = (await handlers)[name];
    if (handler === undefined) throw new Error(`handlers.ts exports no ${name}.`);
    return { id, ok: true, answer: await handler(event, context) };
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
