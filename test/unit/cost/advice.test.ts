import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { findOver, spaceOut } from '../../../src/cost/break-even.ts';
import { findBestBatch } from '../../../src/cost/batch-size.ts';
import { readDefinitionFacts } from '../../../src/cost/definition-facts.ts';
import { describeBreakEven, printEstimate } from '../../../src/cost/print-estimate.ts';
import { approach, estimate, scenarioOf } from './estimates.ts';

describe('the recommendation', () => {
  it('is an inline Map for what fits into one, and a distributed one beyond', () => {
    expect(estimate({ items: 100 }).recommended).toMatch(/^inline/);
    expect(estimate({ items: 42_049, itemsPerBatch: 100, taskMilliseconds: 5 }).recommended).toMatch(/^distributed/);
  });

  it('is the custom pipeline where it saves more than its upkeep is worth', () => {
    const given = { items: 1_000_000, runsPerMonth: 300, taskMilliseconds: 50 };
    const of = estimate(given);
    expect(of.recommended).toBe('custom-pipeline');
    expect(approach(of, 'custom-pipeline').reasons.join(' ')).toMatch(/saves \$[\d,.]+ a month .* more than the \$200/);
    expect(estimate({ ...given, upkeepPerMonth: 1_000_000 }).recommended).toMatch(/^distributed/);
  });

  it('is nothing where nothing can carry the workload', () => {
    const of = estimate({ items: 10, itemBytes: 2_000_000 });
    expect(of.recommended).toBeUndefined();
    expect(printEstimate(of)).toMatch(/No approach can carry this workload/);
  });

  it('cites scale, cost, frequency, developer time and operations with their figures', () => {
    const of = estimate({ items: 1_000_000, itemsPerBatch: 100, runsPerMonth: 4 });
    const { reasons, monthly } = approach(of, of.recommended!);
    expect(reasons.map((reason) => reason.split(':')[0])).toEqual([
      'Scale',
      'Cost',
      'Frequency',
      'Developer time',
      'Operations',
    ]);
    expect(reasons[0]).toMatch(/1,000,000 items .* 10,000 children/);
    expect(reasons[1]).toContain(`$${monthly.toFixed(2)} a month`);
    expect(reasons[2]).toMatch(/^Frequency: with 4 runs a month/);
  });

  it('says from how many runs a month a pipeline pays for its upkeep, and it then does', () => {
    const given = { items: 1_000_000, taskMilliseconds: 50 };
    const paid = estimate(given).breakEven.find(({ upkeep }) => upkeep === 200);
    expect(paid).toMatchObject({ field: 'runsPerMonth', cheaper: 'custom-pipeline' });
    expect(estimate({ ...given, runsPerMonth: paid!.at }).recommended).toBe('custom-pipeline');
    expect(estimate({ ...given, runsPerMonth: paid!.at - 1 }).recommended).not.toBe('custom-pipeline');
  });
});

describe('break-even points', () => {
  it('lie where Standard children become the cheaper ones: 23, 47, 71, 119 and 239 s for 1, 2, 3, 5 and 10 states', () => {
    for (const [statesPerChild, seconds] of [
      [1, 23],
      [2, 47],
      [3, 71],
      [5, 119],
      [10, 239],
    ] as const) {
      const scenario = scenarioOf({ items: 1000, statesPerChild });
      const found = findOver(scenario, 'taskMilliseconds').find(
        ({ between }) => between.join() === 'distributed-express,distributed-standard',
      );
      expect(found).toMatchObject({ cheaper: 'distributed-standard' });
      expect(Math.abs((found?.at ?? 0) / 1000 - seconds)).toBeLessThan(1);
    }
  });

  it('are exact: the order of the costs turns there, and both can carry it', () => {
    const given = { items: 5000, itemBytes: 10, resultBytes: 10, taskMilliseconds: 400, statesPerChild: 2 };
    const { monthly, obstacles, workload } = scenarioOf(given);
    const found = estimate(given).breakEven.filter(({ upkeep }) => upkeep === undefined);
    expect(found.length).toBeGreaterThan(2);
    for (const { field, between, cheaper, at } of found) {
      const [changed, before] = [
        { ...workload, [field]: at },
        { ...workload, [field]: at - 1 },
      ];
      const other = between.find((id) => id !== cheaper)!;
      expect(monthly(cheaper, changed) < monthly(other, changed)).toBe(true);
      expect(monthly(cheaper, before) >= monthly(other, before)).toBe(true);
      expect([...obstacles(cheaper, changed), ...obstacles(other, changed)]).toEqual([]);
    }
  });

  it('are told as what they are where rounding to whole batches turns the order back and forth', () => {
    const small = { itemBytes: 100, resultBytes: 10 };
    const given = {
      ...small,
      items: 1500,
      runsPerMonth: 1000,
      statesPerChild: 2,
      taskMilliseconds: 60_000,
      innerConcurrency: 10,
    };
    const { monthly, workload } = scenarioOf(given);
    const found = estimate(given).breakEven.filter(({ upkeep }) => upkeep === undefined);
    expect(new Set(found.map(({ wavers }) => wavers))).toEqual(new Set([true, false]));
    for (const each of found) {
      const other = each.between.find((id) => id !== each.cheaper)!;
      const holds = [1, 2, 3, 5, 10].every((more) => {
        const changed = { ...workload, [each.field]: each.at + more };
        return monthly(each.cheaper, changed) <= monthly(other, changed);
      });
      expect(describeBreakEven(each)).toMatch(
        each.wavers ? /^About .* cost about the same/ : /^From .* costs less than/,
      );
      if (!each.wavers) expect(holds, describeBreakEven(each)).toBe(true);
    }
  });

  it('are looked for on a log axis', () => {
    expect(spaceOut(1000, 4)).toEqual([1, 10, 100, 1000]);
    expect(spaceOut(1, 5)).toEqual([1]);
  });
});

