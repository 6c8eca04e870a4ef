import type { AssumptionRow, ComparisonRow, CostView, LedgerLine } from '../protocol/cost-view.ts';
import type { BreakEvenField } from './break-even.ts';
import type { DefinitionReading } from './definition-facts.ts';
import { estimateCost, type ApproachEstimate, type CostEstimate } from './estimate.ts';
import type { CostLine } from './ledger.ts';
import { plotCosts } from './plot.ts';
import type { PriceBook } from './price-book.ts';
import {
  BILLING_WORDS,
  describeBatch,
  describeBreakEven,
  describeProduct,
  describeTime,
  sayFallbacks,
} from './print-estimate.ts';
import { count, money } from './say.ts';
import { makeScenario } from './scenario.ts';
import { WORKLOAD_CONTROLS } from './workload-controls.ts';
import { WORKLOAD_FIELDS, type Workload, type WorkloadField } from './workload-fields.ts';
import type { Assumption } from './workload.ts';

export interface CostViewRequest {
  /** As `readWorkload` gives them. */
  readonly workload: Workload;
  readonly assumptions: readonly Assumption[];
  readonly book: PriceBook;
  /** As `readDefinitionFacts` gives it; undefined where there is no definition. */
  readonly definition: DefinitionReading | undefined;
  /** What the plot goes over; items unless said. */
  readonly plotField?: BreakEvenField;
  readonly plotPoints?: number;
}

/**
 * All that a page shows of an estimate: comparison, ledgers, plot with break-even marks, assumptions to edit. To change
 * one, read the workload again with it among what was `given`, and make the view anew.
 */
export function makeCostView(request: CostViewRequest): CostView {
  const { workload, assumptions, book, definition } = request;
  const estimate = estimateCost(workload, assumptions, book, definition);
  const { prices, region, bestBatch } = estimate;
  const runs = workload.runsPerMonth === 1 ? 'one run a month' : `${count(workload.runsPerMonth)} runs a month`;
  return {
    region,
    prices: { id: prices.id, asOf: prices.asOf, source: prices.source, warning: sayFallbacks(estimate)[0] },
    summary: `${count(workload.items)} items, ${runs}`,
    rows: estimate.approaches.map((each) => rowOf(each, estimate)),
    assumptions: listAssumptions(assumptions),
    plot: plotCosts(makeScenario(workload, assumptions, book, definition), request.plotField, request.plotPoints),
    breakEven: estimate.breakEven.filter(({ monthly }) => monthly >= 0.01).map(describeBreakEven),
    bestBatch: bestBatch && { itemsPerBatch: bestBatch.itemsPerBatch, text: describeBatch(bestBatch) },
    notes: estimate.notes,
    notCounted: estimate.notCounted,
  };
}

function rowOf(each: ApproachEstimate, { recommended, current }: CostEstimate): ComparisonRow {
  const { id, label, feasible, reasons, monthly, perRun, seconds, mostSeconds, bound } = each;
  return {
    id,
    label,
    feasible,
    needsChange: each.needs.length > 0,
    recommended: id === recommended,
    current: id === current,
    monthly,
    monthlyText: money(monthly),
    perRun,
    perRunText: money(perRun),
    seconds,
    mostSeconds,
    timeText: describeTime(each),
    bound,
    reasons,
    otherwise: [
      ...each.alternatives.map((other) => ({
        monthly: other.monthly,
        text: `${money(other.monthly)} if ${BILLING_WORDS[other.standardChildBilling]}`,
      })),
      ...each.readings.map((other) => ({
        monthly: other.monthly,
        text: `${money(other.monthly)}: ${other.label}`,
      })),
    ],
    lines: each.lines.map(lineOf),
  };
}

function lineOf(line: CostLine): LedgerLine {
  const [quantityText = '', unitPriceText = '', amountText = ''] = describeProduct(line);
  const { service, item, pointer, quantity, unit, unitPrice, amount, source, confidence } = line;
  return {
    service,
    item,
    pointer,
    quantity,
    unit,
    unitPrice,
    amount,
    quantityText,
    unitPriceText: unitPriceText.replace('× ', ''),
    amountText,
    source,
    verified: confidence === 'verified',
  };
}

/** Every assumption, in the order of a form, with what it may be changed to. */
export function listAssumptions(assumptions: readonly Assumption[]): readonly AssumptionRow[] {
  const fields = Object.keys(WORKLOAD_CONTROLS) as WorkloadField[];
  return fields.flatMap((field) => {
    const found = assumptions.find((each) => each.field === field);
    return found ? [assumptionRow(found)] : [];
  });
}

function assumptionRow({ field, value, from }: Assumption): AssumptionRow {
  const rule = WORKLOAD_FIELDS[field];
  const { label, group, slider } = WORKLOAD_CONTROLS[field];
  const base = { field, label, group, meaning: `${rule.meaning}.`, from };
  if (rule.kind === 'boolean') return { ...base, kind: rule.kind, value: value === true, fallback: rule.fallback };
  if (rule.kind === 'choice')
    return { ...base, kind: rule.kind, value: String(value), fallback: rule.fallback, choices: rule.values };
  const { min, max, whole, unit, fallback } = rule;
  return {
    ...base,
    kind: rule.kind,
    value: Number(value),
    fallback,
    unit,
    min,
    max,
    whole,
    slider: slider ?? { least: min, most: max, scale: 'linear', step: 1 },
  };
}
