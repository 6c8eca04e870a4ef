import { describe, expect, it } from 'vitest';
import type { ApproachId } from '../../../src/cost/approach-ids.ts';
import { NO_DEFINITION } from '../../../src/cost/definition-facts.ts';
import { expressMemoryMb } from '../../../src/cost/approaches/express.ts';
import type { Workload } from '../../../src/cost/workload-fields.ts';
import type { CostEstimate } from '../../../src/cost/estimate.ts';
import { approach, estimate, sumOf } from './estimates.ts';

const service = (name: string) => (line: { service: string }) => line.service === name;

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
  it.each(rows)('in batches of %i, to the cent', (itemsPerBatch, childMs, standard, express) => {
    const of = estimate({
      items: 50_000_000,
      itemsPerBatch,
      statesPerChild: 2,
      taskMilliseconds: childMs / itemsPerBatch,
    });
    const stepFunctions = (id: ApproachId): number => sumOf(approach(of, id).lines, service('AWS Step Functions'));
    expect(Math.abs(stepFunctions('distributed-standard') - standard)).toBeLessThan(0.0101);
    expect(Math.abs(stepFunctions('distributed-express') - express)).toBeLessThan(0.0101);
  });
});

it("counts an Express execution's memory as AWS's page does: 50 KB, 400 steps of 32 KB are 62.85 MB, billed as 64", () => {
  expect(expressMemoryMb(50_000, 400 * 32_000)).toBe(64);
  expect(expressMemoryMb(50_000, 437 * 32_000)).toBe(128);
  expect(expressMemoryMb(0, 0)).toBe(64);
});

describe('the article: a million items, with the prices of its month', () => {
  const reading = approach(estimate({ items: 1_000_000 }, '2024-08'), 'custom-pipeline').readings.find(
    ({ id }) => id === 'article',
  );
  const line = (item: string): number => sumOf(reading?.lines ?? [], (each) => each.item.startsWith(item));
  it.each([
    ['SendMessage', 0.4],
    ['PutItem of each result', 1.25],
    ['Counting', 0.015],
    ['Query', 0.0625],
  ])('%s: %d dollars', (item, dollars) => expect(line(item)).toBeCloseTo(dollars, 12));

  it('is these four figures and no other', () => expect(reading?.monthly).toBeCloseTo(1.7275, 12));

  it('takes 25 dollars for a million Standard transitions', () => {
    const { lines } = approach(estimate({ items: 1_000_000 }, '2024-08'), 'inline-standard');
    expect(lines.find(({ item }) => item === 'States of the iterations')).toMatchObject({
      quantity: 1_000_000,
      unitPrice: 0.000025,
      amount: 25,
      confidence: 'verified',
    });
  });

  it('reads a Standard child as one transition, whatever it enters', () => {
    const of = estimate({ items: 1_000_000, statesPerChild: 10, standardChildBilling: 'perChild' }, '2024-08');
    const { lines, alternatives, monthly } = approach(of, 'distributed-standard');
    expect(sumOf(lines, service('AWS Step Functions'))).toBeCloseTo(25.000025, 9);
    expect(alternatives).toMatchObject([{ standardChildBilling: 'perTransition' }]);
    expect((alternatives[0]?.monthly ?? 0) - monthly).toBeCloseTo(250, 9);
  });
});

