import type { ApproachId } from './approach-ids.ts';
import { parsePrice, type Pico } from './money.ts';
import type { Scenario } from './scenario.ts';
import type { Workload } from './workload-fields.ts';

export const BREAK_EVEN_FIELDS = ['items', 'itemsPerBatch', 'taskMilliseconds', 'runsPerMonth'] as const;
export type BreakEvenField = (typeof BREAK_EVEN_FIELDS)[number];

/** Where two approaches cost the same a month: the first value of `field` from which `cheaper` is the cheaper one. */
export interface BreakEven {
  readonly field: BreakEvenField;
  readonly between: readonly [ApproachId, ApproachId];
  /** Cheaper from `at` on; before it the other. */
  readonly cheaper: ApproachId;
  readonly at: number;
  /**
   * Rounding up to whole batches makes the order of the costs turn back and forth about `at`: what is cheaper from there
   * on is so on the whole, not at each value.
   */
  readonly wavers: boolean;
  /** Dollars a month of that figure, of both. */
  readonly monthly: Pico;
  /** Dollars a month that the custom pipeline's upkeep counts for here; absent where it counts for nothing. */
  readonly upkeep?: number;
}

const PAIRS: readonly (readonly [ApproachId, ApproachId])[] = [
  ['distributed-express', 'distributed-standard'],
  ['distributed-express', 'custom-pipeline'],
  ['distributed-standard', 'custom-pipeline'],
  ['inline-standard', 'inline-express'],
  ['inline-standard', 'distributed-express'],
  ['inline-standard', 'distributed-standard'],
  ['inline-express', 'distributed-express'],
  ['inline-standard', 'custom-pipeline'],
];

export const BREAK_EVEN_MOST: Readonly<Record<BreakEvenField, number>> = {
  items: 1e9,
  itemsPerBatch: 10_000,
  taskMilliseconds: 900_000,
  runsPerMonth: 1_000_000,
};

/** Values from 1 to `most`, evenly spaced on a log axis, whole, each once. */
export function spaceOut(most: number, points: number): readonly number[] {
  const values = Array.from({ length: points }, (_, index) => Math.round(most ** (index / Math.max(1, points - 1))));
  return [...new Set(values)];
}

const SAMPLES = 40;
/** Rounding up to whole batches makes costs cross back and forth; the first crossings tell the story. */
const MOST_CROSSINGS = 2;

/**
 * Every pair of approaches, over items, batch size, time of an item and runs a month: where the order of their costs turns
 * while both can carry the workload.
 */
export function findBreakEvens(scenario: Scenario): readonly BreakEven[] {
  return BREAK_EVEN_FIELDS.flatMap((field) => findOver(scenario, field));
}

/** The break-even points over one field. */
export function findOver(scenario: Scenario, field: BreakEvenField): readonly BreakEven[] {
  const values = spaceOut(BREAK_EVEN_MOST[field], SAMPLES);
  const known = new Map<string, Pico>();
  const cost = (id: ApproachId, value: number): Pico => {
    const key = `${id} ${value}`;
    const found = known.get(key) ?? scenario.monthly(id, { ...scenario.workload, [field]: value });
    known.set(key, found);
    return found;
  };
  const fits = (id: ApproachId, value: number): boolean =>
    scenario.obstacles(id, { ...scenario.workload, [field]: value }).length === 0;
  return PAIRS.flatMap(([a, b]) => {
    const crossings = findCrossings(values, (value) => cost(a, value) - cost(b, value));
    return crossings
      .filter(({ at }) => fits(a, at) && fits(b, at))
      .slice(0, MOST_CROSSINGS)
      .map(({ at, firstIsCheaper }) => {
        const cheaper = firstIsCheaper ? a : b;
        const other = firstIsCheaper ? b : a;
        const wavers = justBeyond(at, BREAK_EVEN_MOST[field]).some(
          (value) => cost(cheaper, value) > cost(other, value),
        );
        return { field, between: [a, b] as const, cheaper, at, wavers, monthly: cost(cheaper, at) };
      });
  });
}

/** Values that follow a crossing, near enough to be taken for what is said of it. */
const justBeyond = (at: number, most: number): readonly number[] =>
  [at + 1, at + 2, at + 3, at + 5, at + 10, Math.round(at * 1.25), Math.round(at * 1.5)].filter(
    (value) => value <= most,
  );

/** From how many runs a month on the custom pipeline costs less than `managed` although its upkeep counts. */
export function findUpkeepPaid(scenario: Scenario, managed: ApproachId): BreakEven | undefined {
  const { workload } = scenario;
  const upkeep = parsePrice(String(workload.upkeepPerMonth)) ?? 0n;
  const at = (runsPerMonth: number): Workload => ({ ...workload, runsPerMonth });
  const saving = (runs: number): Pico =>
    scenario.monthly('custom-pipeline', at(runs)) + upkeep - scenario.monthly(managed, at(runs));
  const [crossing] = findCrossings(spaceOut(BREAK_EVEN_MOST.runsPerMonth, SAMPLES), saving);
  if (!crossing?.firstIsCheaper || scenario.obstacles('custom-pipeline', workload).length > 0) return undefined;
  return {
    field: 'runsPerMonth',
    between: [managed, 'custom-pipeline'],
    cheaper: 'custom-pipeline',
    at: crossing.at,
    wavers: false,
    monthly: scenario.monthly('custom-pipeline', at(crossing.at)),
    upkeep: workload.upkeepPerMonth,
  };
}

/** Where the sign of a difference turns between two samples: the first whole value with the new one. */
function findCrossings(
  values: readonly number[],
  difference: (value: number) => Pico,
): readonly { at: number; firstIsCheaper: boolean }[] {
  const crossings: { at: number; firstIsCheaper: boolean }[] = [];
  let last: { value: number; negative: boolean } | undefined;
  for (const value of values) {
    const now = difference(value);
    if (now === 0n) continue;
    const negative = now < 0n;
    if (last && last.negative !== negative)
      crossings.push({ at: bisect(last.value, value, negative, difference), firstIsCheaper: negative });
    last = { value, negative };
  }
  return crossings;
}

function bisect(from: number, to: number, negative: boolean, difference: (value: number) => Pico): number {
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const now = difference(middle);
    if (now !== 0n && now < 0n === negative) high = middle;
    else low = middle;
  }
  return high;
}
