import type { ExecutionSnapshot } from '../protocol/execution-snapshot.ts';
import { drawEdge } from './draw-edge.ts';
import type { Graph, GraphNode, Point } from '../protocol/graph.ts';
import { groupBy } from './group-by.ts';
import { iconOf, UNKNOWN_ICON } from './icons.ts';
import { CARD, detailOf, fitCardText, FONT, nameOfType } from './measures.ts';
import { isSelectable } from './node-types.ts';
import { describeRuns, type NodeRun } from './overlay.ts';
import { element, formatNumber, type SvgElement } from './svg-element.ts';
import { estimateTextWidth } from './text-width.ts';

export interface DrawOptions {
  /** What the picture is called; `Workflow` unless said. */
  readonly title?: string;
  /** Draws this execution's counts on the states. */
  readonly overlaySnapshot?: ExecutionSnapshot;
  /** For a page: nodes are buttons that can have the focus. Otherwise the picture is one image. */
  readonly interactive?: boolean;
}

/** Space around the picture, for outlines and stacked sheets. */
const MARGIN = 8;
const SHEET = 5;

/** Where each node's box is in the picture as a whole. */
function findPositions(graph: Graph): Map<string, Point> {
  const positions = new Map<string, Point>();
  for (const { id, parent, x, y } of graph.nodes) {
    const origin = parent === undefined ? undefined : positions.get(parent);
    positions.set(id, { x: x + (origin?.x ?? 0), y: y + (origin?.y ?? 0) });
  }
  return positions;
}

/** Draws the graph. Elements of inner scopes follow those of outer ones; nothing is nested deeper than a node. */
export function drawGraph(graph: Graph, options: DrawOptions = {}): SvgElement {
  const positions = findPositions(graph);
  const parents = new Map(graph.nodes.map(({ id, parent }) => [id, parent]));
  const edgesOf = groupBy(graph.edges, ({ from }) => parents.get(from));
  const nodesOf = groupBy(graph.nodes, ({ parent }) => parent);
  const runOf = options.overlaySnapshot && describeRuns(options.overlaySnapshot);
  const body: SvgElement[] = [];
  const labels: SvgElement[] = [];
  for (const parent of nodesOf.keys()) {
    const origin = (parent === undefined ? undefined : positions.get(parent)) ?? { x: 0, y: 0 };
    for (const edge of edgesOf.get(parent) ?? []) {
      const drawn = drawEdge(edge, origin);
      body.push(drawn.line);
      if (drawn.label) labels.push(drawn.label);
    }
    for (const node of nodesOf.get(parent) ?? []) {
      const position = positions.get(node.id) ?? origin;
      body.push(drawNode(node, position, options.interactive ?? false, runOf));
    }
  }
  const width = graph.width + 2 * MARGIN;
  const height = graph.height + 2 * MARGIN;
  const title = options.title ?? 'Workflow';
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: options.interactive ? 'fanout-graph' : 'fanout-graph standalone',
      viewBox: [-MARGIN, -MARGIN, width, height].map(formatNumber).join(' '),
      width,
      height,
      role: options.interactive ? 'group' : 'img',
      'aria-label': title,
    },
    ...(options.interactive ? [] : [element('title', {}, title)]),
    element('g', { class: 'content' }, ...body, ...labels),
  );
}

function drawNode(
  node: GraphNode,
  position: Point,
  interactive: boolean,
  runOf: ((pointer: string) => NodeRun) | undefined,
): SvgElement {
  const active = isSelectable(node);
  const run = active ? runOf?.(node.id) : undefined;
  const words = describeNode(node, run);
  return element(
    'g',
    {
      class: classOfNode(node, run),
      transform: `translate(${formatNumber(position.x)} ${formatNumber(position.y)})`,
      'data-pointer': node.id,
      role: interactive ? (active ? 'button' : 'presentation') : undefined,
      tabindex: interactive && active ? '-1' : undefined,
    },
    ...(active || node.type === 'Missing' ? [element('title', {}, words)] : []),
    ...drawNodeBody(node, run),
  );
}

