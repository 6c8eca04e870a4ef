import type { GraphNode } from '../protocol/graph.ts';

/** What a box can be besides a state. No state has one of these for its type: it would be drawn as what it is not. */
const OTHER_TYPES: ReadonlySet<string> = new Set(['Start', 'End', 'Scope', 'Missing']);

/** Whether a box is a state: what can be selected, and what an execution enters. */
export function isState({ type }: Pick<GraphNode, 'type'>): boolean {
  return !OTHER_TYPES.has(type);
}
