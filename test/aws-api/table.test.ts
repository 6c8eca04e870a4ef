import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Row, Table } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { Bench } from './bench.ts';
import type { ProxiedRequest } from './fault-proxy.ts';

let bench: Bench;
let table: Table;
let absent: Table;
beforeAll(async () => {
  bench = await Bench.open(inject('moto'));
  const { deployment } = await bench.deploy('table');
  // By a path that the compiler does not follow: with the clients' types it has a check of its own.
  const file = '../../templates/custom-pipeline/functions/aws-table.ts';
  const { createTable } = (await import(file)) as { createTable: (client: unknown, name: string) => Table };
  table = createTable(bench.dynamo, deployment.table);
  absent = createTable(bench.dynamo, 'absent');
});
afterEach(() => bench.proxy.setFault(undefined));
afterAll(() => bench.close());

const at = (pk: string, sk = 'JOB') => ({ pk, sk });
const put = async (pk: string, set: Row): Promise<void> => {
  expect(await table.write([{ key: at(pk), set }])).toEqual([]);
};
const read = async (pk: string): Promise<Row | undefined> => (await table.read([at(pk)]))[0];
async function listAll(pk: string): Promise<{ pages: number; rows: Row[] }> {
  let pages = 0;
  const rows: Row[] = [];
  for await (const page of table.list(pk)) {
    pages++;
    rows.push(...page);
  }
  return { pages, rows };
}

describe('one write', () => {
  it('sets, adds and removes, whatever the attributes are called, and keeps their types', async () => {
    await put('A', { status: 'RUNNING', total: 3, open: true, size: '007', error: 'x' });
    expect(
      await table.write([{ key: at('A'), set: { status: 'é\u0000"' }, add: { done: 2 }, remove: ['error'] }]),
    ).toEqual([]);
    expect(await table.write([{ key: at('A'), add: { done: -1, total: 1 } }])).toEqual([]);
    expect(await read('A')).toEqual({ status: 'é\u0000"', total: 4, open: true, size: '007', done: 1 });
  });

  it('is refused by its condition, and then changes nothing', async () => {
    const first = { key: at('B'), when: ['missing' as const], set: { status: 'DONE', n: 1 } };
    expect(await table.write([first])).toEqual([]);
    expect(await table.write([{ ...first, set: { n: 2 } }])).toEqual([0]);
    expect(await table.write([{ key: at('B'), when: [{ status: 'DONE', n: 9 }], set: { n: 2 } }])).toEqual([0]);
    expect(await table.write([{ key: at('B2'), when: [{ status: 'DONE' }], set: { n: 2 } }])).toEqual([0]);
    expect(await read('B')).toEqual({ status: 'DONE', n: 1 });
    expect(await read('B2')).toBeUndefined();
  });

  it('needs one of its conditions', async () => {
    const either = { key: at('C'), when: ['missing' as const, { status: 'PENDING', n: 1 }] };
    expect(await table.write([{ ...either, set: { status: 'PENDING', n: 1 } }])).toEqual([]);
    expect(await table.write([{ ...either, set: { status: 'DONE' } }])).toEqual([]);
    expect(await table.write([{ ...either, set: { status: 'AGAIN' } }])).toEqual([0]);
    expect(await read('C')).toEqual({ status: 'DONE', n: 1 });
  });
});

describe('a transaction', () => {
  it('writes all or nothing, and says which conditions do not hold', async () => {
    const marker = { key: at('T', '1'), when: ['missing' as const], set: { status: 'DONE' } };
    const count = { key: at('S'), add: { done: 1 } };
    const job = { key: at('J'), when: [{ status: 'RUNNING' }], set: { touched: 1 } };
    expect(await table.write([marker, count])).toEqual([]);
    expect(await table.write([marker, count])).toEqual([0]);
    expect(await table.write([count, marker, job])).toEqual([1, 2]);
    expect(await read('S')).toEqual({ done: 1 });
    expect(await read('J')).toBeUndefined();
  });

  const cancelled = (...codes: string[]) => ({
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message: `Transaction cancelled [${codes.join(', ')}]`,
      CancellationReasons: codes.map((Code) => ({ Code })),
    },
  });
  const writeTwo = (): Promise<readonly number[]> =>
    table.write([
      { key: at('X'), when: ['missing'], set: { n: 1 } },
      { key: at('Y'), add: { n: 1 } },
    ]);

  it.each([
    ['a conflict', ['TransactionConflict', 'None']],
    ['a conflict beside a condition, which it may hide', ['ConditionalCheckFailed', 'TransactionConflict']],
    ['a throttle', ['None', 'ThrottlingError']],
    ['too much for the table', ['ProvisionedThroughputExceeded', 'None']],
  ])('says that %s is to be tried again', async (_, codes) => {
    bench.proxy.setFault(() => Promise.resolve(cancelled(...codes)));
    await expect(writeTwo()).rejects.toThrow(expect.objectContaining({ name: 'BusyError' }) as Error);
  });

  it.each([['ValidationError'], ['ItemCollectionSizeLimitExceeded']])('does not try again for %s', async (code) => {
    bench.proxy.setFault(() => Promise.resolve(cancelled('ConditionalCheckFailed', code)));
    await expect(writeTwo()).rejects.toThrow(
      expect.objectContaining({ name: 'TransactionCanceledException' }) as Error,
    );
  });

  it('has one token for all attempts of the SDK, so that a second one does nothing twice', async () => {
    const tokens: unknown[] = [];
    bench.proxy.setFault(({ body }: ProxiedRequest) => {
      tokens.push((JSON.parse(body) as { ClientRequestToken?: unknown }).ClientRequestToken);
      if (tokens.length > 1) return undefined;
      return Promise.resolve({ status: 500, body: { __type: 'InternalServerError', message: 'once' } });
    });
    expect(await writeTwo()).toEqual([]);
    expect(tokens).toHaveLength(2);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(tokens[1]).toBe(tokens[0]);
  });
});

