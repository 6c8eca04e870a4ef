import type { Adjacency, Ranking } from './rank.ts';
import { isAside, type Link } from './scope-links.ts';

/**
 * The tree that decides what stands under what: each vertex hangs below the last vertex that every way to it passes,
 * so that a join hangs below the Choice whose branches it joins, not below one of them.
 */
export interface PlacementTree {
  /** Parent of each vertex; 0 for those that only Start (or nothing) leads to; -1 for Start. */
  readonly parent: Int32Array;
  readonly children: readonly (readonly number[])[];
  /** The links that decide where each vertex stands. */
  readonly placing: readonly (readonly number[])[];
}

/** Immediate dominators of an acyclic graph: of each vertex the deepest common ancestor of its predecessors. */
export function buildPlacementTree(links: readonly Link[], { into }: Adjacency, ranking: Ranking): PlacementTree {
  const count = ranking.row.length;
  const parent = new Int32Array(count);
  const depth = new Int32Array(count);
  const children: number[][] = Array.from({ length: count }, () => []);
  const placing: number[][] = Array.from({ length: count }, () => []);
  parent[0] = -1;
  const commonAncestor = (a: number, b: number): number => {
    while (a !== b) {
      if ((depth[a] ?? 0) >= (depth[b] ?? 0)) a = parent[a] ?? 0;
      else b = parent[b] ?? 0;
    }
    return a;
  };
  for (const vertex of ranking.order) {
    if (vertex === 0) continue;
    const used = placingLinks(vertex, links, into, ranking);
    placing[vertex] = used;
    let above: number | undefined;
    for (const index of used) {
      const from = links[index]?.from ?? 0;
      above = above === undefined ? from : commonAncestor(above, from);
    }
    parent[vertex] = above ?? 0;
    depth[vertex] = (depth[above ?? 0] ?? 0) + 1;
    children[above ?? 0]?.push(vertex);
  }
  return { parent, children, placing };
}

/** In the main flow only the main flow counts, so that a handler that leads back into it does not bend it. */
function placingLinks(vertex: number, links: readonly Link[], into: Adjacency['into'], ranking: Ranking): number[] {
  const forward = (into[vertex] ?? []).filter((index) => !ranking.back[index]);
  if (!ranking.primary[vertex])
    return ranking.reachable[vertex] ? forward.filter((index) => ranking.reachable[links[index]?.from ?? 0]) : forward;
  return forward.filter((index) => {
    const link = links[index];
    return link !== undefined && !isAside(link.kind) && ranking.primary[link.from] === 1;
  });
}
