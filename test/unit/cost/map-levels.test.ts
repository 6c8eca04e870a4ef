import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APPROACH_IDS } from '../../../src/cost/approach-ids.ts';
import type { CostEstimate } from '../../../src/cost/estimate.ts';
import { makeScenario } from '../../../src/cost/scenario.ts';
import type { Workload } from '../../../src/cost/workload-fields.ts';
import { mapReduceDefinition } from '../../../src/scaffold/map-reduce/map-reduce-definition.ts';
import {
  BOOK,
  chain,
  distributed,
  inline,
  machine,
  monthlyOf,
  pass,
  price,
  quantity,
  read,
  readingOf,
  task,
  transitions,
} from './definitions.ts';
import { approach } from './estimates.ts';

/** Of the start of a state, in pico-dollars. */
const TRANSITION = 25_000_000n;

const mapReduce = mapReduceDefinition({
  queryLanguage: 'JSONata',
  batchSize: 100,
  executionType: 'EXPRESS',
  maxConcurrency: 1000,
  toleratedFailurePercentage: 0,
  source: 'csv',
  resultsPrefix: 'results',
} as Parameters<typeof mapReduceDefinition>[0]);

const nested = (outerStates: number, innerStates: number, batch: number, innerType: 'STANDARD' | 'EXPRESS'): object => {
  const before = chain(outerStates, pass);
  const inner = distributed(innerType, chain(innerStates, task), {
    ItemBatcher: { MaxItemsPerBatch: batch },
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV' } },
    End: true,
  });
  const States = { ...before.States, [`S${outerStates - 1}`]: pass({ Next: 'Items' }), Items: inner };
  const reader = { Resource: 'arn:aws:states:::s3:listObjectsV2' };
  return machine({ Files: distributed('STANDARD', { StartAt: 'S0', States }, { ItemReader: reader, End: true }) });
};

