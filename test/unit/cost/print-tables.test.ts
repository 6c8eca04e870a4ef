import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { NO_DEFINITION } from '../../../src/cost/definition-facts.ts';
import { plotCosts } from '../../../src/cost/plot.ts';
import { printCsv, printMarkdown, printPlotCsv } from '../../../src/cost/print-tables.ts';
import { estimate, scenarioOf } from './estimates.ts';

const facts = { ...NO_DEFINITION, mapPointer: '/States/A, "b" | <i>', workerPointer: '/States/W' };
const of = estimate({ items: 5000, itemsPerBatch: 10 }, '2026-09', {
  facts,
  values: {},
  approach: 'distributed-express',
  remarks: [],
});

describe('as CSV', () => {
  const rows: Record<string, string>[] = parse(printCsv(of), { columns: true });

  it('is every line of every approach, and adds up to each', () => {
    expect(rows).toHaveLength(of.approaches.reduce((sum, { lines }) => sum + lines.length, 0));
    for (const { id, monthly } of of.approaches) {
      const own = rows.filter(({ approach }) => approach === id);
      expect(own.reduce((sum, { amount }) => sum + Number(amount), 0)).toBeCloseTo(monthly, 9);
      expect(new Set(own.map((row) => row.monthly))).toEqual(new Set([String(monthly)]));
    }
    expect(rows.map(({ pointer }) => pointer)).toContain(facts.mapPointer);
  });

  it('has numbers that every spreadsheet reads', () => {
    for (const { unitPrice, amount } of rows) expect(`${unitPrice} ${amount}`).toMatch(/^[\d.]+ [\d.]+$/);
  });

  it('gives a plot as a column for each approach, empty where it is not feasible', () => {
    const plot: Record<string, string>[] = parse(printPlotCsv(plotCosts(scenarioOf({ items: 10 }), 'items', 10)), {
      columns: true,
    });
    expect(plot.map(({ items }) => items)).toEqual([
      '1',
      '10',
      '100',
      '1000',
      '10000',
      '100000',
      '1000000',
      '10000000',
      '100000000',
      '1000000000',
    ]);
    expect(plot[1]?.['inline-standard']).toMatch(/^0\.\d+$/);
    expect(plot.at(-1)?.['distributed-express']).toBe('');
  });
});

it('as Markdown, with tables that no name breaks', () => {
  const text = printMarkdown(of);
  expect(text).toMatch(/^\*\*5,000 items, one run a month\.\*\* Prices of 2026-09-28/);
  expect(text).toMatch(/\| \*\*Distributed Map, Express children\*\* \| \$[\d.]+ \| .*this definition; recommended \|/);
  for (const line of text.split('\n').filter((each) => each.startsWith('|')))
    expect([4, 6]).toContain(line.split(/(?<!\\)\|/).length - 1);
  expect(text).toMatch(/\| itemsPerBatch \| 10 \| given \|/);
});