describe('the best batch size', () => {
  it('is the smallest that costs within 5 % of the least that the quotas allow', () => {
    const scenario = scenarioOf({ items: 1_000_000, itemBytes: 100, resultBytes: 100, taskMilliseconds: 20 });
    const best = findBestBatch(scenario, 'distributed-express');
    expect(best?.itemsPerBatch).toBe(2000);
    expect(best?.monthly ?? Infinity).toBeLessThanOrEqual((best?.cheapest.monthly ?? 0) * 1.05);
    const smaller = scenario.monthly('distributed-express', { ...scenario.workload, itemsPerBatch: 1000 });
    expect(Number(smaller) / 1e12).toBeGreaterThan((best?.cheapest.monthly ?? 0) * 1.05);
    expect(best?.now).toMatchObject({ itemsPerBatch: 1 });
  });

  it('is as cheap as any: the whole run in one child, even batches, and what the history of a child holds', () => {
    const small = { itemBytes: 10, resultBytes: 10, taskMilliseconds: 10 };
    for (const given of [
      { ...small, items: 7 },
      { ...small, items: 300, itemsPerBatch: 300 },
      { ...small, items: 2600, statesPerChild: 5 },
      { items: 999, taskMilliseconds: 110 },
      { ...small, items: 6000, statesPerItem: 3, lambdaCallsPerItem: 1 },
    ])
      for (const id of ['distributed-standard', 'distributed-express'] as const) {
        const { workload, monthly, obstacles } = scenarioOf(given);
        const all = Array.from({ length: given.items }, (_, index) => ({ ...workload, itemsPerBatch: index + 1 }));
        const least = all
          .filter((each) => obstacles(id, each).length === 0)
          .map((each) => monthly(id, each))
          .reduce((a, b) => (b < a ? b : a));
        const told = findBestBatch(scenarioOf(given), id)?.cheapest.monthly ?? Infinity;
        expect(told, `${id} ${JSON.stringify(given)}`).toBeLessThanOrEqual((Number(least) / 1e12) * 1.0005);
      }
  });
  it('stays within five minutes and 256 KiB', () => {
    const long = findBestBatch(scenarioOf({ items: 1_000_000, taskMilliseconds: 7000 }), 'distributed-express');
    expect(long?.cheapest.itemsPerBatch).toBeLessThanOrEqual(42);
    const large = findBestBatch(scenarioOf({ items: 1000, itemBytes: 50_000 }), 'distributed-standard');
    expect(large?.cheapest.itemsPerBatch).toBe(5);
    expect(findBestBatch(scenarioOf({ items: 10, itemBytes: 300_000 }), 'distributed-standard')).toBeUndefined();
  });
});

it('prints figures, reasons, both readings, break-even points and what is not counted', () => {
  const text = printEstimate(estimate({ items: 1_000_000, itemsPerBatch: 100, statesPerChild: 2 }));
  for (const part of [
    /^1,000,000 items, one run a month\. Prices of 2026-09-28, us-east-1/,
    /← recommended/,
    /✗ 1,000,000 items of 1,024 bytes exceed/,
    /AWS Lambda {2,}Invocations of the worker {2,}10,000 requests {2,}× \$0\.0000002 {2,}\$0\.0020/,
    /if charged for each child's start alone\./,
    /As the article counts it/,
    /From [\d,.]+ \w+ .* costs less than/,
    /batches of \d+ suit this workload/,
    /durable functions/,
    /Not counted: storage/,
    /runsPerMonth {2,}1$/m,
  ])
    expect(text).toMatch(part);
  expect(text).not.toMatch(/undefined|NaN/);
});

it('reads a definition, its machine type and all', () => {
  const definition = parseDefinition(
    JSON.stringify({
      StartAt: 'M',
      States: {
        M: { Type: 'Map', End: true, ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } } },
      },
    }),
    'json',
  );
  const of = estimate({ items: 10 }, '2026-09', readDefinitionFacts(definition, 'EXPRESS'));
  expect(of.current).toBe('inline-express');
  expect(approach(of, 'inline-express').lines.map(({ pointer }) => pointer)).toContain('/States/M');
});
