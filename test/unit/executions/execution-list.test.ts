import type { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/executions/connection.ts';
import { ExecutionList } from '../../../src/executions/execution-list.ts';
import { stubService, type StubService } from './stub-service.ts';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:m';
const arnOf = (name: string): string => `arn:aws:states:us-east-1:123456789012:execution:m:${name}`;

interface Stored {
  readonly name: string;
  status: string;
}
let stored: Stored[];
let service: StubService;
let client: SFNClient;
/** Of ListExecutions. */
let limits: number[];

const item = ({ name, status }: Stored) => ({
  ...{ executionArn: arnOf(name), stateMachineArn: MACHINE, name, status, startDate: 1 },
  ...(status === 'RUNNING' ? {} : { stopDate: 2 }),
});

beforeEach(async () => {
  stored = [];
  limits = [];
  service = await stubService(({ action, body, reply }) => {
    if (action === 'DescribeExecution') {
      const found = stored.find(({ name }) => arnOf(name) === body['executionArn']);
      if (found === undefined) reply({ __type: 'ExecutionDoesNotExist', message: 'gone' }, 400);
      else reply(item(found));
      return;
    }
    const { statusFilter, nextToken = '0', maxResults } = body as Record<string, string>;
    const from = Number(nextToken);
    const to = from + Number(maxResults);
    limits.push(Number(maxResults));
    const wanted = stored.filter(({ status }) => statusFilter === undefined || status === statusFilter);
    reply({ executions: wanted.slice(from, to).map(item), ...(to < wanted.length ? { nextToken: String(to) } : {}) });
  });
  client = await createClient(service.connection);
});
afterEach(async () => {
  client.destroy();
  await service.shut();
});

const grow = (count: number, status = 'SUCCEEDED', prefix = 'run'): void => {
  const from = stored.length;
  for (let index = 0; index < count; index++) stored.unshift({ name: `${prefix}-${from + index}`, status });
};
const namesOf = (list: ExecutionList): string[] => list.executions.map(({ name }) => name);

describe('a list of executions', () => {
  it('comes a hundred at a time, the newest first, to ten thousand', async () => {
    grow(10_000);
    const list = new ExecutionList({ stateMachineArn: MACHINE }, { statuses: undefined, name: '' });
    for (let pages = 1; list.hasMore; pages++) {
      await list.more(client);
      expect(list.executions).toHaveLength(pages * 100);
    }
    expect(namesOf(list)).toEqual(stored.map(({ name }) => name));
    expect(limits).toHaveLength(100);
  });

  it('puts new ones on top and sees what has ended, also further down, in few requests', async () => {
    grow(1, 'RUNNING', 'old');
    grow(150);
    const list = new ExecutionList({ stateMachineArn: MACHINE }, { statuses: undefined, name: '' });
    await list.more(client);
    await list.more(client);
    expect(list.hasMore).toBe(false);
    expect(await list.refresh(client)).toBe(false);
    grow(2, 'RUNNING', 'new');
    stored.at(-1)!.status = 'FAILED';
    service.actions.length = 0;
    expect(await list.refresh(client)).toBe(true);
    expect(namesOf(list)).toEqual(stored.map(({ name }) => name));
    expect(list.executions.at(-1)).toMatchObject({ name: 'old-0', status: 'FAILED' });
    expect(service.actions).toEqual(['ListExecutions', 'DescribeExecution']);
    stored.at(-1)!.status = 'RUNNING';
  });

  it('drops what does not exist any more, and what has left its status', async () => {
    grow(2, 'RUNNING', 'old');
    grow(120, 'RUNNING');
    const list = new ExecutionList({ stateMachineArn: MACHINE }, { statuses: ['RUNNING'], name: '' });
    await list.more(client);
    await list.more(client);
    stored.at(-2)!.status = 'SUCCEEDED';
    stored.pop();
    // Ten further down a refresh, each in its turn.
    for (let refreshes = 0; refreshes < 3; refreshes++) await list.refresh(client);
    expect(namesOf(list)).toEqual(stored.slice(0, -1).map(({ name }) => name));
  });

  it('finds names a thousand at a time, and says how many were searched', async () => {
    grow(1, 'SUCCEEDED', 'Needle');
    grow(12_000);
    const list = new ExecutionList({ stateMachineArn: MACHINE }, { statuses: undefined, name: 'needle' });
    await list.more(client);
    expect([namesOf(list), list.searched, list.hasMore]).toEqual([[], 10_000, true]);
    await list.more(client);
    expect([namesOf(list), list.searched, list.hasMore]).toEqual([['Needle-0'], 12_001, false]);
  });

  it('lists several statuses one after the other', async () => {
    grow(3, 'FAILED', 'a');
    grow(2, 'TIMED_OUT', 'b');
    grow(4);
    const list = new ExecutionList({ mapRunArn: 'arn:x' }, { statuses: ['FAILED', 'TIMED_OUT'], name: '' });
    while (list.hasMore) await list.more(client);
    expect(namesOf(list)).toEqual(['a-2', 'a-1', 'a-0', 'b-4', 'b-3']);
    expect(await list.refresh(client)).toBe(false);
  });

  it('rejects with what the service says', async () => {
    await service.shut();
    const list = new ExecutionList({ stateMachineArn: MACHINE }, { statuses: undefined, name: '' });
    await expect(list.more(client)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
