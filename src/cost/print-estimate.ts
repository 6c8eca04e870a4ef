import type { ApproachEstimate, CostEstimate } from './estimate.ts';

/** An estimate as text for a terminal or an editor: a table of the approaches, then the recommended one's lines. */
export function printEstimate(estimate: CostEstimate): string {
  const { workload, approaches, prices, region } = estimate;
  const chosen = approaches.find(({ id }) => id === estimate.recommended);
  const runs = workload.runsPerMonth === 1 ? 'one run a month' : `${whole(workload.runsPerMonth)} runs a month`;
  return [
    `${whole(workload.items)} items, ${runs}. Prices of ${prices.asOf}, ${region}, before tax. An estimate.`,
    '',
    ...table([
      ['', 'a month', 'a run', 'time', ''],
      ...approaches.map((each) => approachRow(each, each === chosen, each.id === estimate.current)),
    ]),
    '',
    ...(chosen ? explain(chosen) : ['No approach can carry this workload.']),
    ...otherReadings(approaches),
    ...estimate.breakEven.map(describeBreakEven),
    '',
    ...assumed(estimate.assumptions),
    '',
  ].join('\n');
}

function approachRow(each: ApproachEstimate, recommended: boolean, current: boolean): string[] {
  const marks = [current ? '← this definition' : '', recommended ? '← recommended' : ''].filter(Boolean).join(' ');
  const note = each.feasible ? marks : `${marks} ✗ ${each.reasons[0] ?? ''}`.trim();
  return [each.label, money(each.monthly), money(each.perRun), duration(each.seconds), note];
}

/** What nobody said, so that it can be said: a line each. */
function assumed(assumptions: CostEstimate['assumptions']): string[] {
  const rows = assumptions
    .filter(({ from }) => from !== 'given')
    .map(({ field, value, from }) => [`  ${field}`, String(value), from === 'definition' ? 'from the definition' : '']);
  return rows.length === 0 ? [] : ['Assumed:', ...table(rows)];
}

function explain(chosen: ApproachEstimate): string[] {
  const rows = chosen.lines.map((line) => [
    `  ${line.service}`,
    line.item,
    `${whole(line.quantity)} ${line.unit}`,
    `× $${line.unitPrice.toFixed(10).replace(/0+$/, '')}`,
    money(line.amount),
  ]);
  return [`${chosen.label}:`, ...chosen.reasons.map((reason) => `  ${reason}`), '', ...table(rows), ''];
}

/** AWS's pages contradict each other on Standard children; where it matters both figures are shown. */
function otherReadings(approaches: readonly ApproachEstimate[]): string[] {
  const used: Readonly<Record<string, string>> = {
    perChild: "charged for each child's start alone",
    perTransition: "charged for each child's states as well",
  };
  return approaches.flatMap(({ label, alternatives, monthly }) =>
    alternatives.map(
      (other) =>
        `${label}: ${money(monthly)} a month; ${money(other.monthly)} if ${used[other.standardChildBilling] ?? ''}.`,
    ),
  );
}

function describeBreakEven({ field, at, cheaper, between }: CostEstimate['breakEven'][number]): string {
  const other = between[0] === cheaper ? between[1] : between[0];
  const what = field === 'items' ? `${whole(at)} items` : `${duration(at / 1000)} of work for an item`;
  return `From ${what} on, ${cheaper} costs less than ${other}.`;
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

const whole = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** Dollars; below a cent as many places as show two digits. */
export function money(dollars: number): string {
  const small = dollars > 0 && dollars < 0.01;
  const digits = small ? Math.min(10, 1 - Math.floor(Math.log10(dollars))) : 2;
  return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toLocaleString('en-US', { maximumFractionDigits: seconds < 10 ? 1 : 0 })} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${whole(seconds / 86_400)} days`;
}
