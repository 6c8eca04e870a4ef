import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowStore } from '../../../src/pipeline/row-store.ts';
import { Simulation } from '../../../src/pipeline/simulation.ts';
import { SpillFile } from '../../../src/pipeline/spill-file.ts';
import { SpillQueue } from '../../../src/pipeline/spill-queue.ts';
import { SpillTimers } from '../../../src/pipeline/spill-timers.ts';

/** Runs with a spill file, which is closed in any case. */
function withSpill(use: (spill: SpillFile) => void): void {
  const spill = new SpillFile();
  try {
    use(spill);
  } finally {
    spill.close();
  }
}

const pad = (index: number): string => String(index).padStart(10, '0');

describe('SpillFile', () => {
  it('gives back each text, over the ends of blocks and files', () => {
    withSpill((spill) => {
      const texts = Array.from({ length: 400 }, (_, at) => `${at}:${'é'.repeat((at * 7919) % 200_000)}`);
      const places = texts.map((text) => spill.add(text));
      for (const [at, place] of [...places.entries()].reverse()) expect(spill.read(place) === texts[at]).toBe(true);
    });
  });

  it('gives the disk back when all texts of a file are free', () => {
    withSpill((spill) => {
      const text = 'x'.repeat(1024 * 1024);
      const places = Array.from({ length: 100 }, () => spill.add(text));
      for (const place of places.slice(0, 99)) spill.free(place);
      expect(() => spill.read(places[0]!)).toThrow('closed');
      expect(spill.read(places[99]!) === text).toBe(true);
    });
  });

  it('leaves nothing behind, and removes what a process that was killed left', () => {
    const own = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`fanout-spill-${process.pid}-`));
    // No process has such a number.
    const [old, young] = ['a', 'b'].map((name) => join(tmpdir(), `fanout-spill-99999999-${name}${process.pid}`));
    for (const folder of [old!, young!]) mkdirSync(folder);
    utimesSync(old!, new Date(0), new Date(0));
    try {
      withSpill((spill) => spill.add('text'));
      expect([own(), existsSync(old!), existsSync(young!)]).toEqual([[], false, true]);
    } finally {
      for (const folder of [old!, young!]) rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('RowStore', () => {
  const few = { hotBytes: 1500, branchLeaves: 3, leafRows: 4, leafBytes: 2000 };
  const keyPart = fc.constantFrom(
    '',
    'a',
    'b',
    'a#',
    'a\u0000',
    'a\u0000\u0000',
    '\u0000',
    '\u0001',
    'é',
    'JOB#1',
    'JOB#2',
  );
  const sortKey = fc.oneof(keyPart, fc.nat(40).map(pad));
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer(), fc.boolean());
  const row = fc.dictionary(fc.constantFrom('status', 'result', 'done', '__proto__'), value);
  const write = fc.record({ kind: fc.constant('write' as const), pk: keyPart, sk: sortKey, row });
  const read = fc.record({ kind: fc.constant('read' as const), pk: keyPart, sk: sortKey });
  const list = fc.record({
    kind: fc.constant('list' as const),
    pk: keyPart,
    after: fc.option(sortKey, { nil: undefined }),
  });

  it('is a map with an order, of which hardly anything is in memory', () => {
    const operations = fc.array(fc.oneof({ arbitrary: write, weight: 5 }, read, list), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(operations, keyPart, (steps, prefix) =>
        withSpill((spill) => {
          const store = new RowStore(spill, few);
          const expected = new Map<string, Map<string, unknown>>();
          for (const step of steps) {
            const partition = expected.get(step.pk) ?? new Map<string, unknown>();
            if (step.kind === 'write') {
              store.set(step.pk, step.sk, step.row);
              expected.set(step.pk, partition.set(step.sk, step.row));
            } else if (step.kind === 'read') expect(store.get(step.pk, step.sk)).toEqual(partition.get(step.sk));
            else {
              const { after } = step;
              const rows = [...partition].filter(([sk]) => after === undefined || sk > after);
              const sorted = rows.sort(([a], [b]) => (a < b ? -1 : 1)).map(([sk, each]) => ({ sk, row: each }));
              expect([...store.list(step.pk, after)]).toEqual(sorted);
            }
          }
          const partitions = [...expected.keys()].filter((pk) => pk.startsWith(prefix)).sort();
          expect(store.partitionsOf(prefix).sort()).toEqual(partitions);
        }),
      ),
      { numRuns: 400 },
    );
  });

  it.each([
    ['in their order', (index: number) => index],
    ['backwards', (index: number) => 59_999 - index],
    ['in no order', (index: number) => (index * 7919) % 60_000],
  ])('holds rows that come %s', (_, indexOf) => {
    withSpill((spill) => {
      const store = new RowStore(spill);
      for (let count = 0; count < 60_000; count++) {
        const index = indexOf(count);
        store.set(`p${index % 3}`, pad(index), { index, text: `é${index}` });
      }
      for (let index = 0; index < 60_000; index += 97)
        expect(store.get(`p${index % 3}`, pad(index))).toEqual({ index, text: `é${index}` });
      expect(store.get('p2', pad(3))).toBeUndefined();
      const listed = [...store.list('p1')].map(({ row: { index } }) => index);
      expect(listed).toEqual(Array.from({ length: 20_000 }, (__, at) => 3 * at + 1));
    });
  });
});

describe('SpillQueue', () => {
  it('gives what was added in its order', () => {
    const step = fc.oneof(fc.record({ add: fc.nat(5000) }), fc.record({ take: fc.nat(5000) }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.constantFrom(10, 100_000), (steps, characters) =>
        withSpill((spill) => {
          const queue = new SpillQueue<number>(spill, () => characters);
          let added = 0;
          let taken = 0;
          for (const each of steps) {
            if ('add' in each) for (const end = added + each.add; added < end; added++) queue.add(added);
            else
              for (let count = 0; count < each.take; count++) {
                expect(queue.peek()).toBe(taken < added ? taken : undefined);
                expect(queue.take()).toBe(taken < added ? taken++ : undefined);
              }
            expect(queue.length).toBe(added - taken);
          }
        }),
      ),
      { numRuns: 30 },
    );
  });
});

describe('SpillTimers', () => {
  it.each([10, 100_000])('gives each value at its time, of %i characters', async (characters) => {
    const spill = new SpillFile();
    try {
      const simulation = new Simulation();
      const start = simulation.now;
      const seen: [number, number][] = [];
      const timers = new SpillTimers<number>(
        simulation,
        spill,
        () => characters,
        (delay) => seen.push([simulation.now - start, delay]),
      );
      const delays = Array.from({ length: 12_000 }, (_, at) => (at * 7919) % 60_000);
      for (const delay of delays) timers.add(delay, delay);
      await simulation.run(
        () => false,
        () => undefined,
      );
      expect(seen).toEqual(delays.toSorted((a, b) => a - b).map((delay) => [delay, delay]));
    } finally {
      spill.close();
    }
  });
});
