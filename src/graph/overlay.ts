import type { ExecutionSnapshot, MapRunSnapshot, StateCounts } from '../protocol/execution-snapshot.ts';

/** How one state of an execution is drawn: class, badge and words, so that colour is never all that tells. */
export interface NodeRun {
  readonly status: 'idle' | 'running' | 'succeeded' | 'failed';
  /** `✓ 12  ✗ 1`; undefined when the state has not been entered. */
  readonly badge: string | undefined;
  /** For tooltips and screen readers. */
  readonly words: string;
  /** Shares of a Map Run's items, 0 to 1. */
  readonly progress: { readonly done: number; readonly failed: number } | undefined;
}

const IDLE: NodeRun = { status: 'idle', badge: undefined, words: 'not entered', progress: undefined };

/** What to draw for the state at `pointer`. */
export function describeRun(snapshot: ExecutionSnapshot, pointer: string): NodeRun {
  const counts = Object.hasOwn(snapshot.states, pointer) ? snapshot.states[pointer] : undefined;
  const mapRuns = snapshot.mapRuns.filter((run) => run.pointer === pointer);
  if (counts === undefined) return IDLE;
  const parts = badgeParts(counts);
  return {
    status: counts.running > 0 ? 'running' : counts.failed > 0 ? 'failed' : counts.entered > 0 ? 'succeeded' : 'idle',
    badge: parts.length === 0 ? undefined : parts.map(({ sign, count }) => `${sign} ${show(count)}`).join('  '),
    words: [
      ...parts.map(({ word, count }) => `${show(count)} ${word}`),
      ...(counts.error === undefined ? [] : [`last error ${counts.error}`]),
      ...mapRuns.map(describeItems),
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

function describeItems({ itemCounts }: MapRunSnapshot): string {
  const { succeeded, failed, total } = itemCounts;
  return `${show(succeeded)} of ${show(total)} items done${failed > 0 ? `, ${show(failed)} failed` : ''}`;
}

function shareOf(mapRuns: readonly MapRunSnapshot[]): NodeRun['progress'] {
  let done = 0;
  let failed = 0;
  let total = 0;
  for (const { itemCounts } of mapRuns) {
    done += itemCounts.succeeded;
    failed += itemCounts.failed + itemCounts.timedOut + itemCounts.aborted;
    total += itemCounts.total;
  }
  return total === 0 ? { done: 0, failed: 0 } : { done: done / total, failed: failed / total };
}

function show(count: number): string {
  return count.toLocaleString('en-US');
}
