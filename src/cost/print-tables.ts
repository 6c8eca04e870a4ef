import { currentName } from './approach-ids.ts';
import type { CostPlot } from '../protocol/cost-view.ts';
import { csvLine, type CsvCell } from '../protocol/csv-line.ts';
import type { CostEstimate } from './estimate.ts';
import { describeBatch, describeBreakEven, describeProduct, describeTime, sayFallbacks } from './print-estimate.ts';
import { count, money } from './say.ts';

const LEDGER_COLUMNS = [
  'approach',
  'feasible',
  'recommended',
  'monthly',
  'perRun',
  'seconds',
  'service',
  'item',
  'pointer',
  'quantity',
  'unit',
  'unitPrice',
  'amount',
  'confidence',
  'source',
] as const;

/** An estimate for a spreadsheet: a row for each line of each approach (RFC 4180). Dollars a month. */
export function printCsv({ approaches, recommended }: CostEstimate): string {
  const rows = approaches.flatMap((each) =>
    each.lines.map((line) => [
      each.id,
      each.feasible,
      each.id === recommended,
      each.monthly,
      each.perRun,
      each.seconds,
      line.service,
      line.item,
      line.pointer ?? '',
      line.quantity,
      line.unit,
      line.unitPrice,
      line.amount,
      line.confidence,
      line.source,
    ]),
  );
  return toCsv([LEDGER_COLUMNS, ...rows]);
}

/** A plot's data: a row for each x, a column for each approach; empty where it cannot carry the workload. */
export function printPlotCsv({ field, x, series }: CostPlot): string {
  const rows = x.map((value, index) => [
    value,
    ...series.map(({ monthly, feasible }) => (feasible[index] === true ? (monthly[index] ?? '') : '')),
  ]);
  return toCsv([[field, ...series.map(({ id }) => id)], ...rows]);
}

const toCsv = (rows: readonly (readonly CsvCell[])[]): string => rows.map(csvLine).join('');

/** An estimate for a pull request or a wiki. */
export function printMarkdown(estimate: CostEstimate): string {
  const { workload, approaches, prices, region, recommended, current, assumptions, breakEven, bestBatch } = estimate;
  const chosen = approaches.find(({ id }) => id === recommended);
  const runs = workload.runsPerMonth === 1 ? 'one run a month' : `${count(workload.runsPerMonth)} runs a month`;
  const ledger = chosen?.lines.map((line) => [line.service, line.item, ...describeProduct(line)]) ?? [];
  return [
    `**${count(workload.items)} items, ${runs}.** Prices of ${prices.asOf}, ${region}, before tax. An estimate.`,
    ...sayFallbacks(estimate),
    '',
    ...markdownTable(
      ['Approach', 'A month', 'A run', 'Time', ''],
      approaches.map((each) => [
        each.id === recommended ? `**${each.label}**` : each.label,
        money(each.monthly),
        money(each.perRun),
        describeTime(each),
        [
          ...(each.id === current ? [currentName(each.id)] : []),
          ...(each.id === recommended ? ['recommended'] : []),
          ...(each.feasible ? [] : [each.reasons[0] ?? '']),
        ].join('; '),
      ]),
    ),
    '',
    ...(chosen ? chosen.reasons.map((reason) => `- ${cell(reason)}`) : ['No approach can carry this workload.']),
    '',
    ...markdownTable(['Service', 'What', 'Quantity', 'Price', 'Amount'], ledger),
    '',
    ...breakEven.filter(({ monthly }) => monthly >= 0.01).map((each) => `- ${cell(describeBreakEven(each))}`),
    ...(bestBatch ? [`- ${cell(describeBatch(bestBatch))}`] : []),
    ...estimate.notes.map((note) => `- ${cell(note)}`),
    '',
    '<details><summary>Assumptions</summary>',
    '',
    ...markdownTable(
      ['Field', 'Value', 'From'],
      assumptions.map(({ field, value, from }) => [field, String(value), from]),
    ),
    '',
    `Not counted: ${estimate.notCounted.join(', ')}.`,
    '',
    '</details>',
    '',
  ].join('\n');
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`);
}

/** Names of states are a user's: they must not end a cell nor become a tag. */
const cell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
