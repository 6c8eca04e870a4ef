import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { RuntimeReady } from '../../../src/protocol/runtime-process.ts';
import { fanout } from './run-cli.ts';

const CLI = path.join(import.meta.dirname, '../../../src/cli.ts');

describe('fanout serve', () => {
  it('prints one line when it is ready, serves the API, refuses a taken port, and ends by signal', async () => {
    const child = spawn(process.execPath, [CLI, 'serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const ready = JSON.parse(line) as RuntimeReady;
    expect(Object.keys(ready)).toEqual([
      'endpoint',
      'region',
      'accountId',
      'accessKeyId',
      'secretAccessKey',
      'dataDir',
    ]);
    const { endpoint, region, accessKeyId, secretAccessKey } = ready;
    const client = new SFNClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
    client.destroy();

    const { port } = new URL(endpoint);
    const second = await fanout(['serve', '--port', port]);
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toBe(`fanout: The port ${port} is taken: choose another with --port, or 0 for any.\n`);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['--port', 'x', /--port x: it is a number from 0 to 65535/],
    ['--substitute', 'a=b', /--substitute is for `fanout run`/],
    ['--mocks', 'm.json', /mock configuration .*m\.json cannot be read/],
    ['--mocks', 'm.json#Case', /ARN#CASE/],
    ['--lambda', 'f=package.json', /The handler .*package\.json of f cannot be run here: local handlers are \.js/],
  ])('refuses %s %s', async (option, value, message) => {
    const { exitCode, stderr } = await fanout(['serve', option, value]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
