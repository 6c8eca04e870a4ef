import type { Graph } from '../protocol/graph.ts';

/**
 * The graph as `fanout graph --format json` prints it:
 * `{nodes:[{id, name, type, parent, x, y, width, height, marks}], edges:[{from, to, kind, label, points}], width, height}`.
 * `parent` and `label` are null where there is none; coordinates as in protocol/graph.ts.
 */
export function printGraphJson(graph: Graph): string {
  const nodes = graph.nodes.map(({ id, name, type, parent = null, x, y, width, height, marks }) => ({
    id,
    name,
    type,
    parent,
    x,
    y,
    width,
    height,
    marks,
  }));
  const edges = graph.edges.map(({ from, to, kind, label = null, points }) => ({ from, to, kind, label, points }));
  return `${JSON.stringify({ nodes, edges, width: graph.width, height: graph.height }, null, 2)}\n`;
}
