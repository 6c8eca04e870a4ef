import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHeap } from '../../../src/pipeline/event-heap.ts';
import { NO_FAULTS, readFaultPlan } from '../../../src/pipeline/fault-plan.ts';
import { LocalQueue } from '../../../src/pipeline/local-queue.ts';
import { LocalTable, type ChangedRow } from '../../../src/pipeline/local-table.ts';
import { QueueSource } from '../../../src/pipeline/queue-source.ts';
import { createRandom } from '../../../src/pipeline/random.ts';
import { Simulation } from '../../../src/pipeline/simulation.ts';
import { SpillFile } from '../../../src/pipeline/spill-file.ts';
import { StreamSource } from '../../../src/pipeline/stream-source.ts';
import { createUsage } from '../../../src/pipeline/usage.ts';

describe('EventHeap', () => {
  it('gives what was added by time, and in the order of adding at the same time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const heap = new EventHeap();
        const seen: [number, number][] = [];
        for (const [order, time] of times.entries()) heap.add(time, () => seen.push([time, order]));
        for (let entry = heap.take(); entry; entry = heap.take()) entry.run();
        expect(seen).toEqual(
          [...times.entries()].map(([order, time]) => [time, order]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!),
        );
      }),
    );
  });
});

describe('LocalTable', () => {
  const marker = { key: { pk: 'TASK#0#a', sk: '0' }, when: ['missing' as const], set: { status: 'DONE' } };
  const count = { key: { pk: 'SHARD#0#a', sk: 'SHARD' }, add: { done: 1 } };

  it('writes all of a transaction or nothing, and tells which conditions did not hold', () => {
    const changes: ChangedRow[] = [];
    const table = new LocalTable(new SpillFile(), createUsage(), (change) => changes.push(change));
    expect(table.write([marker, count])).toEqual([]);
    expect(table.write([count, marker])).toEqual([1]);
    expect(table.peek(count.key)).toEqual({ done: 1 });
    expect(changes.map(({ pk }) => pk)).toEqual(['TASK#0#a', 'SHARD#0#a']);
  });

  it('gives no record of a write that changes nothing', () => {
    const changes: ChangedRow[] = [];
    const table = new LocalTable(new SpillFile(), createUsage(), (change) => changes.push(change));
    for (let time = 0; time < 2; time++) table.write([{ key: marker.key, set: { status: 'DONE' } }]);
    expect(changes).toHaveLength(1);
  });

  it('refuses what DynamoDB refuses', () => {
    const table = new LocalTable(new SpillFile(), createUsage(), () => undefined);
    expect(() => table.write([count, count])).toThrow('another item');
    expect(() => table.write([{ key: marker.key, set: { result: 'x'.repeat(400 * 1024) } }])).toThrow('Item size');
  });

  it('gives a partition page by page, in its order, and bills all pages as one', () => {
    const usage = createUsage();
    const table = new LocalTable(new SpillFile(), usage, () => undefined);
    const text = 'x'.repeat(30_000);
    for (let at = 27; at >= 0; at--) table.write([{ key: { pk: 'p', sk: String(at + 10) }, set: { at, text } }]);
    const seen: unknown[] = [];
    let pages = 0;
    for (let page = table.page('p'); ; page = table.page('p', page.end)) {
      pages++;
      seen.push(...page.rows.map(({ at }) => at));
      if (!page.end) break;
    }
    expect([seen, pages]).toEqual([Array.from({ length: 28 }, (_, at) => at), 6]);
    // Each row has 30,021 bytes.
    expect(usage.readUnits).toBe(Math.ceil((28 * 30_021) / 4096));
    expect([table.page('q').rows, usage.readUnits]).toEqual([[], Math.ceil((28 * 30_021) / 4096) + 1]);
  });

  it('bills two write units for each KB of a transaction', () => {
    const usage = createUsage();
    const table = new LocalTable(new SpillFile(), usage, () => undefined);
    table.write([marker, count]);
    expect(usage.writeUnits).toBe(4);
    table.write([{ key: count.key, set: { text: 'x'.repeat(1500) } }]);
    expect(usage.writeUnits).toBe(6);
  });
});

const random = createRandom(1, 1);

describe('LocalQueue', () => {
  it('bills bytes, not characters: a request for each 64 KB', () => {
    const usage = createUsage();
    const settings = { name: 'work', faults: NO_FAULTS, random, visibilityMilliseconds: 60_000 };
    const queue = new LocalQueue(new Simulation(), new SpillFile(), settings, usage);
    queue.send(['é'.repeat(40_000)]);
    expect(usage.queueRequests).toBe(2);
    queue.receive(10);
    expect(usage.queueRequests).toBe(4);
  });
});

