import { ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type Connection } from '../../../src/executions/connection.ts';
import { LocalEndpoint, type LocalSources } from '../../../src/executions/local-endpoint.ts';
import { putMachine } from '../../../src/executions/put-machine.ts';

let folder = '';
let open: LocalEndpoint[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-endpoint-'));
});

afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
  await rm(folder, { recursive: true, force: true });
});

function make(dataDir: string | undefined): LocalEndpoint {
  const endpoint = new LocalEndpoint({ dataDir, onDied: () => undefined });
  open.push(endpoint);
  return endpoint;
}

const sources = (buckets: Record<string, string>): LocalSources => ({
  options: { buckets, functions: {}, clock: 'real', limits: 'aws' },
  environment: {},
});

async function start(connection: Connection, state: object): Promise<string> {
  const client = await createClient(connection);
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { ...state, End: true } } });
  const machine = { name: 'm', definition, type: 'STANDARD', roleArn: 'arn:aws:iam::123456789012:role/r' } as const;
  const stateMachineArn = await putMachine(client, machine);
  await client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  client.destroy();
  return stateMachineArn;
}

async function list(connection: Connection, stateMachineArn: string): Promise<(string | undefined)[]> {
  const client = await createClient(connection);
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  client.destroy();
  return executions.map(({ status }) => status);
}

describe('the local Step Functions of a window', () => {
  it('is one process however often it is asked for, and keeps its executions for the next window', async () => {
    const first = make(join(folder, 'data'));
    const [one, other] = await Promise.all([first.connect(), first.connect()]);
    expect(one).toEqual(other);
    const machine = await start(one, { Type: 'Pass' });
    await expect.poll(() => list(one, machine)).toEqual(['SUCCEEDED']);
    await first.close();
    await expect(first.connect()).rejects.toThrow('has ended');
    const second = await make(join(folder, 'data')).connect();
    expect(second.endpoint).not.toBe(one.endpoint);
    await expect(list(second, machine)).resolves.toEqual(['SUCCEEDED']);
  });

  it('starts anew for other buckets while nothing runs, with what there was; while something does it says what', async () => {
    const endpoint = make(join(folder, 'data'));
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    await Promise.all([mkdir(one), mkdir(other)]);
    const first = await endpoint.serve(sources({ one }));
    await expect(endpoint.serve(sources({ one }))).resolves.toEqual(first);
    const second = await endpoint.serve(sources({ other }));
    expect(second.endpoint).not.toBe(first.endpoint);
    // Both are served now: going back needs nothing.
    await expect(endpoint.serve(sources({ one }))).resolves.toEqual(second);
    await start(second, { Type: 'Wait', Seconds: 100 });
    await expect(endpoint.serve(sources({ third: one }))).rejects.toThrow(/execution:m:\S+ still runs/);
    await expect(endpoint.connect()).resolves.toEqual(second);
  });

  it('says that a folder is in use, and starts when it no longer is', async () => {
    const owner = make(join(folder, 'data'));
    await owner.connect();
    const other = make(join(folder, 'data'));
    await expect(other.connect()).rejects.toThrow('in use');
    await owner.close();
    await expect(other.connect()).resolves.toHaveProperty('endpoint');
  });
});
