import type { ReactFlowInstance } from '@xyflow/react';
import type { Graph } from '../../src/protocol/graph.ts';
import type { LineEdge, StateNode } from './flow-elements.ts';
import type { Picture } from './picture.ts';

type Flow = Pick<ReactFlowInstance<StateNode, LineEdge>, 'getViewport' | 'setViewport'>;

/** A picture that is this small at least when all of it is seen is shown so first: nothing of it is out of sight. */
const SMALLEST_WHOLE_ZOOM = 0.5;
/** Below this a larger one is panned rather than made smaller: names have to be readable. */
const SMALLEST_PART_ZOOM = 0.7;
const MARGIN = 24;

export const isCalm = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Where a picture that is seen for the first time is: in the middle, all of it if that can still be read. */
export function firstViewport(
  graph: Graph | undefined,
  canvas: HTMLElement | null,
): { x: number; y: number; zoom: number } {
  const { clientWidth = 0, clientHeight = 0 } = canvas ?? {};
  if (graph === undefined || clientWidth === 0) return { x: MARGIN, y: MARGIN, zoom: 1 };
  const width = (clientWidth - 2 * MARGIN) / Math.max(1, graph.width);
  const whole = Math.min(1, width, (clientHeight - 2 * MARGIN) / Math.max(1, graph.height));
  const zoom = whole >= SMALLEST_WHOLE_ZOOM ? whole : Math.max(SMALLEST_PART_ZOOM, Math.min(1, width));
  return { x: (clientWidth - graph.width * zoom) / 2, y: MARGIN, zoom };
}

/** Moves the picture just as far as it takes to see a node or a line. */
export function bringIntoView(flow: Flow, canvas: HTMLElement | null, picture: Picture, id: string): void {
  const box = boxOf(picture, id);
  const { clientWidth = 0, clientHeight = 0 } = canvas ?? {};
  if (box === undefined || clientWidth === 0 || clientHeight === 0) return;
  const { x, y, zoom } = flow.getViewport();
  const shift = (from: number, length: number, room: number): number => {
    if (length > room - 2 * MARGIN || from < MARGIN) return MARGIN - from;
    return Math.min(0, room - MARGIN - from - length);
  };
  const dx = shift(box.x * zoom + x, box.width * zoom, clientWidth);
  const dy = shift(box.y * zoom + y, box.height * zoom, clientHeight);
  if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, isCalm() ? {} : { duration: 160 });
}

/** A region that was opened or closed stays where it is on the page, though the picture around it has another size. */
export function keepPlace(flow: Flow, before: Picture, after: Picture): void {
  const toggled = after.graph.nodes.find(({ id, region }) => {
    const was = before.nodes.get(id)?.region;
    return was !== undefined && region !== undefined && was !== region;
  });
  const from = toggled && before.positions.get(toggled.id);
  const to = toggled && after.positions.get(toggled.id);
  if (from === undefined || to === undefined) return;
  const { x, y, zoom } = flow.getViewport();
  void flow.setViewport({ x: x + (from.x - to.x) * zoom, y: y + (from.y - to.y) * zoom, zoom });
}

/** A node's box in the picture, of a region only its head; around a line's beginning. */
function boxOf(
  { nodes, positions, lines }: Picture,
  id: string,
): { x: number; y: number; width: number; height: number } | undefined {
  const node = nodes.get(id);
  const position = positions.get(id);
  if (node && position) return { ...position, width: node.width, height: Math.min(node.height, 120) };
  const line = lines.get(id);
  const [first] = line?.edge.points ?? [];
  return line && first && { x: first.x + line.origin.x - 40, y: first.y + line.origin.y - 10, width: 80, height: 60 };
}
