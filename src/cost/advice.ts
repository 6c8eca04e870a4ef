import { APPROACH_LABELS, childMilliseconds, type ApproachId } from './approaches.ts';
import type { Pico } from './money.ts';
import type { Workload } from './workload.ts';

interface Candidate {
  readonly id: ApproachId;
  readonly feasible: boolean;
  readonly monthly: number;
}

export interface Advice {
  readonly id: ApproachId;
  /** Sentences that cite the figures. */
  readonly reasons: readonly string[];
}

/**
 * A pipeline of one's own has to be built, watched and mended; below this saving a month it isn't worth a look. The
 * article puts the border at "millions of tasks frequently"; a figure makes it something to argue with.
 */
const PIPELINE_SAVING_DOLLARS = 200;

/**
 * Which approach to take, by the article's criteria: Step Functions for its ease as long as it can carry the workload,
 * inline before distributed, the cheaper child type; the custom pipeline when its saving is worth its upkeep.
 */
export function advise(candidates: readonly Candidate[], workload: Workload): Advice | undefined {
  const feasible = candidates.filter((each) => each.feasible);
  const inline = cheapest(feasible.filter(({ id }) => id.startsWith('inline')));
  const distributed = cheapest(feasible.filter(({ id }) => id.startsWith('distributed')));
  const pipeline = feasible.find(({ id }) => id === 'custom-pipeline');
  const managed = inline ?? distributed;
  if (!managed) return pipeline && { id: pipeline.id, reasons: ['No Map state can carry this workload.'] };
  const saving = pipeline ? managed.monthly - pipeline.monthly : 0;
  if (pipeline && saving > PIPELINE_SAVING_DOLLARS)
    return {
      id: pipeline.id,
      reasons: [
        `It saves ${dollars(saving)} a month against ${APPROACH_LABELS[managed.id]} (${dollars(managed.monthly)}), which pays for owning its parts.`,
      ],
    };
  return { id: managed.id, reasons: explainManaged(managed, inline !== undefined, candidates, saving, workload) };
}

function explainManaged(
  managed: Candidate,
  inline: boolean,
  candidates: readonly Candidate[],
  saving: number,
  workload: Workload,
): string[] {
  const reasons = [
    inline
      ? `An inline Map is the simplest, and ${workload.items.toLocaleString('en-US')} items fit into its limits.`
      : 'An inline Map cannot carry this workload; a distributed Map is the simplest that can.',
  ];
  const sibling = candidates.find(({ id }) => id !== managed.id && id.split('-')[0] === managed.id.split('-')[0]);
  if (sibling?.feasible)
    reasons.push(
      `${APPROACH_LABELS[sibling.id]} would cost ${dollars(sibling.monthly)} a month, this ${dollars(managed.monthly)}.`,
    );
  if (managed.id === 'distributed-express')
    reasons.push(
      `A child takes about ${(childMilliseconds(workload) / 1000).toLocaleString('en-US')} s; an Express execution has 300 s, and may run its work more than once.`,
    );
  if (saving > 0) reasons.push(`A custom pipeline would save ${dollars(saving)} a month, and you would own its parts.`);
  return reasons;
}

function cheapest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, each) => (best && best.monthly <= each.monthly ? best : each),
    undefined,
  );
}

const dollars = (value: number): string =>
  `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** Where two approaches cost the same a month: the first value of `field` from which `cheaper` is the cheaper one. */
export interface BreakEven {
  readonly field: 'items' | 'taskMilliseconds';
  readonly between: readonly [ApproachId, ApproachId];
  /** Cheaper from `at` on; before it the other. */
  readonly cheaper: ApproachId;
  readonly at: number;
}

const COMPARED: readonly { field: BreakEven['field']; a: ApproachId; b: ApproachId; most: number }[] = [
  { field: 'taskMilliseconds', a: 'distributed-express', b: 'distributed-standard', most: 900_000 },
  { field: 'items', a: 'distributed-standard', b: 'custom-pipeline', most: 1e9 },
  { field: 'items', a: 'distributed-express', b: 'custom-pipeline', most: 1e9 },
];

/** Searches each compared pair for the value where the order of their costs turns; pairs that keep it are left out. */
export function findBreakEvens(
  workload: Workload,
  monthly: (id: ApproachId, changed: Workload) => Pico,
): readonly BreakEven[] {
  return COMPARED.flatMap(({ field, a, b, most }) => {
    const difference = (value: number): Pico => {
      const changed = { ...workload, [field]: value };
      return monthly(a, changed) - monthly(b, changed);
    };
    const startsCheaper = difference(1) < 0n;
    if (startsCheaper === difference(most) < 0n) return [];
    let low = 1;
    let high = most;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (difference(middle) < 0n === startsCheaper) low = middle;
      else high = middle;
    }
    return [{ field, between: [a, b] as const, cheaper: startsCheaper ? b : a, at: high }];
  });
}