describe('a million tasks of 200 ms in tens, with a function of 512 MB', () => {
  const of = estimate({ items: 1_000_000, itemsPerBatch: 10, lambdaMemoryMb: 512, initMilliseconds: 0 });
  const pipeline = approach(of, 'custom-pipeline');
  const ofTask = /messages|worker|one transaction for each task|one plain update/;

  it('costs 0.12 for SQS, 1.69 for the worker and 2.50 for counting that survives duplicates: 4.31', () => {
    expect(sumOf(pipeline.lines, service('Amazon SQS'))).toBeCloseTo(0.12, 9);
    expect(sumOf(pipeline.lines, ({ item }) => item.includes('worker'))).toBeCloseTo(1.686667, 5);
    expect(sumOf(pipeline.lines, ({ item }) => item.includes('transaction for each task'))).toBeCloseTo(2.5, 9);
    expect(Math.abs(sumOf(pipeline.lines, ({ item }) => ofTask.test(item)) - 4.31)).toBeLessThan(0.005);
  });

  it('costs 2.43 with a plain update, which does not survive them', () => {
    const plain = pipeline.readings.find(({ id }) => id === 'plainUpdate');
    expect(Math.abs(sumOf(plain?.lines ?? [], ({ item }) => ofTask.test(item)) - 2.43)).toBeLessThan(0.005);
    expect(plain?.label).toMatch(/delivered twice/);
  });

  it('costs 4.50 in Express children and 6.69 in Standard ones', () => {
    const total = (id: ApproachId): number =>
      sumOf(approach(of, id).lines, ({ service: name }) => name === 'AWS Step Functions' || name === 'AWS Lambda');
    expect(Math.abs(total('distributed-express') - 4.5)).toBeLessThan(0.006);
    expect(Math.abs(total('distributed-standard') - 6.69)).toBeLessThan(0.005);
  });

  it('shows both readings of what a Standard child costs', () => {
    const { alternatives, monthly } = approach(of, 'distributed-standard');
    expect(alternatives).toMatchObject([{ standardChildBilling: 'perChild' }]);
    expect(monthly - (alternatives[0]?.monthly ?? 0)).toBeCloseTo(2.5, 6);
    expect(approach(of, 'distributed-express').alternatives).toEqual([]);
  });

  it('has every part of the pipeline on its bill', () => {
    const failing = approach(estimate({ items: 1_000_000, failureRate: 0.01 }), 'custom-pipeline').lines;
    const items = failing.map(({ item }) => item).join('\n');
    for (const part of [
      'splitter',
      "job's row",
      'Sending',
      'worker',
      'transaction',
      'stream',
      'sweeper',
      'counter',
      'shards',
      'reducer',
      'final output',
      'parking',
      'dead-letter',
    ])
      expect(items).toContain(part);
    expect(failing.find(({ item }) => item === 'Reading the stream')).toMatchObject({ amount: 0, unitPrice: 0 });
  });
});

it('bills work of less than a millisecond an item by the invocation, in whole milliseconds', () => {
  const gbSecondsOf = (given: Partial<Workload>): number =>
    approach(
      estimate({ items: 1_000_000, taskMilliseconds: 0.4, lambdaMemoryMb: 512, ...given }),
      'distributed-express',
    ).lines.find(({ item }) => item === 'Time × memory of the worker')?.quantity ?? 0;
  expect(gbSecondsOf({ itemsPerBatch: 1000 })).toBe(200);
  expect(gbSecondsOf({ itemsPerBatch: 1 })).toBe(500);
  // 333,333 batches of three, and one item: 1.2 ms and 0.4 ms, rounded up.
  expect(gbSecondsOf({ itemsPerBatch: 3 })).toBeCloseTo((333_333 * 2 + 1) * 0.0005, 9);
  expect(gbSecondsOf({ itemsPerBatch: 1000, innerConcurrency: 10 })).toBe(20);
});

it('bills the start of environments since AWS does, and no more often than they are cold', () => {
  const init = (given: Partial<Workload>, id?: string): number =>
    sumOf(
      approach(
        estimate({ items: 100_000, initMilliseconds: 1000, lambdaMemoryMb: 1024, ...given }, id),
        'distributed-express',
      ).lines,
      ({ item }) => item.includes('INIT'),
    );
  expect(init({ concurrency: 100 })).toBeCloseTo(100 * 0.0000166667, 12);
  expect(init({ concurrency: 5000 })).toBeCloseTo(1000 * 0.0000166667, 12);
  expect(init({ concurrency: 100, runsPerMonth: 100_000 })).toBeCloseTo(438_000 * 0.0000166667, 9);
  expect(init({ concurrency: 100 }, '2024-08')).toBe(0);
});