describe('a definition with a Map Run for each file', () => {
  const shapes = fc.record({
    outerStates: fc.integer({ min: 1, max: 5 }),
    innerStates: fc.integer({ min: 1, max: 4 }),
    batch: fc.integer({ min: 1, max: 50 }),
    files: fc.integer({ min: 1, max: 60 }),
    items: fc.integer({ min: 0, max: 20_000 }),
    type: fc.constantFrom('STANDARD', 'EXPRESS'),
  });

  it('costs what its levels cost, each priced alone', () => {
    fc.assert(
      fc.property(shapes, ({ outerStates, innerStates, batch, files, items, type }) => {
        const id = `distributed-${type === 'EXPRESS' ? 'express' : 'standard'}` as const;
        // Environments are shared, so that their start is no sum; and so little data that no level lacks a writer.
        const common = { initMilliseconds: 0, itemBytes: 10, resultBytes: 1 };
        const whole = monthlyOf(nested(outerStates, innerStates, batch, type), id, {
          ...common,
          items,
          outerItems: files,
        });
        const listed = distributed('STANDARD', chain(outerStates + 1, pass), {
          ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2' },
          End: true,
        });
        const outer = monthlyOf(machine({ Files: listed }), 'distributed-standard', { ...common, items: files });
        const alone = distributed(type, chain(innerStates, task), {
          ItemBatcher: { MaxItemsPerBatch: batch },
          ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV' } },
          End: true,
        });
        let hand = outer;
        // One file after the other, the first ones with one item more.
        for (let file = 0; file < files; file += 1) {
          const own = Math.floor(items / files) + (file < items % files ? 1 : 0);
          // The state that is the Map is counted among those of the outer child.
          hand += monthlyOf(machine({ Items: alone }), id, { ...common, items: own }) - TRANSITION;
        }
        const apart = whole > hand ? whole - hand : hand - whole;
        // Each level is rounded up to a pico-dollar, line by line.
        expect(apart).toBeLessThanOrEqual(BigInt(10 * (files + 1)));
      }),
      { numRuns: 60 },
    );
  });

  it('counts starts and states of both levels', () => {
    fc.assert(
      fc.property(shapes, ({ outerStates, innerStates, batch, files, items }) => {
        const whole = price(nested(outerStates, innerStates, batch, 'STANDARD'), { items, outerItems: files });
        let children = 0;
        for (let file = 0; file < files; file += 1)
          children += Math.ceil((Math.floor(items / files) + (file < items % files ? 1 : 0)) / batch);
        expect(transitions(whole, 'distributed-standard')).toBe(
          1 + files * (1 + outerStates + 1) + children * (1 + innerStates),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('says that one file is a default, and that the spread of the items is taken', () => {
    const shape = nested(1, 1, 10, 'STANDARD');
    expect(price(shape, { items: 100 }).notes.join(' ')).toMatch(/Files has one child.*set outerItems.*taken for 1/);
    expect(price(shape, { items: 100, outerItems: 7 }).notes.join(' ')).toMatch(
      /Files has 7 children, each with a Map Run of Items; the 100 items are taken to be spread evenly/,
    );
  });
});

describe('rounds of a map-reduce', () => {
  const rounds = (given: Partial<Workload>): CostEstimate => price(mapReduce, { resultBytes: 3, ...given });

  it('are priced: a child for each 200 KB of partial results, until a file has 100 KB', () => {
    // 10,000 results of 300 bytes are 3 MB; (200,000 − 12) ÷ 301 of them are a batch of 664.
    const estimate = rounds({ items: 1_000_000 });
    const id = 'distributed-express';
    expect(quantity(estimate, id, 'Starts of children of ReduceRound')).toBe(16);
    expect(quantity(estimate, id, 'Children of ReduceRound')).toBe(16);
    expect(quantity(estimate, id, 'States of the rounds of ReduceRound')).toBe(5);
    expect(quantity(estimate, id, 'States of the iterations of ReduceFiles')).toBe(3);
    expect(quantity(estimate, id, 'Invocations of functions of ReduceRound')).toBe(16);
    expect(quantity(estimate, id, 'Invocations of functions of ReduceFiles')).toBe(1);
    expect(quantity(estimate, id, 'Invocations of functions outside the Maps')).toBe(1);
    expect(quantity(estimate, id, 'Reading the input of ReduceRound')).toBe(1);
    expect(estimate.notes.join(' ')).toMatch(/1 round of ReduceRound \(16 children\).*at least 1 round/);
  });

  it('are none for a small file, and as many as somebody says', () => {
    const id = 'distributed-express';
    const none = rounds({ items: 10_000 });
    expect(quantity(none, id, 'Starts of children of ReduceRound')).toBe(0);
    expect(none.notes.join(' ')).toMatch(/so small that ReduceRound has nothing to do/);
    const three = rounds({ items: 1_000_000, loopRounds: 3 });
    expect(quantity(three, id, 'Starts of children of ReduceRound')).toBe(16 + 1 + 1);
    expect(quantity(three, id, 'States of the rounds of ReduceRound')).toBe(15);
  });

  it('rule the approach out where partial results do not shrink', () => {
    const estimate = rounds({ items: 100_000, resultBytes: 2000 });
    expect(approach(estimate, 'distributed-express')).toMatchObject({ feasible: false });
    expect(approach(estimate, 'distributed-express').reasons.join(' ')).toMatch(
      /A round of ReduceRound leaves as many results of 200,000 bytes as it was given/,
    );
  });

  it('take longer, a Map Run after the other', () => {
    const seconds = (items: number): number => approach(rounds({ items }), 'distributed-express').seconds;
    expect(seconds(1_000_000) - seconds(10_000)).toBeGreaterThan(7);
  });
});

const LEVELS = {
  nested: nested(2, 2, 7, 'EXPRESS'),
  mapReduce,
  beside: machine({
    First: inline(chain(2, task), { Next: 'Main' }),
    Main: distributed('STANDARD', chain(1, task), { ItemBatcher: { MaxItemsPerBatch: 10 }, Next: 'Last' }),
    Last: distributed('EXPRESS', chain(3, task), { ItemBatcher: { MaxInputBytesPerBatch: 5000 }, End: true }),
  }),
};

it.each(Object.entries(LEVELS))('costs no less with more items, of every level: %s', (_, definition) => {
  const reading = readingOf(definition);
  const numbers = fc.record({
    items: fc.integer({ min: 0, max: 50_000_000 }),
    outerItems: fc.integer({ min: 1, max: 1000 }),
    otherItems: fc.integer({ min: 0, max: 1000 }),
    loopRounds: fc.constantFrom(0, 0, 0, 2),
    resultBytes: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 1_000_000 }), (given, more) => {
      const { workload, assumptions } = read(reading, given);
      const { monthly } = makeScenario(workload, assumptions, BOOK, reading);
      for (const id of APPROACH_IDS)
        expect(monthly(id, { ...workload, items: workload.items + more })).toBeGreaterThanOrEqual(
          monthly(id, workload),
        );
    }),
    { numRuns: 150 },
  );
});
