import type { GraphEdge, Point } from '../protocol/graph.ts';
import { LABEL, labelWidth, shortenLabel } from './measures.ts';
import { element, formatNumber, type SvgElement } from './svg-element.ts';

const CORNER = 8;
/** Half width and length of an arrow head. Lines enter their target from above. */
const ARROW = { half: 4, length: 7 } as const;

/** One line with its arrow head, and its label, which is drawn above all lines. `origin` moves both into the picture. */
export function drawEdge(
  edge: GraphEdge,
  origin: Point,
): { readonly line: SvgElement; readonly label: SvgElement | undefined } {
  const points = edge.points.map(({ x, y }) => ({ x: x + origin.x, y: y + origin.y }));
  const end = points.at(-1) ?? origin;
  const line = element(
    'g',
    {
      class: `edge kind-${edge.kind}${edge.quiet ? ' quiet' : ''}`,
      'data-from': edge.from,
      'data-to': edge.to,
      'aria-hidden': 'true',
    },
    element('path', { class: 'line', d: roundCorners([...points.slice(0, -1), { x: end.x, y: end.y - 2 }]) }),
    element('path', {
      class: 'arrow',
      d: `M${at(end.x - ARROW.half, end.y - ARROW.length)}L${at(end.x, end.y)}L${at(end.x + ARROW.half, end.y - ARROW.length)}z`,
    }),
  );
  return { line, label: edge.label === undefined ? undefined : drawLabel(edge, edge.label, origin) };
}

function drawLabel({ labelAt, kind, from, to }: GraphEdge, label: string, origin: Point): SvgElement | undefined {
  if (labelAt === undefined) return undefined;
  const middle = { x: labelAt.x + origin.x, y: labelAt.y + origin.y };
  const width = labelWidth(kind, label);
  return element(
    'g',
    { class: `edge-label kind-${kind}`, 'data-from': from, 'data-to': to, 'aria-hidden': 'true' },
    element('title', {}, label),
    element('rect', {
      class: 'label-box',
      x: middle.x - width / 2,
      y: middle.y - LABEL.height / 2,
      width,
      height: LABEL.height,
      rx: 5,
    }),
    element('text', { class: 'label', x: middle.x, y: middle.y + 4 }, shortenLabel(kind, label)),
  );
}

function at(x: number, y: number): string {
  return `${formatNumber(x)} ${formatNumber(y)}`;
}

/** A path along the points with its corners rounded, as far as the pieces beside them are long enough. */
function roundCorners(points: readonly Point[]): string {
  const kept = points.filter((point, index) => index === 0 || !isSame(point, points[index - 1]));
  const [first] = kept;
  if (first === undefined) return '';
  let path = `M${at(first.x, first.y)}`;
  for (let index = 1; index < kept.length; index++) {
    const before = kept[index - 1] ?? first;
    const corner = kept[index] ?? first;
    const after = kept[index + 1];
    if (after === undefined) {
      path += `L${at(corner.x, corner.y)}`;
      continue;
    }
    const radius = Math.min(CORNER, lengthOf(before, corner) / 2, lengthOf(corner, after) / 2);
    const into = towards(corner, before, radius);
    const out = towards(corner, after, radius);
    path += `L${at(into.x, into.y)}Q${at(corner.x, corner.y)} ${at(out.x, out.y)}`;
  }
  return path;
}

function isSame(a: Point, b: Point | undefined): boolean {
  return b !== undefined && Math.abs(a.x - b.x) < 0.05 && Math.abs(a.y - b.y) < 0.05;
}

function lengthOf(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, distance: number): Point {
  const length = lengthOf(from, to);
  const share = length === 0 ? 0 : distance / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