it('charges retries and failures where they happen', () => {
  const plain = { items: 1000, statesPerChild: 3, initMilliseconds: 0 };
  const more = { ...plain, retryRate: 0.1, failureRate: 0.05, maxAttempts: 3 };
  const quantity = (given: Partial<Workload>, id: ApproachId, item: string): number =>
    approach(estimate(given), id).lines.find((line) => line.item === item)?.quantity ?? 0;
  // A tenth once more, and a twentieth twice more.
  expect(quantity(more, 'inline-standard', 'Retries')).toBe(200);
  expect(quantity(more, 'distributed-standard', 'Retries within the children')).toBe(200);
  expect(quantity(more, 'distributed-express', 'Invocations of the worker')).toBe(1200);
  // A queue delivers what fails five times: 1 + 0.1 + 0.05 × 4.
  expect(quantity(more, 'custom-pipeline', 'Invocations of the worker')).toBe(130);
  expect(quantity(plain, 'inline-standard', 'Retries')).toBe(0);
});

it('prices each function of the pipeline by the processor that was said', () => {
  const { lines } = approach(estimate({ items: 1_000_000, architecture: 'arm64' }), 'custom-pipeline');
  for (const { unit, unitPrice } of lines.filter((line) => line.service === 'AWS Lambda' && line.unit === 'GB-seconds'))
    expect({ unit, unitPrice }).toEqual({ unit: 'GB-seconds', unitPrice: 0.0000133334 });
});

it('bills the logs of Express executions by what they write', () => {
  const logs = (id: ApproachId): number =>
    sumOf(
      approach(estimate({ items: 1_000_000, itemsPerBatch: 10, logBytesPerState: 1000 }), id).lines,
      service('Amazon CloudWatch'),
    );
  expect(logs('distributed-express')).toBeCloseTo(0.05, 9);
  expect(logs('inline-express')).toBeCloseTo(0.5000005, 9);
  expect(logs('distributed-standard')).toBe(0);
});

it('bills messages by 64 KB, and listings by a thousand', () => {
  const { lines } = approach(estimate({ items: 1000, itemBytes: 20_000 }), 'custom-pipeline');
  // Ten of 20,000 bytes are four chunks.
  expect(lines.find(({ item }) => item === 'Sending messages')?.quantity).toBe(400);
  const listing = {
    facts: { ...NO_DEFINITION, reader: 'listing' as const, writer: false },
    values: {},
    approach: undefined,
    remarks: [],
  };
  const of = approach(estimate({ items: 2001, resultBytes: 10 }, '2026-09', listing), 'distributed-standard').lines;
  expect(of.filter(service('Amazon S3')).map(({ item, quantity }) => [item, quantity])).toEqual([
    ['Listing the objects of the Map, 1,000 a request', 3],
  ]);
});

it('charges no function where the definition calls none, and each item where a Map goes over the batch', () => {
  const requests = (given: Partial<Workload>): number =>
    sumOf(approach(estimate({ items: 1000, itemsPerBatch: 100, ...given }), 'distributed-standard').lines, ({ item }) =>
      item.startsWith('Invocations'),
    ) / 0.0000002;
  expect(requests({})).toBeCloseTo(10, 6);
  expect(requests({ lambdaCallsPerChild: 0 })).toBe(0);
  expect(requests({ lambdaCallsPerChild: 0, lambdaCallsPerItem: 1, statesPerItem: 2 })).toBeCloseTo(1000, 6);
  const { lines } = approach(
    estimate({ items: 1000, itemsPerBatch: 100, statesPerChild: 3, statesPerItem: 2 }),
    'distributed-standard',
  );
  expect(lines.find(({ item }) => item === 'States of the children')?.quantity).toBe(10 * 3 + 1000 * 2);
});

