import { array, boolean, number, object, oneOf, optional, string, type Check } from './check.ts';

/*
 * What a page shows of a cost estimate: src/cost/cost-view.ts makes it, as plain JSON. Amounts are dollars, times seconds;
 * each figure comes as a number, to sort and to draw, and where people read it as text.
 */

export interface CostView {
  readonly region: string;
  readonly prices: {
    readonly id: string;
    /** ISO date of the prices; always shown. */
    readonly asOf: string;
    readonly source: string;
    /** One sentence where prices are not from AWS's own list for the region. */
    readonly warning: string | undefined;
  };
  /** `1,000,000 items, 30 runs a month`. */
  readonly summary: string;
  readonly rows: readonly ComparisonRow[];
  /** What the estimate stands on, in the order of a form. */
  readonly assumptions: readonly AssumptionRow[];
  readonly plot: CostPlot;
  /** Sentences: break-even points over all fields, the best batch size, other ways to look at. */
  readonly breakEven: readonly string[];
  readonly bestBatch: { readonly itemsPerBatch: number; readonly text: string } | undefined;
  readonly notes: readonly string[];
  readonly notCounted: readonly string[];
}

/** One approach. */
export interface ComparisonRow {
  readonly id: string;
  readonly label: string;
  readonly feasible: boolean;
  /** Whether only something is in the way that the definition can be given; `reasons` begins with it. */
  readonly needsChange: boolean;
  /** At most one row. */
  readonly recommended: boolean;
  /** The approach that the definition takes. */
  readonly current: boolean;
  readonly monthly: number;
  readonly monthlyText: string;
  readonly perRun: number;
  readonly perRunText: string;
  readonly seconds: number;
  readonly mostSeconds: number;
  readonly timeText: string;
  /** What holds a run up. */
  readonly bound: string;
  /** Why it can't carry the workload, or, for the recommended one, why it is. */
  readonly reasons: readonly string[];
  /** The same counted otherwise: `$1.92 if charged for each child's start alone`. */
  readonly otherwise: readonly { readonly monthly: number; readonly text: string }[];
  readonly lines: readonly LedgerLine[];
}

/** `quantity × unitPrice = amount`, of a month. */
export interface LedgerLine {
  readonly service: string;
  readonly item: string;
  /** JSON Pointer of the state that it belongs to. */
  readonly pointer: string | undefined;
  readonly quantity: number;
  readonly unit: string;
  readonly unitPrice: number;
  readonly amount: number;
  readonly quantityText: string;
  readonly unitPriceText: string;
  readonly amountText: string;
  readonly source: string;
  readonly verified: boolean;
}

interface AssumptionBase {
  /** The name in fanout.json's `workload`. */
  readonly field: string;
  /** A few words. */
  readonly label: string;
  /** What it means, one sentence. */
  readonly meaning: string;
  readonly group: 'load' | 'work' | 'functions' | 'failures' | 'bill';
  /** `given` for this estimate, measured in a `run`, counted in the `data`, of fanout.json, of the definition, or a default. */
  readonly from: 'given' | 'run' | 'data' | 'template' | 'project' | 'definition' | 'default';
}

export type AssumptionRow =
  | (AssumptionBase & {
      readonly kind: 'number';
      readonly value: number;
      readonly fallback: number;
      readonly unit: string;
      /** What may be typed. */
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
      readonly slider: Slider;
    })
  | (AssumptionBase & {
      readonly kind: 'choice';
      readonly value: string;
      readonly fallback: string;
      readonly choices: readonly string[];
    })
  | (AssumptionBase & { readonly kind: 'boolean'; readonly value: boolean; readonly fallback: boolean });

/** The range that a slider is useful over; narrower than what may be typed. On a log scale `least` is above zero. */
export interface Slider {
  readonly least: number;
  readonly most: number;
  readonly scale: 'log' | 'linear';
  /** Of a linear one. */
  readonly step: number;
}

