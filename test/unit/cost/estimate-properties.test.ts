import fc from 'fast-check';
import { expect, it } from 'vitest';
import { APPROACH_IDS } from '../../../src/cost/approach-ids.ts';
import { compareApproaches } from '../../../src/cost/estimate.ts';
import { bookOf, scenarioOf, workloadOf } from './estimates.ts';

const workloads = fc.record({
  items: fc.integer({ min: 0, max: 1_000_000_000 }),
  runsPerMonth: fc.integer({ min: 1, max: 1000 }),
  itemsPerBatch: fc.integer({ min: 1, max: 1000 }),
  statesPerChild: fc.integer({ min: 1, max: 20 }),
  statesPerItem: fc.constantFrom(0, 0, 2),
  lambdaCallsPerItem: fc.constantFrom(0, 0, 1),
  taskMilliseconds: fc.integer({ min: 0, max: 60_000 }),
  innerConcurrency: fc.integer({ min: 1, max: 50 }),
  sqsBatchSize: fc.integer({ min: 1, max: 100 }),
  itemBytes: fc.integer({ min: 1, max: 100_000 }),
  retryRate: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  failureRate: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  logBytesPerState: fc.constantFrom(0, 1000),
  freeTier: fc.boolean(),
});

it('never falls when items rise', () => {
  fc.assert(
    fc.property(workloads, fc.integer({ min: 1, max: 1_000_000 }), (given, more) => {
      const { monthly, workload } = scenarioOf(given);
      for (const id of APPROACH_IDS)
        expect(monthly(id, { ...workload, items: workload.items + more })).toBeGreaterThanOrEqual(
          monthly(id, workload),
        );
    }),
    { numRuns: 200 },
  );
});

it('costs no less when a plan is split in two, where the whole is feasible and batches are whole turns', () => {
  fc.assert(
    fc.property(workloads, fc.integer({ min: 0, max: 100 }), (given, percent) => {
      // A batch of five, two at once, wastes half a turn: where batches are not whole turns, smaller ones may be cheaper.
      const { innerConcurrency: each } = given;
      const whole = (size: number): number => Math.ceil(size / each) * each;
      const { monthly, obstacles, workload } = scenarioOf({
        ...given,
        itemsPerBatch: whole(given.itemsPerBatch),
        sqsBatchSize: whole(given.sqsBatchSize),
        freeTier: false,
      });
      const first = { ...workload, items: Math.floor((workload.items * percent) / 100) };
      const second = { ...workload, items: workload.items - first.items };
      for (const id of APPROACH_IDS)
        // An Express execution's memory rises with what it is given: beyond its limits, halves may be cheaper.
        if (!id.endsWith('express') || obstacles(id, workload).length === 0)
          expect(monthly(id, first) + monthly(id, second)).toBeGreaterThanOrEqual(monthly(id, workload));
    }),
    { numRuns: 200 },
  );
});

it('is the sum of its lines, each of them quantity × unit price', () => {
  fc.assert(
    fc.property(workloads, (given) => {
      const { workload, assumptions } = workloadOf(given);
      for (const { lines, monthly } of compareApproaches(workload, assumptions, bookOf('2026-09')).approaches) {
        const total = lines.reduce((soFar, line) => soFar + line.amount, 0);
        expect(Math.abs(total - monthly)).toBeLessThanOrEqual(1e-9 * Math.max(1, monthly));
        for (const { quantity, unitPrice, amount } of lines)
          expect(Math.abs(quantity * unitPrice - amount)).toBeLessThanOrEqual(1e-11 + 1e-9 * amount);
      }
    }),
    { numRuns: 50 },
  );
});
