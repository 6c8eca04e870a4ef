import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import type { HandlerFunction } from '../../../../src/runtime/tasks/handler-messages.ts';
import { createLocalFunctions, type LocalFunctions } from '../../../../src/runtime/tasks/local-functions.ts';

/** Limits of the function that a test opens. */
export type HandlerLimits = Pick<HandlerFunction, 'timeoutSeconds' | 'memoryMb'>;

/** Handlers in a folder of their own for the tests of one file. */
export interface HandlerBench {
  readonly folder: () => string;
  /** What the handler that was opened last has printed. */
  readonly logs: readonly string[];
  /** What the test that runs has opened, in order. */
  readonly opened: () => readonly LocalFunctions[];
  /** A call of the function `fn`, which is an export of a module. */
  readonly open: (
    module: string,
    exportName?: string,
    limits?: Partial<HandlerLimits>,
  ) => (payload: JsonValue, signal?: AbortSignal) => Promise<JsonValue>;
}

/** `modules`: texts by file name. All is closed and removed after the tests. */
export function prepareHandlers(modules: Readonly<Record<string, string>>, usual: HandlerLimits): HandlerBench {
  const logs: string[] = [];
  let folder = '';
  let opened: LocalFunctions[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fanout-handlers-'));
    await Promise.all(Object.entries(modules).map(([name, text]) => writeFile(join(folder, name), text)));
  });
  afterEach(async () => {
    await Promise.all(opened.map((functions) => functions.close()));
    opened = [];
  });
  afterAll(() => rm(folder, { recursive: true }));
  return {
    folder: () => folder,
    logs,
    opened: () => opened,
    open(module, exportName = 'handler', limits = {}) {
      logs.length = 0;
      const functions = createLocalFunctions({
        functions: [{ name: 'fn', modulePath: join(folder, module), exportName, ...usual, ...limits }],
        region: 'us-east-1',
        accountId: '123456789012',
        now: () => 0,
        log: (_name, _requestId, text) => logs.push(text),
      });
      opened.push(functions);
      return (payload, signal = new AbortController().signal) =>
        functions.invoke(
          { functionName: 'fn', qualifier: undefined, payload, invocationType: 'RequestResponse', envelope: false },
          signal,
        );
    },
  };
}