it('names the state that a line belongs to', () => {
  const facts = { ...NO_DEFINITION, mapPointer: '/States/M', workerPointer: '/States/M/ItemProcessor/States/W' };
  const { lines } = approach(
    estimate({ items: 10 }, '2026-09', { facts, values: {}, approach: 'distributed-express', remarks: [] }),
    'distributed-express',
  );
  expect(lines.every(({ pointer }) => pointer !== undefined)).toBe(true);
  expect(lines.find(({ service: name }) => name === 'AWS Lambda')?.pointer).toBe(facts.workerPointer);
});

describe('at the ends', () => {
  it('prices nothing, one item and a thousand million', () => {
    for (const items of [0, 1, 1_000_000_000])
      for (const { monthly, lines } of estimate({ items, itemsPerBatch: 100 }).approaches) {
        expect(Number.isFinite(monthly) && monthly > 0).toBe(true);
        expect(lines.every(({ quantity }) => quantity > 0)).toBe(true);
      }
    const nothing = estimate({ items: 0 });
    expect(approach(nothing, 'inline-standard').lines).toMatchObject([{ quantity: 1, amount: 0.000025 }]);
    expect(approach(nothing, 'distributed-standard').seconds).toBe(0);
    const one = approach(estimate({ items: 1, itemsPerBatch: 1000, initMilliseconds: 0 }), 'distributed-express').lines;
    expect(one.find(({ unit, service: name }) => unit === 'GB-seconds' && name === 'AWS Lambda')?.quantity).toBe(0.1);
    const many = approach(estimate({ items: 1_000_000_000, itemsPerBatch: 100 }), 'distributed-standard');
    expect(sumOf(many.lines, ({ item }) => item === 'Starts of child executions')).toBe(250);
    expect(many.reasons.join(' ')).toMatch(/1,000,000,000 items exceed the 100,000,000/);
  });

  it('gives free quantities once, as lines that cost nothing', () => {
    const { lines } = approach(estimate({ items: 10_000, freeTier: true }), 'inline-standard');
    const transitions = lines.filter(({ unit }) => unit === 'state transitions');
    expect(transitions.map(({ quantity, unitPrice }) => [quantity, unitPrice])).toEqual([
      [1, 0],
      [3999, 0],
      [6001, 0.000025],
    ]);
    expect(transitions[0]?.source).toMatch(/^Free every month/);
  });
});

it('bills the Wait states of Express executions once however often tasks are retried, and never to functions', () => {
  const given = { items: 1000, itemsPerBatch: 10, taskMilliseconds: 100, retryRate: 0.5 };
  const [busy, idle] = [estimate(given), estimate({ ...given, waitMilliseconds: 60_000 })];
  const seconds = (of: CostEstimate, id: ApproachId, name: RegExp): number =>
    approach(of, id).lines.find(({ item }) => name.test(item))?.quantity ?? 0;
  // 100 children: one second of work, half as much again, and a minute of waiting; 64 MB each.
  expect(seconds(busy, 'distributed-express', /duration/)).toBeCloseTo((100 * 1.5) / 16, 9);
  expect(seconds(idle, 'distributed-express', /duration/)).toBeCloseTo((100 * 61.5) / 16, 9);
  expect(seconds(idle, 'distributed-express', /Time × memory/)).toBe(
    seconds(busy, 'distributed-express', /Time × memory/),
  );
  // 25 waves of 40 iterations.
  expect(seconds(idle, 'inline-express', /duration/)).toBeCloseTo((25 * (60 + 0.1 * 1.5)) / 16, 9);
  expect(approach(idle, 'distributed-standard').monthly).toBe(approach(busy, 'distributed-standard').monthly);
  expect(approach(idle, 'distributed-express').seconds).toBeCloseTo(
    approach(busy, 'distributed-express').seconds + 60,
    6,
  );
});

it('rules Express children out that wait longer than five minutes', () => {
  const { feasible, reasons } = approach(estimate({ items: 10, waitMilliseconds: 400_000 }), 'distributed-express');
  expect({ feasible, reason: reasons[0] }).toEqual({
    feasible: false,
    reason: 'A child takes about 400 s; an Express execution ends after 300 s.',
  });
});