/** The classes of a node's group: what it is, and how it does in an execution. */
export function classOfNode(node: GraphNode, run?: NodeRun): string {
  const type = iconOf(node.type) !== undefined || !isSelectable(node) ? node.type : 'Unknown';
  const classes = ['node', `type-${type}`];
  if (node.unreachable) classes.push('unreachable');
  if (run) classes.push(`run-${run.status}`);
  return classes.join(' ');
}

/** What is drawn of a node, from its top left corner. */
export function drawNodeBody(node: GraphNode, run?: NodeRun): SvgElement[] {
  return [...drawBody(node), ...(run ? drawRun(node, run) : [])];
}

/** What a screen reader says of a node: `Task Resize, lambda:invoke, retry`. */
export function describeNode(node: GraphNode, run?: NodeRun): string {
  const what = node.type === 'Missing' ? `Missing state ${node.name}` : `${nameOfType(node.type)} ${node.name}`;
  const reach = node.unreachable ? ['unreachable'] : [];
  return [what, ...node.notes, ...reach, ...(run ? [run.words] : [])].join(', ');
}

function drawBody(node: GraphNode): SvgElement[] {
  switch (node.type) {
    case 'Start':
    case 'End':
      return drawTerminal(node);
    case 'Scope':
      return node.name.startsWith('Branch') ? [drawBox(node, 'scope', 8)] : [];
    default:
      return drawState(node);
  }
}

function drawBox({ width, height }: GraphNode, className: string, radius: number, shift = 0): SvgElement {
  return element('rect', { class: className, x: shift, y: shift, width, height, rx: radius });
}

function drawTerminal(node: GraphNode): SvgElement[] {
  const { width, height } = node;
  const box = drawBox(node, 'terminal', height / 2);
  return width < 30
    ? [box, element('title', {}, node.name)]
    : [box, element('text', { class: 'terminal-name', x: width / 2, y: height / 2 + 4 }, node.name)];
}

/** A card, or the frame and header of a region. */
function drawState(node: GraphNode): SvgElement[] {
  const { name, detail } = fitCardText(node.name, detailOf(node.type, node.marks), node.width);
  const middle = CARD.height / 2;
  // A Map works on many items: a stack of sheets.
  const sheets = node.type === 'Map' ? [2 * SHEET, SHEET].map((shift) => drawBox(node, 'sheet', 10, shift)) : [];
  return [
    ...sheets,
    drawBox(node, node.region === 'open' ? 'box region' : 'box', 10),
    element('rect', { class: 'tile', x: 9, y: middle - 15, width: 30, height: 30, rx: 8 }),
    element('path', {
      class: 'icon',
      transform: `translate(15 ${formatNumber(middle - 9)})`,
      d: iconOf(node.type) ?? UNKNOWN_ICON,
    }),
    element('text', { class: 'name', x: CARD.textLeft, y: middle - 3 }, name),
    element('text', { class: 'detail', x: CARD.textLeft, y: middle + 13 }, detail),
    element('rect', { class: 'ring', x: -3, y: -3, width: node.width + 6, height: node.height + 6, rx: 12 }),
  ];
}

function drawRun({ width }: GraphNode, { badge, progress }: NodeRun): SvgElement[] {
  const drawn: SvgElement[] = [];
  if (progress) {
    const length = width - 2 * CARD.padding;
    const y = CARD.height - 7;
    const failed = Math.min(1, progress.failed) * length;
    const done = Math.min(1, progress.done) * length;
    drawn.push(
      element('rect', { class: 'bar', x: CARD.padding, y, width: length, height: 4, rx: 2 }),
      element('rect', { class: 'bar-done', x: CARD.padding, y, width: done, height: 4, rx: 2 }),
      element('rect', { class: 'bar-failed', x: CARD.padding + done, y, width: failed, height: 4, rx: 2 }),
    );
  }
  if (badge !== undefined) {
    const half = (estimateTextWidth(badge, FONT.label) * 1.1 + 14) / 2;
    const middle = width - half + 6;
    drawn.push(
      element('rect', { class: 'badge-box', x: middle - half, y: -10, width: 2 * half, height: 20, rx: 10 }),
      element('text', { class: 'badge', x: middle, y: 4 }, badge),
    );
  }
  return drawn;
}
