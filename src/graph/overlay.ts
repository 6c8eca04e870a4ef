import type { ExecutionSnapshot, MapRunCounts, MapRunSnapshot, StateCounts } from '../protocol/execution-snapshot.ts';
import { groupBy } from './group-by.ts';

/** How one state of an execution is drawn: class, badge and words, so that colour is never all that tells. */
export interface NodeRun {
  readonly status: 'idle' | 'uncounted' | 'running' | 'succeeded' | 'failed';
  /** `✓ 12  ✗ 1`; undefined when the state has not been entered, or nobody counted. */
  readonly badge: string | undefined;
  /** For tooltips and screen readers. */
  readonly words: string;
  /** Shares of a Map Run's items, 0 to 1. */
  readonly progress: { readonly done: number; readonly failed: number } | undefined;
}

const IDLE: NodeRun = { status: 'idle', badge: undefined, words: 'not entered', progress: undefined };

/** In a Map Run the execution's history has no events of its states: nothing tells how often each was entered. */
const UNCOUNTED: NodeRun = {
  status: 'uncounted',
  badge: undefined,
  words: 'not counted: it runs in child executions of a Map Run',
  progress: undefined,
};

/** Tells what to draw for the state at a pointer. */
export function describeRuns({ states, mapRuns }: ExecutionSnapshot): (pointer: string) => NodeRun {
  const runsOf = groupBy(mapRuns, ({ pointer }) => pointer);
  const insides = [...runsOf.keys()].map((pointer) => `${pointer}/`);
  return (pointer) => {
    const counts = Object.hasOwn(states, pointer) ? states[pointer] : undefined;
    if (counts !== undefined) return describeCounts(counts, runsOf.get(pointer) ?? []);
    return insides.some((inside) => pointer.startsWith(inside)) ? UNCOUNTED : IDLE;
  };
}

function describeCounts(counts: StateCounts, mapRuns: readonly MapRunSnapshot[]): NodeRun {
  const parts = badgeParts(counts);
  return {
    status: counts.running > 0 ? 'running' : counts.failed > 0 ? 'failed' : counts.entered > 0 ? 'succeeded' : 'idle',
    badge: parts.length === 0 ? undefined : parts.map(({ sign, count }) => `${sign} ${show(count)}`).join('  '),
    words: [
      ...parts.map(({ word, count }) => `${show(count)} ${word}`),
      ...(counts.error === undefined ? [] : [`last error ${counts.error}`]),
      ...mapRuns.map(({ itemCounts }) => describeItems(itemCounts)),
    ].join(', '),
    progress: mapRuns.length === 0 ? undefined : shareOf(mapRuns),
  };
}

function badgeParts(counts: StateCounts): { sign: string; word: string; count: number }[] {
  return [
    { sign: '▸', word: 'running', count: counts.running },
    { sign: '✓', word: 'succeeded', count: counts.succeeded },
    { sign: '✗', word: 'failed', count: counts.failed },
    { sign: '↻', word: 'retries', count: counts.retries },
  ].filter(({ count }) => count > 0);
}

/** Ways to fail of an item, and how they are said. */
const FAULTS = [
  ['failed', 'failed'],
  ['timedOut', 'timed out'],
  ['aborted', 'aborted'],
] as const satisfies readonly (readonly [keyof MapRunCounts, string])[];

function describeItems(counts: MapRunCounts): string {
  const faults = FAULTS.filter(([key]) => counts[key] > 0).map(([key, word]) => `${show(counts[key])} ${word}`);
  return [`${show(counts.succeeded)} of ${show(counts.total)} items done`, ...faults].join(', ');
}

function shareOf(mapRuns: readonly MapRunSnapshot[]): NodeRun['progress'] {
  let done = 0;
  let failed = 0;
  let total = 0;
  for (const { itemCounts } of mapRuns) {
    done += itemCounts.succeeded;
    for (const [key] of FAULTS) failed += itemCounts[key];
    total += itemCounts.total;
  }
  return total === 0 ? { done: 0, failed: 0 } : { done: done / total, failed: failed / total };
}

function show(count: number): string {
  return count.toLocaleString('en-US');
}
