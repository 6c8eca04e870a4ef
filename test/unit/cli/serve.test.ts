import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
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

  it('keeps what it knows in a folder that it owns, also when it is killed', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'fanout data '));
    try {
      const command = [CLI, 'serve', '--data', folder, '--no-auth'];
      const first = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(createInterface(first.stdout), 'line')) as [string];
      const { endpoint, region, dataDir } = JSON.parse(line) as RuntimeReady;
      expect(dataDir).toBe(folder);
      const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
      const client = new SFNClient({ endpoint, region, credentials });
      const definition = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
      const roleArn = 'arn:aws:iam::123456789012:role/test';
      await client.send(new CreateStateMachineCommand({ name: 'kept', definition, roleArn }));
      client.destroy();

      const second = await fanout(['serve', '--data', folder]);
      expect(second.exitCode).toBe(2);
      expect(second.stderr).toBe(
        `fanout: The data folder ${folder} is in use by the process ${first.pid}: stop it, or name another folder.\n`,
      );
      first.kill('SIGKILL');
      await once(first, 'exit');

      const third = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [again] = (await once(createInterface(third.stdout), 'line')) as [string];
      const later = new SFNClient({ endpoint: (JSON.parse(again) as RuntimeReady).endpoint, region, credentials });
      const { stateMachines = [] } = await later.send(new ListStateMachinesCommand({}));
      expect(stateMachines.map(({ name }) => name)).toEqual(['kept']);
      later.destroy();
      third.kill('SIGTERM');
      expect(await once(third, 'exit')).toEqual([0, null]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('serves what the fanout.json of a definition names, so that a run of `fanout run --data` can be redriven', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'fanout project '));
    const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
    try {
      await write('fanout.json', JSON.stringify({ definition: 'm.asl.json', functions: { f: { module: 'f.mjs' } } }));
      await write('f.mjs', `export const handler = () => { throw new Error('not yet'); };`);
      const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:f';
      await write('m.asl.json', JSON.stringify({ StartAt: 'T', States: { T: { Type: 'Task', Resource, End: true } } }));
      const failed = await fanout(['run', 'm.asl.json', '--data', 'kept', '--json'], { cwd: folder });
      const { executionArn } = JSON.parse(failed.stdout) as { executionArn: string };
      await write('f.mjs', 'export const handler = () => 42;');

      const command = [CLI, 'serve', 'm.asl.json', '--data', 'kept'];
      const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const { endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(line) as RuntimeReady;
      const client = new SFNClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
      await client.send(new RedriveExecutionCommand({ executionArn }));
      await expect
        .poll(async () => client.send(new DescribeExecutionCommand({ executionArn })), { timeout: 10_000 })
        .toMatchObject({ status: 'SUCCEEDED', output: '42' });
      client.destroy();
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuses a definition that is not there', async () => {
    const { exitCode, stderr } = await fanout(['serve', 'no.asl.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no\.asl\.json cannot be read: check the path/);
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
