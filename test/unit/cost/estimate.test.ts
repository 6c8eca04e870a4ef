import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApproachId } from '../../../src/cost/approaches.ts';
import { estimateCost, type ApproachEstimate, type CostEstimate } from '../../../src/cost/estimate.ts';
import { builtInBook, type PriceBook } from '../../../src/cost/price-book.ts';
import { readWorkload, type Workload } from '../../../src/cost/workload.ts';

function book(id: string): PriceBook {
  const found = builtInBook(id, 'us-east-1');
  if ('error' in found) throw new Error(found.error);
  return found.book;
}

function estimate(given: Partial<Workload>, id = '2026-09'): CostEstimate {
  const read = readWorkload({ ...given }, {});
  if ('errors' in read) throw new Error(read.errors.join('\n'));
  return estimateCost(read.workload, read.assumptions, book(id));
}

function approach(of: CostEstimate, id: ApproachId): ApproachEstimate {
  const found = of.approaches.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
}

const sum = (of: ApproachEstimate, service: string): number =>
  of.lines.filter((line) => line.service === service).reduce((total, line) => total + line.amount, 0);

describe('the workshop "Large-scale Data Processing with Step Functions": 50 million items', () => {
  // batch, child ms, Standard $, Express $. The workshop rounds 11.325 and 9.114 up.
  const rows = [
    [100, 28_000, 37.5, 27.59],
    [200, 32_000, 18.75, 14.84],
    [400, 62_000, 9.38, 11.33],
    [500, 74_000, 7.5, 10.31],
    [600, 90_000, 6.25, 9.98],
    [800, 120_000, 4.69, 9.44],
    [1000, 150_000, 3.75, 9.12],
  ] as const;
  it.each(rows)('in batches of %i', (itemsPerBatch, childMs, standard, express) => {
    const of = estimate({
      items: 50_000_000,
      itemsPerBatch,
      statesPerChild: 2,
      taskMilliseconds: childMs / itemsPerBatch,
    });
    expect(sum(approach(of, 'distributed-standard'), 'AWS Step Functions')).toBeCloseTo(standard, 1.9);
    expect(Math.abs(sum(approach(of, 'distributed-express'), 'AWS Step Functions') - express)).toBeLessThan(0.011);
  });
});

describe('a million tasks of 200 ms in tens, with a function of 512 MB', () => {
  const of = estimate({ items: 1_000_000, itemsPerBatch: 10, lambdaMemoryMb: 512 });
  const pipeline = approach(of, 'custom-pipeline');

  it('costs 0.12 for SQS, 1.69 for the worker and 2.50 for counting that survives duplicates', () => {
    const worker = pipeline.lines.filter(({ item }) => item.includes('worker'));
    const writes = pipeline.lines.filter(({ unit }) => unit === 'write request units');
    expect(sum(pipeline, 'Amazon SQS')).toBeCloseTo(0.12, 6);
    expect(worker.reduce((total, line) => total + line.amount, 0)).toBeCloseTo(1.6867, 3);
    expect(writes.reduce((total, line) => total + line.amount, 0)).toBeCloseTo(2.5, 6);
  });

  it('costs 4.50 in Express children and 6.69 in Standard ones', () => {
    const services = (id: ApproachId): number =>
      sum(approach(of, id), 'AWS Step Functions') + sum(approach(of, id), 'AWS Lambda');
    expect(services('distributed-express')).toBeCloseTo(4.5, 1.9);
    expect(services('distributed-standard')).toBeCloseTo(6.69, 1.9);
  });

  it('shows both readings of what a Standard child costs', () => {
    const { alternatives, monthly } = approach(of, 'distributed-standard');
    expect(alternatives).toMatchObject([{ standardChildBilling: 'perChild' }]);
    expect(monthly - (alternatives[0]?.monthly ?? 0)).toBeCloseTo(2.5, 6);
    expect(approach(of, 'distributed-express').alternatives).toEqual([]);
  });
});

it('prices writes as the article did with the price book of its month', () => {
  const writes = (id: string): number =>
    approach(estimate({ items: 1_000_000 }, id), 'custom-pipeline').lines.find(
      ({ unit }) => unit === 'write request units',
    )?.unitPrice ?? 0;
  expect(writes('2024-08')).toBe(0.00000125);
  expect(writes('2026-09')).toBe(0.000000625);
});

