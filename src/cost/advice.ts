import { APPROACH_LABELS, type ApproachId } from './approach-ids.ts';
import { childCount, childMilliseconds } from './approaches/work.ts';
import type { BreakEven } from './break-even.ts';
import { count, duration, money } from './say.ts';
import type { Workload } from './workload-fields.ts';

export interface Candidate {
  readonly id: ApproachId;
  readonly feasible: boolean;
  /** What the definition would have to be given: little against another approach. */
  readonly needs: readonly string[];
  readonly reasons: readonly string[];
  /** Dollars a month. */
  readonly monthly: number;
  readonly seconds: number;
}

/**
 * Which approach to take, by the article's criteria: Step Functions for its ease as long as it can carry the workload,
 * inline before distributed, the cheaper child type; the custom pipeline when it saves more than its upkeep is worth.
 * The article puts that border at "millions of tasks frequently"; `upkeepPerMonth` makes it a figure to argue with.
 */
export function recommend(candidates: readonly Candidate[], { upkeepPerMonth }: Workload): ApproachId | undefined {
  const { managed, pipeline } = sortOut(candidates);
  if (!managed) return pipeline?.id;
  return pipeline && managed.monthly - pipeline.monthly > upkeepPerMonth ? pipeline.id : managed.id;
}

const canCarry = ({ feasible, needs }: Candidate): boolean => feasible || needs.length > 0;

function sortOut(candidates: readonly Candidate[]): {
  managed: Candidate | undefined;
  pipeline: Candidate | undefined;
} {
  const feasible = candidates.filter(canCarry);
  const inline = cheapest(feasible.filter(({ id }) => id.startsWith('inline')));
  const distributed = cheapest(feasible.filter(({ id }) => id.startsWith('distributed')));
  return { managed: inline ?? distributed, pipeline: feasible.find(({ id }) => id === 'custom-pipeline') };
}

/** The approach of Step Functions that would be taken, whatever a pipeline saves. */
export const managedChoice = (candidates: readonly Candidate[]): ApproachId | undefined =>
  sortOut(candidates).managed?.id;

/** Why: sentences on scale, cost, frequency, developer time and operations, with the figures. */
export function explain(
  chosen: ApproachId,
  candidates: readonly Candidate[],
  workload: Workload,
  upkeepPaid: BreakEven | undefined,
): readonly string[] {
  const { managed, pipeline } = sortOut(candidates);
  const own = candidates.find(({ id }) => id === chosen);
  if (!own) return [];
  return [
    sayScale(own, candidates, workload),
    ...sayCost(own, candidates),
    ...sayFrequency(own, managed, pipeline, workload, upkeepPaid),
    SAY_DEVELOPER_TIME[family(chosen)],
    sayOperations(chosen, workload),
  ];
}

type Family = 'inline' | 'distributed' | 'custom';
const family = (id: ApproachId): Family =>
  id.startsWith('inline') ? 'inline' : id.startsWith('distributed') ? 'distributed' : 'custom';

function sayScale(own: Candidate, candidates: readonly Candidate[], workload: Workload): string {
  const items = `${count(workload.items)} ${workload.items === 1 ? 'item' : 'items'}`;
  const time = duration(own.seconds);
  const inlineWhy = candidates.find(({ id, feasible }) => id === 'inline-standard' && !feasible)?.reasons[0];
  switch (family(own.id)) {
    case 'inline':
      return `Scale: ${items} fit into an inline Map, the simplest way, and take about ${time}.`;
    case 'distributed':
      return `Scale: an inline Map cannot carry it${inlineWhy ? ` (${lower(inlineWhy)})` : ''}; a distributed Map runs ${items} in ${count(childCount(workload))} children in about ${time}.`;
    case 'custom':
      return `Scale: ${items} take about ${time} in a pipeline of your own.`;
  }
}

const lower = (sentence: string): string =>
  sentence.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, (c) => c.toLowerCase());

function sayCost(own: Candidate, candidates: readonly Candidate[]): string[] {
  const others = candidates.filter((each) => canCarry(each) && each.id !== own.id);
  if (others.length === 0) return [`Cost: ${money(own.monthly)} a month; no other approach can carry this workload.`];
  const list = others
    .toSorted((a, b) => a.monthly - b.monthly)
    .map(({ id, monthly }) => `${APPROACH_LABELS[id]} ${money(monthly)}`);
  return [`Cost: ${money(own.monthly)} a month; ${list.join(', ')}.`];
}

function sayFrequency(
  own: Candidate,
  managed: Candidate | undefined,
  pipeline: Candidate | undefined,
  workload: Workload,
  upkeepPaid: BreakEven | undefined,
): string[] {
  const runs = workload.runsPerMonth === 1 ? 'one run a month' : `${count(workload.runsPerMonth)} runs a month`;
  if (!managed || !pipeline) return [];
  const saving = managed.monthly - pipeline.monthly;
  const upkeep = money(workload.upkeepPerMonth);
  if (own.id === 'custom-pipeline')
    return [
      `Frequency: with ${runs} it saves ${money(saving)} a month against ${APPROACH_LABELS[managed.id]}, more than the ${upkeep} that its upkeep is taken to be worth.`,
    ];
  const saved = saving > 0 ? `saves ${money(saving)} a month` : 'saves nothing';
  const later = upkeepPaid ? ` From ${count(upkeepPaid.at)} runs a month on it would pay for ${upkeep} of upkeep.` : '';
  const worth = saving > 0 ? `, no more than the ${upkeep} that its upkeep is taken to be worth` : '';
  return [`Frequency: with ${runs} a custom pipeline ${saved}${worth}.${later}`];
}

const SAY_DEVELOPER_TIME: Readonly<Record<Family, string>> = {
  inline: 'Developer time: one state with a processor, and an array as its input.',
  distributed: 'Developer time: one state; it takes a reader, a writer and the type of its children to set up.',
  custom:
    'Developer time: seven functions, five queues, a table and its stream to own, and a count that stays right when messages come twice.',
};

function sayOperations(id: ApproachId, workload: Workload): string {
  switch (id) {
    case 'inline-standard':
      return 'Operations: each state runs exactly once, its history is kept for 90 days, and a failed run can be redriven.';
    case 'inline-express':
      return 'Operations: a run may be done more than once, so its work must bear that; its history is in CloudWatch Logs only.';
    case 'distributed-standard':
      return 'Operations: a redrive takes up failed children where they failed; nothing is yours to keep running.';
    case 'distributed-express':
      return `Operations: a child takes about ${duration(childMilliseconds(workload) / 1000)} of its 300 s and may run more than once, so its work must bear that; a redrive starts failed children over.`;
    case 'custom-pipeline':
      return 'Operations: its alarms, its dead letters and its uptime are yours.';
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html */
export const DURABLE_FUNCTIONS_NOTE =
  'Also to look at: Lambda durable functions (since December 2025) map and run in parallel within one function for up to a year, with checkpoints instead of states; they are not priced here, since no price list for their operations was at hand.';

export const NOT_COUNTED = [
  'storage (S3, DynamoDB)',
  'data transfer',
  'KMS',
  'the logs of Lambda functions themselves (about 300 bytes an invocation)',
  "Lambda's polling of idle queues (a pipeline has two; some 660,000 requests a month each)",
  'what your functions call, and what states call beside Lambda and S3',
] as const;

function cheapest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, each) => (best && best.monthly <= each.monthly ? best : each),
    undefined,
  );
}
