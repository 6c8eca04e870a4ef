import type { GraphEdge, Point } from '../protocol/graph.ts';
import { LABEL, labelWidth, SCOPE_PADDING } from './measures.ts';
import { placeColumns } from './place.ts';
import type { Adjacency, Ranking } from './rank.ts';
import { routeLines } from './route.ts';
import type { Link } from './scope-links.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where boxes and lines stand that share one coordinate system, with the padding around them. */
export interface Arrangement extends Size {
  /** The top left corner of each box. */
  readonly corners: readonly Point[];
  readonly lines: readonly Pick<GraphEdge, 'points' | 'labelAt'>[];
}

/** Places boxes of these sizes in the rows of a ranking, and finds the lines between them. */
export function arrange(
  sizes: readonly Size[],
  links: readonly Link[],
  adjacency: Adjacency,
  ranking: Ranking,
): Arrangement {
  const widths = sizes.map(({ width }) => width);
  const heights = sizes.map(({ height }) => height);
  const x = placeColumns(widths, links, adjacency, ranking);
  const columns = { links, row: ranking.row, rowCount: ranking.rowCount, x, width: widths };
  const { y, lines, height } = routeLines(columns, heights);
  const bounds = findBounds(x, widths, lines, links);
  const toX = (value: number): number => value - bounds.left + SCOPE_PADDING;
  const move = (point: Point): Point => ({ x: toX(point.x), y: point.y + SCOPE_PADDING });
  return {
    corners: widths.map((width, index) => ({
      x: toX((x[index] ?? 0) - width / 2),
      y: (y[index] ?? 0) + SCOPE_PADDING,
    })),
    lines: lines.map(({ points, labelAt }) => ({ points: points.map(move), labelAt: labelAt && move(labelAt) })),
    width: bounds.right - bounds.left + 2 * SCOPE_PADDING,
    height: height + 2 * SCOPE_PADDING,
  };
}

function findBounds(
  x: ArrayLike<number>,
  widths: readonly number[],
  lines: readonly { readonly points: readonly Point[]; readonly labelAt: Point | undefined }[],
  links: readonly Link[],
): { readonly left: number; readonly right: number } {
  let left = Infinity;
  let right = -Infinity;
  const cover = (middle: number, half: number): void => {
    left = Math.min(left, middle - half);
    right = Math.max(right, middle + half);
  };
  widths.forEach((width, index) => cover(x[index] ?? 0, width / 2));
  lines.forEach(({ points, labelAt }, index) => {
    for (const point of points) cover(point.x, LABEL.padding);
    const link = links[index];
    if (labelAt && link?.label !== undefined) cover(labelAt.x, labelWidth(link.kind, link.label) / 2);
  });
  return { left, right };
}
