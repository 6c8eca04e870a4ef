import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHeap } from '../../../src/pipeline/event-heap.ts';
import { NO_FAULTS, readFaultPlan } from '../../../src/pipeline/fault-plan.ts';
import { LocalQueue } from '../../../src/pipeline/local-queue.ts';
import { LocalTable, type ChangedRow } from '../../../src/pipeline/local-table.ts';
import { createRandom } from '../../../src/pipeline/random.ts';
import { Simulation } from '../../../src/pipeline/simulation.ts';
import { SpillFile } from '../../../src/pipeline/spill-file.ts';
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
    const settings = {
      name: 'work',
      faults: NO_FAULTS,
      random,
      visibilityMilliseconds: 60_000,
      retentionMilliseconds: 86_400_000,
    };
    const queue = new LocalQueue(new Simulation(), new SpillFile(), settings, usage);
    queue.send(['é'.repeat(40_000)]);
    expect(usage.queueRequests).toBe(2);
    queue.receive(10);
    expect(usage.queueRequests).toBe(4);
  });
});

describe('readFaultPlan', () => {
  it.each([
    [[], 'is an object'],
    [{ crash: 0.1 }, '"crash" is no fault: there are duplicates,'],
    [{ crashes: 2 }, '"crashes" must be a number from 0 to 0.5.'],
    [{ crashes: 0.2, throttles: 0.2, lostAnswers: 0.2 }, 'are shares of the same calls: 0.5 together'],
    [{ stalledStreamHours: '25' }, '"stalledStreamHours" must be a number from 0 to 200.'],
  ])('refuses %j', (value, problem) => {
    expect((readFaultPlan(value) as { problem: string }).problem).toContain(problem);
  });

  it('takes zero for what is not said', () => {
    expect(readFaultPlan({ crashes: 0.1 })).toEqual({ plan: { ...NO_FAULTS, crashes: 0.1 } });
  });
});