describe('Lambda’s event source for SQS', () => {
  const setUp = (answer: (ids: string[]) => unknown) => {
    const simulation = new Simulation();
    const usage = createUsage();
    const settings = { faults: NO_FAULTS, random, visibilityMilliseconds: 60_000 };
    const dead = new LocalQueue(simulation, new SpillFile(), { ...settings, name: 'dead' }, usage);
    const queue = new LocalQueue(
      simulation,
      new SpillFile(),
      { ...settings, name: 'work', redrive: { maxReceiveCount: 5, to: dead } },
      usage,
    );
    const batches: { at: number; ids: string[] }[] = [];
    new QueueSource(
      simulation,
      queue,
      { batchSize: 3, windowMilliseconds: 100, maximumConcurrency: 2 },
      (event, onEnd) => {
        const ids = (event as { Records: { messageId: string }[] }).Records.map(({ messageId }) => messageId);
        batches.push({ at: Math.round(simulation.elapsed), ids });
        simulation.schedule(10, () => onEnd({ ok: true, answer: answer(ids) }));
      },
    );
    const run = () =>
      simulation.run(
        () => false,
        () => undefined,
      );
    return { simulation, queue, dead, batches, run };
  };

  it('sends full batches at once and the rest after the window', async () => {
    const { queue, batches, run } = setUp(() => undefined);
    queue.send(['a', 'b', 'c', 'd']);
    await run();
    expect(batches).toEqual([
      { at: 0, ids: ['work-0', 'work-1', 'work-2'] },
      { at: 100, ids: ['work-3'] },
    ]);
    expect(queue.size).toBe(0);
  });

  it('brings only the reported messages again, after the visibility time-out, and five times in all', async () => {
    const { queue, dead, batches, run } = setUp((ids) => ({
      batchItemFailures: ids.filter((id) => id === 'work-1').map((itemIdentifier) => ({ itemIdentifier })),
    }));
    queue.send(['a', 'b', 'c']);
    await run();
    expect(batches.map(({ ids }) => ids.length)).toEqual([3, 1, 1, 1, 1]);
    expect(batches[1]?.at).toBeGreaterThanOrEqual(60_000);
    expect([queue.size, dead.size]).toEqual([0, 1]);
  });

  it.each([[{ batchItemFailures: [{ itemIdentifier: 'stranger' }] }], [{ batchItemFailures: [{}] }]])(
    'takes %j for the failure of the whole batch',
    async (answer) => {
      const { queue, dead, run } = setUp(() => answer);
      queue.send(['a', 'b']);
      await run();
      expect(dead.size).toBe(2);
      expect(queue.size).toBe(0);
    },
  );
});

describe('Lambda’s event source for a stream', () => {
  it('halves a batch that fails until the bad record stands alone, puts that aside and goes on', async () => {
    const simulation = new Simulation();
    const handled: string[] = [];
    const settings = { batchSize: 8, windowMilliseconds: 10, maximumRetryAttempts: 5, faults: NO_FAULTS, random };
    const source = new StreamSource(simulation, new SpillFile(), settings, (event, onEnd) => {
      const numbers = (event as { Records: { dynamodb: { SequenceNumber: string } }[] }).Records.map(
        ({ dynamodb }) => dynamodb.SequenceNumber,
      );
      const isBad = numbers.includes('5');
      if (!isBad) handled.push(...numbers);
      simulation.schedule(1, () => onEnd(isBad ? { ok: false, error: 'bad' } : { ok: true, answer: undefined }));
    });
    for (let record = 0; record < 10; record++) source.add({ pk: 'SHARD#0#job', row: {} });
    await simulation.run(
      () => false,
      () => undefined,
    );
    expect(handled.toSorted((a, b) => Number(a) - Number(b))).toEqual(['0', '1', '2', '3', '4', '6', '7', '8', '9']);
    expect([source.waiting, source.putAside]).toEqual([0, 1]);
  });

  it('loses what it could not deliver for more than a day', async () => {
    const simulation = new Simulation();
    const batches: unknown[] = [];
    const faults = { ...NO_FAULTS, stalledStreamHours: 25 };
    const settings = { batchSize: 8, windowMilliseconds: 10, maximumRetryAttempts: 5, faults, random };
    const source = new StreamSource(simulation, new SpillFile(), settings, (event, onEnd) => {
      batches.push(event);
      onEnd({ ok: true, answer: undefined });
    });
    source.add({ pk: 'SHARD#0#job', row: {} });
    await simulation.run(
      () => false,
      () => undefined,
    );
    expect([batches.length, source.waiting]).toEqual([0, 0]);
  });
});

describe('readFaultPlan', () => {
  it.each([
    [[], 'is an object'],
    [{ crash: 0.1 }, '"crash" is no fault: there are duplicates,'],
    [{ crashes: 2 }, '"crashes" must be a number from 0 to 0.5.'],
    [{ stalledStreamHours: '25' }, '"stalledStreamHours" must be a number from 0 to 200.'],
  ])('refuses %j', (value, problem) => {
    expect((readFaultPlan(value) as { problem: string }).problem).toContain(problem);
  });

  it('takes zero for what is not said', () => {
    expect(readFaultPlan({ crashes: 0.1 })).toEqual({ plan: { ...NO_FAULTS, crashes: 0.1 } });
  });
});
