import { collisionOf, createContour, mergeContours, pushRow, topOf, type Contour } from './contour.ts';
import { buildPlacementTree, type PlacementTree } from './dominators.ts';
import { findOpen } from './interval.ts';
import type { Adjacency, Ranking } from './rank.ts';
import { isAside, type Link } from './scope-links.ts';

/** Between two boxes of a row: room for two lines to pass. */
const COLUMN_GAP = 46;
/** Half the room that a line needs beside boxes. */
const LINE_ROOM = 7;
/** Rows that are kept free for one line under or above a box. Longer lines look for a way of their own. */
const MAX_STEM = 12;
/** How far from the middle of its branches a vertex may stand to be straight above one of them. */
const MAX_LEAN = 60;
const MAX_JOG = 24;

/** What stands below one vertex: its whole part of the tree, as one block. */
interface Block {
  readonly vertex: number;
  readonly contour: Contour;
}

interface Placement {
  readonly links: readonly Link[];
  readonly ranking: Ranking;
  readonly tree: PlacementTree;
  /** Of each vertex: how far right of its parent in the tree it stands. */
  readonly offset: Float64Array;
  /** Of each vertex: the lowest row that its own lines lead to, catches left out. */
  readonly reach: Int32Array;
}

/**
 * Finds the middle of each vertex (x), so that boxes of a row are COLUMN_GAP apart: branches side by side under the
 * vertex they leave, joins below the middle of what they join, error handlers to the right of the flow.
 */
export function placeColumns(
  widths: ArrayLike<number>,
  links: readonly Link[],
  adjacency: Adjacency,
  ranking: Ranking,
): Float64Array {
  const tree = buildPlacementTree(links, adjacency, ranking);
  const offset = new Float64Array(widths.length);
  const placement = { links, ranking, tree, offset, reach: findReach(links, ranking, tree) };
  const contours = new Map<number, Contour>();
  // From the last to the first: what hangs below a vertex is arranged before it.
  for (let at = ranking.order.length - 1; at >= 0; at--) {
    const vertex = ranking.order[at] ?? 0;
    const children = (tree.children[vertex] ?? []).flatMap((child): Block[] => {
      const contour = contours.get(child);
      contours.delete(child);
      return contour ? [{ vertex: child, contour }] : [];
    });
    contours.set(vertex, arrangeBlock(placement, vertex, (widths[vertex] ?? 0) / 2, children));
  }
  const x = new Float64Array(widths.length);
  for (const vertex of ranking.order) {
    const parent = tree.parent[vertex] ?? -1;
    x[vertex] = parent < 0 ? 0 : Math.round((x[parent] ?? 0) + (offset[vertex] ?? 0));
  }
  return x;
}

function findReach(links: readonly Link[], ranking: Ranking, tree: PlacementTree): Int32Array {
  const reach = new Int32Array(ranking.row.length);
  tree.placing.forEach((indexes, vertex) => {
    for (const index of indexes) {
      const from = links[index]?.from ?? 0;
      if (!isAside(links[index]?.kind)) reach[from] = Math.max(reach[from] ?? 0, ranking.row[vertex] ?? 0);
    }
  });
  return reach;
}

function arrangeBlock(placement: Placement, vertex: number, half: number, children: readonly Block[]): Contour {
  const row = placement.ranking.row[vertex] ?? 0;
  if (children.length === 0) return createLeaf(placement, vertex, half);
  const heads: Block[] = [];
  const rest: Block[] = [];
  for (const block of children) {
    addStem(placement, block);
    (isHead(placement, block.vertex) ? heads : rest).push(block);
  }
  const { placing } = placement.tree;
  heads.sort((a, b) => (placing[a.vertex]?.[0] ?? 0) - (placing[b.vertex]?.[0] ?? 0));
  rest.sort((a, b) => orderOfRest(placement, a.vertex) - orderOfRest(placement, b.vertex));
  const placed: Block[] = [];
  for (const block of heads) placeRightOf(placement, placed, block);
  centreHeads(placement, placed);
  for (const block of rest) placeJoin(placement, vertex, placed, block);
  let contour = placed[0]?.contour ?? createContour(row, -half, half);
  for (const block of placed.slice(1)) contour = mergeContours(contour, block.contour);
  while (topOf(contour) > row + 1) pushRow(contour, Infinity, -Infinity);
  pushRow(contour, -half, half);
  return contour;
}