it('bills work of less than a millisecond an item by the invocation, in whole milliseconds', () => {
  const gbSecondsOf = (given: Partial<Workload>): number =>
    approach(
      estimate({ items: 1_000_000, taskMilliseconds: 0.4, lambdaMemoryMb: 512, ...given }),
      'distributed-express',
    ).lines.find(({ item }) => item === "The worker's time × memory")?.quantity ?? 0;
  expect(gbSecondsOf({ itemsPerBatch: 1000 })).toBe(200);
  expect(gbSecondsOf({ itemsPerBatch: 1 })).toBe(500);
  // 333,333 batches of three, and one item: 1.2 ms and 0.4 ms, rounded up.
  expect(gbSecondsOf({ itemsPerBatch: 3 })).toBeCloseTo((333_333 * 2 + 1) * 0.0005, 9);
  expect(gbSecondsOf({ itemsPerBatch: 1000, innerConcurrency: 10 })).toBe(20);
});

it('prices each function of the pipeline by the processor that was said', () => {
  const { lines } = approach(estimate({ items: 1_000_000, architecture: 'arm64' }), 'custom-pipeline');
  for (const { unit, unitPrice } of lines.filter((line) => line.service === 'AWS Lambda' && line.unit === 'GB-seconds'))
    expect({ unit, unitPrice }).toEqual({ unit: 'GB-seconds', unitPrice: 0.0000133334 });
});

it('rules an invocation out that outlasts a Lambda function, however many states a child has', () => {
  const of = estimate({ items: 100, itemsPerBatch: 100, statesPerChild: 5, taskMilliseconds: 10_000, itemBytes: 10 });
  expect(approach(of, 'distributed-standard').reasons.join(' ')).toMatch(/1,000 s; a Lambda function ends after 900 s/);
});

it('rules approaches out with the quota that they break', () => {
  const of = estimate({ items: 1_000_000, itemsPerBatch: 10_000, itemBytes: 100, taskMilliseconds: 100 });
  expect(approach(of, 'inline-standard')).toMatchObject({ feasible: false });
  expect(approach(of, 'inline-standard').reasons.join(' ')).toMatch(/256 KiB.*25,000/s);
  expect(approach(of, 'distributed-express').reasons.join(' ')).toMatch(/300 s/);
  expect(of.recommended).not.toBe('inline-standard');
});

it('recommends an inline Map for what fits into one, and a distributed one beyond', () => {
  expect(estimate({ items: 100 }).recommended).toMatch(/^inline/);
  expect(estimate({ items: 42_049, itemsPerBatch: 100, taskMilliseconds: 5 }).recommended).toMatch(/^distributed/);
});

it('recommends the custom pipeline where its saving is worth its upkeep', () => {
  const of = estimate({ items: 1_000_000, runsPerMonth: 300, taskMilliseconds: 50 });
  expect(of.recommended).toBe('custom-pipeline');
  expect(approach(of, 'custom-pipeline').reasons.join(' ')).toMatch(/saves \$[\d,.]+ a month/);
});

it('finds from where Standard children are the cheaper ones', () => {
  // One state a child: 23 s, as derived from the prices (additive, 64 MB).
  const found = estimate({ items: 1_000_000 }).breakEven.find(({ field }) => field === 'taskMilliseconds');
  expect(found).toMatchObject({ cheaper: 'distributed-standard' });
  expect(found?.at).toBeGreaterThan(22_000);
  expect(found?.at).toBeLessThan(24_000);
});

const workloads = fc.record({
  items: fc.integer({ min: 0, max: 1_000_000_000 }),
  runsPerMonth: fc.integer({ min: 1, max: 1000 }),
  itemsPerBatch: fc.integer({ min: 1, max: 1000 }),
  statesPerChild: fc.integer({ min: 1, max: 20 }),
  taskMilliseconds: fc.integer({ min: 0, max: 60_000 }),
  retryRate: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  freeTier: fc.boolean(),
});

it('never falls when items rise, and its lines add up to its total', () => {
  fc.assert(
    fc.property(workloads, fc.integer({ min: 1, max: 1_000_000 }), (workload, more) => {
      const before = estimate(workload);
      const after = estimate({ ...workload, items: workload.items + more });
      for (const [index, each] of before.approaches.entries()) {
        expect(after.approaches[index]!.monthly).toBeGreaterThanOrEqual(each.monthly);
        const total = each.lines.reduce((soFar, line) => soFar + line.amount, 0);
        expect(Math.abs(total - each.monthly)).toBeLessThanOrEqual(1e-9 * Math.max(1, each.monthly));
      }
    }),
    { numRuns: 100 },
  );
});
