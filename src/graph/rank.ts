import { isAside, type Link } from './scope-links.ts';

/** In which row each vertex stands, and what that took. */
export interface Ranking {
  /** Row of each vertex; Start's is 0. */
  readonly row: Int32Array;
  readonly rowCount: number;
  /** Per link: it closes a loop, and is drawn upwards. */
  readonly back: readonly boolean[];
  /** Vertices, each after all that lead to it by links that close no loop. */
  readonly order: readonly number[];
  readonly reachable: Uint8Array;
  /** Reached without an error being caught: the main flow, which is drawn straight. */
  readonly primary: Uint8Array;
}

/** Links by vertex, those of the main flow before catches. */
export interface Adjacency {
  readonly out: readonly (readonly number[])[];
  readonly into: readonly (readonly number[])[];
}

export function buildAdjacency(count: number, links: readonly Link[]): Adjacency {
  const out: number[][] = Array.from({ length: count }, () => []);
  const into: number[][] = Array.from({ length: count }, () => []);
  for (const aside of [false, true])
    links.forEach((link, index) => {
      if (isAside(link.kind) !== aside) return;
      out[link.from]?.push(index);
      into[link.to]?.push(index);
    });
  return { out, into };
}

/** Rows by longest path, loops left out. Linear in vertices and links. */
export function rankVertices(count: number, links: readonly Link[], { out, into }: Adjacency): Ranking {
  const back = links.map(() => false);
  const order = findOrder(count, links, out, into, back);
  const reachable = new Uint8Array(count);
  const primary = new Uint8Array(count);
  reachable[0] = primary[0] = 1;
  const row = new Int32Array(count);
  let last = 0;
  for (const vertex of order) {
    let lowest = vertex === 0 ? 0 : 1;
    for (const index of into[vertex] ?? []) {
      const link = links[index];
      if (link === undefined || back[index]) continue;
      lowest = Math.max(lowest, (row[link.from] ?? 0) + 1);
      if (reachable[link.from]) reachable[vertex] = 1;
      if (primary[link.from] && !isAside(link.kind)) primary[vertex] = 1;
    }
    row[vertex] = lowest;
    last = Math.max(last, lowest);
  }
  return { row, rowCount: last + 1, back, order, reachable, primary };
}

/** Depth-first from Start, then from what nothing leads to, then from the rest; marks the links that close a loop. */
function findOrder(
  count: number,
  links: readonly Link[],
  out: Adjacency['out'],
  into: Adjacency['into'],
  back: boolean[],
): number[] {
  const state = new Uint8Array(count);
  const next = new Int32Array(count);
  const finished: number[] = [];
  const visit = (root: number): void => {
    if (state[root] !== 0) return;
    const stack = [root];
    state[root] = 1;
    for (let vertex = stack.at(-1); vertex !== undefined; vertex = stack.at(-1)) {
      const index = out[vertex]?.[next[vertex] ?? 0];
      if (index === undefined) {
        state[vertex] = 2;
        finished.push(vertex);
        stack.pop();
        continue;
      }
      next[vertex] = (next[vertex] ?? 0) + 1;
      const target = links[index]?.to ?? 0;
      if (state[target] === 0) {
        state[target] = 1;
        stack.push(target);
      } else if (state[target] === 1) back[index] = true;
    }
  };
  visit(0);
  for (let vertex = 1; vertex < count; vertex++) if (into[vertex]?.length === 0) visit(vertex);
  for (let vertex = 1; vertex < count; vertex++) visit(vertex);
  // Nothing leads to Start, so it may stand before what it cannot reach, which hangs below it all the same.
  return [0, ...finished.reverse().filter((vertex) => vertex !== 0)];
}
