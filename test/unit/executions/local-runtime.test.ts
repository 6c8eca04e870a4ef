import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/executions/connection.ts';
import { startLocalRuntime } from '../../../src/executions/local-runtime.ts';
import type { RuntimeOptions } from '../../../src/protocol/runtime-process.ts';

const OPTIONS: RuntimeOptions = { port: 0, auth: true, buckets: {}, functions: {}, clock: 'real', limits: 'aws' };
const SOURCE = join(import.meta.dirname, '../../../src/executions/local-runtime.ts');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-runtime-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Whether something still listens there. */
async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint, { method: 'POST' }).then(
    () => true,
    () => false,
  );
}

describe('the runtime process', () => {
  it('answers who has its keys, and is gone when it is closed', async () => {
    const runtime = await startLocalRuntime(OPTIONS);
    const { endpoint, region, accessKeyId, secretAccessKey } = runtime;
    const client = await createClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const { ListStateMachinesCommand } = await import('@aws-sdk/client-sfn');
    expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
    client.destroy();
    await runtime.close();
    expect(await answers(endpoint)).toBe(false);
  });

  it('says in one line what it cannot do', async () => {
    const mocks = join(folder, 'absent.json');
    await expect(startLocalRuntime({ ...OPTIONS, mocks })).rejects.toThrow(
      `The mock configuration ${mocks} cannot be read: check the path.`,
    );
  });

  it('says what it died of, not where', async () => {
    const environment = { NODE_OPTIONS: '--require ./absent.cjs' };
    await expect(startLocalRuntime(OPTIONS, {}, environment)).rejects.toThrow(
      /^The local runtime ended with code 1: Error: Cannot find module/,
    );
  });

  it('ends when its host is killed', async () => {
    const host = join(folder, 'host.ts');
    await writeFile(
      host,
      `import { startLocalRuntime } from ${JSON.stringify(SOURCE)};
       process.send((await startLocalRuntime(${JSON.stringify(OPTIONS)})).endpoint);
       setInterval(() => undefined, 1000);`,
    );
    const child = fork(host, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const endpoint = await new Promise<string>((resolve) => child.once('message', (text) => resolve(text as string)));
    expect(await answers(endpoint)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => answers(endpoint), { timeout: 10_000 }).toBe(false);
  });
});
