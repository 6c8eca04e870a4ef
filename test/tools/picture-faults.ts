import type { Graph, GraphEdge, GraphNode } from '../../src/protocol/graph.ts';

/** What is wrong with a picture: siblings that overlap, children outside their parent, lines that run through a box. */
export function findFaults(graph: Graph): string[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const faults = byId.size === graph.nodes.length ? [] : ['an id is there twice'];
  for (const [parent, nodes] of familiesOf(graph)) {
    const space = parent === undefined ? graph : byId.get(parent);
    if (space === undefined) faults.push(`${parent ?? ''} is not there`);
    else faults.push(...nodes.filter((node) => leaves(node, space)).map(({ id }) => `${id} leaves its parent`));
  }
  return [...faults, ...findOverlaps(graph), ...findCrossings(graph)];
}

/** Siblings that share some of the canvas. */
export function findOverlaps(graph: Graph): string[] {
  const faults: string[] = [];
  for (const siblings of familiesOf(graph).values()) {
    const sorted = siblings.toSorted((a, b) => a.y - b.y);
    for (const [index, a] of sorted.entries())
      for (const b of sorted.slice(index + 1)) {
        if (b.y >= a.y + a.height) break;
        if (a.x < b.x + b.width && b.x < a.x + a.width) faults.push(`${a.id} overlaps ${b.id}`);
      }
  }
  return faults;
}

/** Lines that run through a box, those at their ends included, or that lead to what is not beside their start. */
export function findCrossings(graph: Graph): string[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const families = familiesOf(graph);
  return graph.edges.flatMap((edge) => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    const line = `${edge.from} → ${edge.to}`;
    if (from === undefined || to === undefined) return [`${line} has an end that is not there`];
    if (from.parent !== to.parent) return [`${line} crosses scopes`];
    const crossed = (families.get(from.parent) ?? []).filter((node) => runsThrough(edge, node));
    return crossed.map(({ id }) => `${line} runs through ${id}`);
  });
}

function familiesOf({ nodes }: Graph): Map<string | undefined, GraphNode[]> {
  const families = new Map<string | undefined, GraphNode[]>();
  for (const node of nodes) {
    const siblings = families.get(node.parent);
    if (siblings) siblings.push(node);
    else families.set(node.parent, [node]);
  }
  return families;
}

function leaves({ x, y, width, height }: GraphNode, space: { readonly width: number; readonly height: number }) {
  return x < 0 || y < 0 || x + width > space.width + 0.01 || y + height > space.height + 0.01;
}

function runsThrough({ points }: GraphEdge, { x, y, width, height }: GraphNode): boolean {
  const inset = 0.5;
  return points.slice(1).some((b, at) => {
    const a = points[at] ?? b;
    return (
      Math.max(a.x, b.x) > x + inset &&
      Math.min(a.x, b.x) < x + width - inset &&
      Math.max(a.y, b.y) > y + inset &&
      Math.min(a.y, b.y) < y + height - inset
    );
  });
}
