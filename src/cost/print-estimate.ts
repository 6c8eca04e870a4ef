import { APPROACH_LABELS, currentName } from './approach-ids.ts';
import type { BestBatch } from './batch-size.ts';
import type { ApproachEstimate, CostEstimate, ToldBreakEven } from './estimate.ts';
import type { CostLine } from './ledger.ts';
import { count, duration, money } from './say.ts';

/** An estimate as text for a terminal or an editor: a table of the approaches, then the recommended one's lines. */
export function printEstimate(estimate: CostEstimate): string {
  const { workload, approaches, prices, region } = estimate;
  const chosen = approaches.find(({ id }) => id === estimate.recommended);
  const runs = workload.runsPerMonth === 1 ? 'one run a month' : `${count(workload.runsPerMonth)} runs a month`;
  return [
    `${count(workload.items)} items, ${runs}. Prices of ${prices.asOf}, ${region}, before tax. An estimate.`,
    ...sayFallbacks(estimate),
    '',
    ...table([
      ['', 'a month', 'a run', 'time', ''],
      ...approaches.map((each) => approachRow(each, each === chosen, each.id === estimate.current)),
    ]),
    '',
    ...(chosen ? explain(chosen) : ['No approach can carry this workload.']),
    ...otherReadings(approaches),
    // Below a cent a month it makes no difference to anybody.
    ...estimate.breakEven.filter(({ monthly }) => monthly >= 0.01).map(describeBreakEven),
    ...(estimate.bestBatch ? [describeBatch(estimate.bestBatch)] : []),
    ...estimate.notes,
    `Not counted: ${estimate.notCounted.join(', ')}.`,
    '',
    ...assumed(estimate.assumptions),
    '',
  ].join('\n');
}

/** Says which prices are not the region's own, as read by AWS. */
export function sayFallbacks({ prices, region }: Pick<CostEstimate, 'prices' | 'region'>): string[] {
  const { fallbacks } = prices;
  return fallbacks.length === 0
    ? []
    : [`Not from AWS's own list for ${region}: ${fallbacks.join(', ')}. Refresh the prices to be sure.`];
}

function approachRow(each: ApproachEstimate, recommended: boolean, current: boolean): string[] {
  const marks = [current ? `← ${currentName(each.id)}` : '', recommended ? '← recommended' : '']
    .filter(Boolean)
    .join(' ');
  const sign = each.needs.length > 0 ? '✎' : '✗';
  const note = each.feasible ? marks : `${marks} ${sign} ${each.reasons[0] ?? ''}`.trim();
  return [each.label, money(each.monthly), money(each.perRun), describeTime(each), note];
}

/** `7.2 s`, or `7.2 s to 40 s` where AWS says nothing clear about a quota. */
export function describeTime({ seconds, mostSeconds }: Pick<ApproachEstimate, 'seconds' | 'mostSeconds'>): string {
  const [least, most] = [duration(seconds), duration(mostSeconds)];
  return least === most ? least : `${least} to ${most}`;
}

/** What nobody said, so that it can be said: a line each. */
function assumed(assumptions: CostEstimate['assumptions']): string[] {
  const told: Partial<Record<string, string>> = {
    definition: 'from the definition',
    template: 'from the template',
    data: 'counted in the data',
    run: 'measured in a run',
  };
  const rows = assumptions
    .filter(({ from }) => from !== 'given' && from !== 'project')
    .map(({ field, value, from }) => [`  ${field}`, String(value), told[from] ?? '']);
  return rows.length === 0 ? [] : ['Assumed (change it with --set, or as "workload" in fanout.json):', ...table(rows)];
}

function explain(chosen: ApproachEstimate): string[] {
  const rows = chosen.lines.map((line) => ['  ' + line.service, line.item, ...describeProduct(line)]);
  return [
    `${chosen.label}:`,
    ...chosen.reasons.map((reason) => `  ${reason}`),
    `  Time: ${describeTime(chosen)}. ${chosen.bound}`,
    '',
    ...table(rows),
    '',
  ];
}

/** Quantity, unit price and amount of a line. */
export function describeProduct({ quantity, unit, unitPrice, amount }: CostLine): string[] {
  const price = unitPrice === 0 ? '$0' : `$${unitPrice.toFixed(12).replace(/\.?0+$/, '')}`;
  const digits = quantity < 100 ? 2 : 0;
  return [
    `${quantity.toLocaleString('en-US', { maximumFractionDigits: digits })} ${unit}`,
    `× ${price}`,
    money(amount),
  ];
}

/** AWS's pages contradict each other on Standard children; where it matters both figures are shown. */
function otherReadings(approaches: readonly ApproachEstimate[]): string[] {
  return approaches.flatMap(({ label, alternatives, monthly, readings }) => [
    ...alternatives.map(
      (other) =>
        `${label}: ${money(monthly)} a month; ${money(other.monthly)} if ${BILLING_WORDS[other.standardChildBilling]}.`,
    ),
    ...readings.map((other) => `${label}: ${money(other.monthly)}. ${other.label}.`),
  ]);
}

export const BILLING_WORDS: Readonly<Record<'perChild' | 'perTransition', string>> = {
  perChild: "charged for each child's start alone",
  perTransition: "charged for each child's states as well",
};

/** `From 1,234 items on, … costs less than ….`, or where the two go up and down about each other, that they do. */
export function describeBreakEven({ field, at, cheaper, between, wavers, monthly, upkeep }: ToldBreakEven): string {
  const other = between[0] === cheaper ? between[1] : between[0];
  const where: Readonly<Record<ToldBreakEven['field'], string>> = {
    items: `${count(at)} items a run`,
    itemsPerBatch: `batches of ${count(at)}`,
    taskMilliseconds: `${duration(at / 1000)} of work for an item`,
    runsPerMonth: `${count(at)} runs a month`,
  };
  const and = upkeep === undefined ? '' : `, its upkeep of ${money(upkeep)} included`;
  return wavers
    ? `About ${where[field]} (${money(monthly)} a month), ${APPROACH_LABELS[cheaper]} and ${APPROACH_LABELS[other]} cost about the same, now the one less and now the other.`
    : `From ${where[field]} on (${money(monthly)} a month), ${APPROACH_LABELS[cheaper]} costs less than ${APPROACH_LABELS[other]}${and}.`;
}

export function describeBatch({ approach, itemsPerBatch, monthly, seconds, cheapest, now }: BestBatch): string {
  const best = `${APPROACH_LABELS[approach]}: batches of ${count(itemsPerBatch)} suit this workload, ${money(monthly)} a month and ${duration(seconds)} a run`;
  const than = `batches of ${count(now.itemsPerBatch)} cost ${money(now.monthly)} and take ${duration(now.seconds)}`;
  const least =
    cheapest.itemsPerBatch === itemsPerBatch
      ? 'nothing is cheaper'
      : `the least is ${money(cheapest.monthly)}, in batches of ${count(cheapest.itemsPerBatch)}`;
  return now.itemsPerBatch === itemsPerBatch ? `${best}; ${least}.` : `${best}; ${than}, and ${least}.`;
}

/** Columns as wide as they need to be; the last one ragged. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