/** Dollars a month of each approach over one field of the workload, on log axes. */
export interface CostPlot {
  readonly field: 'items' | 'itemsPerBatch' | 'taskMilliseconds' | 'runsPerMonth';
  readonly label: string;
  /** Rising, whole, from 1. */
  readonly x: readonly number[];
  readonly series: readonly {
    readonly id: string;
    readonly label: string;
    /** One for each x. */
    readonly monthly: readonly number[];
    /** Whether the approach can carry the workload there. */
    readonly feasible: readonly boolean[];
  }[];
  /** Where two approaches cost the same; both can carry it there. */
  readonly marks: readonly {
    readonly x: number;
    readonly y: number;
    readonly between: readonly string[];
    readonly cheaper: string;
    readonly text: string;
  }[];
  /** The workload's own value. */
  readonly at: number;
}

const line = object<LedgerLine>({
  service: string,
  item: string,
  pointer: optional(string),
  quantity: number,
  unit: string,
  unitPrice: number,
  amount: number,
  quantityText: string,
  unitPriceText: string,
  amountText: string,
  source: string,
  verified: boolean,
});

const row = object<ComparisonRow>({
  id: string,
  label: string,
  feasible: boolean,
  needsChange: boolean,
  recommended: boolean,
  current: boolean,
  monthly: number,
  monthlyText: string,
  perRun: number,
  perRunText: string,
  seconds: number,
  mostSeconds: number,
  timeText: string,
  bound: string,
  reasons: array(string),
  otherwise: array(object<ComparisonRow['otherwise'][number]>({ monthly: number, text: string })),
  lines: array(line),
});

const base = {
  field: string,
  label: string,
  meaning: string,
  group: oneOf('load', 'work', 'functions', 'failures', 'bill'),
  from: oneOf('given', 'run', 'data', 'project', 'definition', 'default'),
};
type Kind<K extends AssumptionRow['kind']> = Extract<AssumptionRow, { kind: K }>;
const ASSUMPTIONS: { readonly [K in AssumptionRow['kind']]: Check<Kind<K>> } = {
  number: object<Kind<'number'>>({
    ...base,
    kind: oneOf('number'),
    value: number,
    fallback: number,
    unit: string,
    min: number,
    max: number,
    whole: boolean,
    slider: object<Slider>({ least: number, most: number, scale: oneOf('log', 'linear'), step: number }),
  }),
  choice: object<Kind<'choice'>>({
    ...base,
    kind: oneOf('choice'),
    value: string,
    fallback: string,
    choices: array(string),
  }),
  boolean: object<Kind<'boolean'>>({ ...base, kind: oneOf('boolean'), value: boolean, fallback: boolean }),
};
const kindOf = object<{ kind: AssumptionRow['kind'] }>({ kind: oneOf('number', 'choice', 'boolean') });
const assumption: Check<AssumptionRow> = (value, at) =>
  kindOf(value, at) ?? ASSUMPTIONS[(value as AssumptionRow).kind](value, at);

const plot = object<CostPlot>({
  field: oneOf('items', 'itemsPerBatch', 'taskMilliseconds', 'runsPerMonth'),
  label: string,
  x: array(number),
  series: array(
    object<CostPlot['series'][number]>({
      id: string,
      label: string,
      monthly: array(number),
      feasible: array(boolean),
    }),
  ),
  marks: array(
    object<CostPlot['marks'][number]>({ x: number, y: number, between: array(string), cheaper: string, text: string }),
  ),
  at: number,
});

export const costView: Check<CostView> = object<CostView>({
  region: string,
  prices: object<CostView['prices']>({ id: string, asOf: string, source: string, warning: optional(string) }),
  summary: string,
  rows: array(row),
  assumptions: array(assumption),
  plot,
  breakEven: array(string),
  bestBatch: optional(object<NonNullable<CostView['bestBatch']>>({ itemsPerBatch: number, text: string })),
  notes: array(string),
  notCounted: array(string),
});