describe('a throttled request', () => {
  it('is busy once the SDK has given up', { timeout: 60_000 }, async () => {
    let asked = 0;
    bench.proxy.setFault(() => {
      asked++;
      return Promise.resolve({
        status: 400,
        body: { __type: 'ProvisionedThroughputExceededException', message: 'no' },
      });
    });
    await expect(put('Z', { n: 1 })).rejects.toThrow(expect.objectContaining({ name: 'BusyError' }) as Error);
    expect(asked).toBeGreaterThan(1);
  });

  it('is no such thing when the table is missing or an item is too large', async () => {
    await expect(absent.write([{ key: at('A'), set: { n: 1 } }])).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }) as Error,
    );
    await expect(put('L', { result: 'x'.repeat(410 * 1024) })).rejects.toThrow(
      expect.objectContaining({ name: 'ValidationException' }) as Error,
    );
  });
});

describe('reading', () => {
  it('gives rows in the order of their keys, and undefined for what is not there, over many requests', async () => {
    const present = Array.from({ length: 12 }, (_, n) => n * 20);
    for (const n of present) await put(`R${n}`, { n });
    const keys = Array.from({ length: 230 }, (_, n) => at(`R${n}`));
    const before = bench.proxy.seen.length;
    const rows = await table.read(keys);
    expect(rows.map((row) => row?.n)).toEqual(keys.map((_, n) => (present.includes(n) ? n : undefined)));
    expect(bench.proxy.seen.slice(before)).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
  });

  const keepBack = (rounds: number) => {
    let round = 0;
    bench.proxy.setFault(({ action, body }, pass) => {
      if (action !== 'BatchGetItem' || ++round > rounds) return undefined;
      const { RequestItems } = JSON.parse(body) as { RequestItems: Record<string, { Keys: unknown[] }> };
      const [[name, asked]] = Object.entries(RequestItems) as [[string, { Keys: unknown[] }]];
      const [first, ...left] = asked.Keys;
      const some = JSON.stringify({ RequestItems: { [name]: { ...asked, Keys: [first] } } });
      return pass(some).then(({ status, body: answer }) => ({
        status,
        body: { ...(answer as object), UnprocessedKeys: left.length > 0 ? { [name]: { Keys: left } } : {} },
      }));
    });
  };

  it('asks again for keys that a busy table left out', async () => {
    for (const n of [1, 2, 3, 4]) await put(`U${n}`, { n });
    keepBack(3);
    const rows = await table.read([1, 2, 3, 4].map((n) => at(`U${n}`)));
    expect(rows.map((row) => row?.n)).toEqual([1, 2, 3, 4]);
  });

  it('is busy when it never gets all of them, and never gives too few', { timeout: 60_000 }, async () => {
    keepBack(100);
    const many = Array.from({ length: 30 }, (_, n) => at(`U${n}`));
    await expect(table.read(many)).rejects.toThrow(expect.objectContaining({ name: 'BusyError' }) as Error);
  });

  it('lists a partition page by page in the order of its rows', async () => {
    const result = 'x'.repeat(300 * 1024);
    for (const n of [3, 1, 0, 2, 4, 10]) {
      const key = at('TASK#0#a', String(n).padStart(10, '0'));
      expect(await table.write([{ key, set: { index: n, result } }])).toEqual([]);
    }
    expect(await table.write([{ key: at('TASK#0#b', '0000000005'), set: { index: 5 } }])).toEqual([]);
    const { pages, rows } = await listAll('TASK#0#a');
    expect(rows.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 10]);
    expect(rows.every((row) => row.result === result)).toBe(true);
    expect(pages).toBeGreaterThan(1);
    expect((await listAll('TASK#0#none')).rows).toEqual([]);
  });

  it('finds open jobs that nothing has touched since a time', async () => {
    for (const [id, touched] of [
      ['old', 1000],
      ['new', 3000],
    ] as const)
      await put(`JOB#${id}`, { open: 'OPEN', touched, status: 'RUNNING' });
    await put('JOB#closed', { touched: 1000, status: 'DONE' });
    expect(await table.listOpenJobs(2000)).toEqual(['old']);
    expect(await table.listOpenJobs(1000)).toEqual([]);
    expect(await table.write([{ key: at('JOB#old'), remove: ['open'] }])).toEqual([]);
    expect(await table.listOpenJobs(2000)).toEqual([]);
  });
});
