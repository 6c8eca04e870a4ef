import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { createLocalFunctions, type LocalFunctions } from '../../../../src/runtime/tasks/local-functions.ts';

/** Answers with its version, after so many milliseconds. */
const version = (name: string): string =>
  `export const handler = async (wait) => { await new Promise((done) => setTimeout(done, wait)); return '${name}'; };`;

let folder: string;
let modulePath: string;
let functions: LocalFunctions;
const call = (wait: number): Promise<JsonValue> =>
  functions.invoke(
    { functionName: 'fn', qualifier: undefined, payload: wait, invocationType: 'RequestResponse', envelope: false },
    new AbortController().signal,
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-reload-'));
  modulePath = join(folder, 'handler.mjs');
  await writeFile(modulePath, version('old'));
  functions = createLocalFunctions({
    functions: [{ name: 'fn', modulePath, exportName: 'handler', timeoutSeconds: 3, memoryMb: 128 }],
    region: 'us-east-1',
    accountId: '123456789012',
    now: () => 0,
    log: () => undefined,
  });
});
afterEach(async () => {
  await functions.close();
  await rm(folder, { recursive: true });
});

describe('a handler that is loaded anew', () => {
  it('is the mended one', async () => {
    expect(await call(0)).toBe('old');
    await writeFile(modulePath, version('new'));
    expect(await call(0)).toBe('old');
    functions.reload();
    expect(await call(0)).toBe('new');
  });

  it('lets what is at work end as it began, and takes what waits', async () => {
    expect(await call(0)).toBe('old');
    const atWork = call(300);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await writeFile(modulePath, version('new'));
    functions.reload();
    expect(await call(0)).toBe('new');
    expect(await atWork).toBe('old');
    functions.reload();
    expect(await Promise.all([call(0), call(0), call(0)])).toEqual(['new', 'new', 'new']);
  });

  it('may have been unusable before', async () => {
    await writeFile(modulePath, 'export const handler = ( => 1;');
    await expect(call(0)).rejects.toThrow(/Runtime|SyntaxError/);
    await writeFile(modulePath, version('mended'));
    functions.reload();
    expect(await call(0)).toBe('mended');
  });
});