/** A box with nothing below it but the line that leaves it. */
function createLeaf({ ranking, reach }: Placement, vertex: number, half: number): Contour {
  const row = ranking.row[vertex] ?? 0;
  const length = Math.min((reach[vertex] ?? 0) - 1 - row, MAX_STEM);
  if (length <= 0) return createContour(row, -half, half);
  const contour = createContour(row + length, -LINE_ROOM, LINE_ROOM);
  while (topOf(contour) > row + 1) pushRow(contour, -LINE_ROOM, LINE_ROOM);
  pushRow(contour, -half, half);
  return contour;
}

/** Only its parent leads to it, and not by a catch. */
function isHead({ links, tree }: Placement, vertex: number): boolean {
  const placing = tree.placing[vertex] ?? [];
  return (
    placing.length > 0 &&
    placing.every((index) => links[index]?.from === tree.parent[vertex]) &&
    placing.some((index) => !isAside(links[index]?.kind))
  );
}

/** Joins from the top down, then error handlers, then what nothing leads to. */
function orderOfRest({ ranking }: Placement, vertex: number): number {
  const group = ranking.primary[vertex] ? 0 : ranking.reachable[vertex] ? 1 : 2;
  return group * ranking.rowCount + (ranking.row[vertex] ?? 0);
}

/** Keeps the rows between a block and the lowest vertex that leads to it free for that line. */
function addStem({ links, ranking, tree }: Placement, { vertex, contour }: Block): void {
  if (!ranking.primary[vertex]) return;
  let above = 0;
  for (const index of tree.placing[vertex] ?? []) above = Math.max(above, ranking.row[links[index]?.from ?? 0] ?? 0);
  const top = Math.max(above + 1, topOf(contour) - MAX_STEM);
  while (topOf(contour) > top) pushRow(contour, -LINE_ROOM, LINE_ROOM);
}

function put({ offset }: Placement, placed: Block[], block: Block, at: number): void {
  offset[block.vertex] = at;
  block.contour.shift += at;
  placed.push(block);
}

function placeRightOf(placement: Placement, placed: Block[], block: Block): void {
  let at = -Infinity;
  for (const other of placed)
    at = Math.max(at, collisionOf(block.contour, other.contour, COLUMN_GAP)?.high ?? -Infinity);
  put(placement, placed, block, at === -Infinity ? 0 : at);
}

/** Moves the heads so that their parent is above the middle of the first and the last, or above the middle one. */
function centreHeads({ offset }: Placement, placed: readonly Block[]): void {
  const at = (index: number): number => offset[placed.at(index)?.vertex ?? 0] ?? 0;
  const between = (at(0) + at(-1)) / 2;
  const middle = placed.length % 2 === 1 ? at((placed.length - 1) / 2) : between;
  const shift = Math.abs(middle - between) <= MAX_LEAN ? middle : between;
  for (const { vertex, contour } of placed) {
    offset[vertex] = (offset[vertex] ?? 0) - shift;
    contour.shift -= shift;
  }
}

function placeJoin(placement: Placement, parent: number, placed: Block[], block: Block): void {
  const { links, ranking, tree } = placement;
  const placing = tree.placing[block.vertex] ?? [];
  const above = placing.map((index) => distanceTo(placement, links[index]?.from ?? parent, parent));
  const mean = above.length === 0 ? 0 : above.reduce((sum, x) => sum + x, 0) / above.length;
  // Straight below one of them rather than a few pixels beside it.
  const wanted = above.find((x) => Math.abs(x - mean) <= MAX_JOG) ?? mean;
  const closed = placed.flatMap((other) => collisionOf(block.contour, other.contour, COLUMN_GAP) ?? []);
  put(placement, placed, block, findOpen(wanted, closed, ranking.primary[block.vertex] !== 1));
}

/** How far right of `ancestor` a vertex below it stands. */
function distanceTo({ offset, tree }: Placement, vertex: number, ancestor: number): number {
  let distance = 0;
  for (let at = vertex; at !== ancestor && at > 0; at = tree.parent[at] ?? 0) distance += offset[at] ?? 0;
  return distance;
}
