import type { GraphEdge, Point } from '../protocol/graph.ts';
import { LABEL, labelWidth, shortenLabel } from './measures.ts';
import { element, formatNumber, type SvgElement } from './svg-element.ts';

const CORNER = 8;
/**
 * A straight stretch that is longer than this is a path of its own: of a path with corners a browser makes every dash
 * each time that it paints a part of it, also those that are not seen, and a catch may lead past a thousand states.
 */
const LONG = 2000;
/** Half width and length of an arrow head. Lines enter their target from above. */
const ARROW = { half: 4, length: 7 } as const;

export interface DrawnEdge {
  /** With its arrow head. */
  readonly line: SvgElement;
  /** Drawn above all lines. */
  readonly label: SvgElement | undefined;
  /** All of the line without its arrow head, as the data of one path. */
  readonly path: string;
}

/** One line and its label; `origin` moves both into the picture. */
export function drawEdge(edge: GraphEdge, origin: Point): DrawnEdge {
  const points = edge.points.map(({ x, y }) => ({ x: x + origin.x, y: y + origin.y }));
  const end = points.at(-1) ?? origin;
  const pieces = roundCorners([...points.slice(0, -1), { x: end.x, y: end.y - 2 }]);
  const line = element(
    'g',
    {
      class: `edge kind-${edge.kind}${edge.quiet ? ' quiet' : ''}`,
      'data-from': edge.from,
      'data-to': edge.to,
      'aria-hidden': 'true',
    },
    ...pieces.map((d) => element('path', { class: 'line', d })),
    element('path', {
      class: 'arrow',
      d: `M${at(end.x - ARROW.half, end.y - ARROW.length)}L${at(end.x, end.y)}L${at(end.x + ARROW.half, end.y - ARROW.length)}z`,
    }),
  );
  const label = edge.label === undefined ? undefined : drawLabel(edge, edge.label, origin);
  return { line, label, path: pieces.join('') };
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

/** Paths along the points, one after the other, with corners rounded as far as the pieces beside them are long enough. */
function roundCorners(points: readonly Point[]): string[] {
  const kept = points.filter((point, index) => index === 0 || !isSame(point, points[index - 1]));
  const [first] = kept;
  if (first === undefined) return [''];
  const pieces: string[] = [];
  let from = first;
  let path = '';
  const goTo = (to: Point): void => {
    const stretch = `L${at(to.x, to.y)}`;
    if (lengthOf(from, to) > LONG) {
      if (path !== '') pieces.push(path);
      pieces.push(`M${at(from.x, from.y)}${stretch}`);
      path = '';
    } else path = (path === '' ? `M${at(from.x, from.y)}` : path) + stretch;
    from = to;
  };
  for (let index = 1; index < kept.length; index++) {
    const before = kept[index - 1] ?? first;
    const corner = kept[index] ?? first;
    const after = kept[index + 1];
    if (after === undefined) {
      goTo(corner);
      continue;
    }
    const radius = Math.min(CORNER, lengthOf(before, corner) / 2, lengthOf(corner, after) / 2);
    const into = towards(corner, before, radius);
    const out = towards(corner, after, radius);
    goTo(into);
    path = `${path === '' ? `M${at(into.x, into.y)}` : path}Q${at(corner.x, corner.y)} ${at(out.x, out.y)}`;
    from = out;
  }
  return path === '' ? pieces : [...pieces, path];
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
