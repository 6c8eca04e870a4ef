import type { PipelineModel, PipelinePart } from '../project/pipeline-model/pipeline-model.ts';
import type { Graph, GraphEdge, GraphNode, Point } from '../protocol/graph.ts';
import { arrange, type Size } from './arrange.ts';
import { describeLinks } from './link-words.ts';
import { CARD, cardWidth, detailOf, labelWidth, SCOPE_PADDING } from './measures.ts';
import { rankPipeline } from './rank-pipeline.ts';
import type { Link } from './scope-links.ts';

/** What is said of a part's lines. */
type Say = (part: PipelinePart) => readonly string[];

/** Between cards that no line leads to. */
const GAP = 24;
/** As wide as those are set at least, however narrow the picture above them is. */
const LOOSE_WIDTH = 640;

/**
 * Lays the pipeline of a template out from top to bottom: what starts it above, failures at the side, parts that
 * nothing leads to or from below. No input makes it throw; empty when there is no part.
 */
export function layoutPipeline(pipeline: PipelineModel): Graph {
  const say = describeLinks(pipeline);
  const linked = new Set(pipeline.links.flatMap(({ from, to }) => [from, to]));
  const parts = pipeline.parts.filter(({ id }) => linked.has(id));
  const flow = layoutFlow(pipeline, parts, say);
  const alone = pipeline.parts.filter(({ id }) => !linked.has(id));
  return alone.length === 0 ? flow : addAlone(flow, alone, say);
}

function layoutFlow(pipeline: PipelineModel, parts: readonly PipelinePart[], say: Say): Graph {
  if (parts.length === 0) return { nodes: [], edges: [], width: 0, height: 0 };
  // Vertex 0 stands above what nothing leads to; it is not drawn.
  const indexOf = new Map(parts.map(({ id }, index) => [id, index + 1]));
  const own = pipeline.links.flatMap(({ from, to, kind, label }): Link[] => {
    const ends = { from: indexOf.get(from), to: indexOf.get(to) };
    return ends.from === undefined || ends.to === undefined
      ? []
      : [{ from: ends.from, to: ends.to, kind, label, transitions: [] }];
  });
  const sizes: Size[] = [{ width: 0, height: 0 }, ...parts.map(sizeOf)];
  const { links, adjacency, ranking } = rankPipeline(sizes.length, own);
  const { corners, lines } = arrange(sizes, links, adjacency, ranking);
  const nodes = parts.map((part, index) => nodeOf(part, corners[index + 1], sizes[index + 1], say));
  const edges = links.flatMap((link, index): GraphEdge[] => {
    const [from, to] = [parts[link.from - 1], parts[link.to - 1]];
    const { points = [], labelAt } = lines[index] ?? {};
    const { kind, label, transitions } = link;
    const quiet = ranking.back[index] === true && kind !== 'event' && kind !== 'failure';
    return from && to ? [{ from: from.id, to: to.id, kind, label, labelAt, points, quiet, transitions }] : [];
  });
  return crop(nodes, edges);
}

function sizeOf({ name, type, marks }: PipelinePart): Size {
  return { width: cardWidth(name, detailOf(type, marks)), height: CARD.height };
}

function nodeOf(
  part: PipelinePart,
  { x, y }: Point = { x: 0, y: 0 },
  { width, height }: Size = sizeOf(part),
  say: Say,
): GraphNode {
  const { id, name, type, marks } = part;
  const notes = [...part.notes, ...say(part)];
  return {
    id,
    name,
    type,
    parent: undefined,
    x,
    y,
    width,
    height,
    marks,
    notes,
    region: undefined,
    unreachable: false,
  };
}

/** Takes away the room of the vertex that is not drawn and of its lines. */
function crop(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Graph {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const cover = (x: number, y: number): void => {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  };
  for (const { x, y, width, height } of nodes) {
    cover(x, y);
    cover(x + width, y + height);
  }
  for (const { points, kind, label, labelAt } of edges) {
    for (const { x, y } of points) cover(x, y);
    const half = label === undefined ? 0 : labelWidth(kind, label) / 2;
    if (labelAt) for (const side of [-half, half]) cover(labelAt.x + side, labelAt.y);
  }
  const shift = ({ x, y }: Point): Point => ({ x: x - left + SCOPE_PADDING, y: y - top + SCOPE_PADDING });
  return {
    // In the order in which they are read, also by a screen reader.
    nodes: nodes.map((node) => ({ ...node, ...shift(node) })).sort((a, b) => a.y - b.y || a.x - b.x),
    edges: edges.map((edge) => ({
      ...edge,
      labelAt: edge.labelAt && shift(edge.labelAt),
      points: edge.points.map(shift),
    })),
    width: right - left + 2 * SCOPE_PADDING,
    height: bottom - top + 2 * SCOPE_PADDING,
  };
}

/** Sets the parts that no line leads to in rows below the flow. */
function addAlone(flow: Graph, alone: readonly PipelinePart[], say: Say): Graph {
  const room = Math.max(flow.width - 2 * SCOPE_PADDING, LOOSE_WIDTH);
  let [x, y, right] = [0, 0, 0];
  const top = flow.nodes.length === 0 ? SCOPE_PADDING : flow.height + GAP;
  const placed = alone.map((part) => {
    const size = sizeOf(part);
    if (x > 0 && x + size.width > room) [x, y] = [0, y + size.height + GAP];
    const node = nodeOf(part, { x: x + SCOPE_PADDING, y: y + top }, size, say);
    x += size.width + GAP;
    right = Math.max(right, x - GAP);
    return node;
  });
  return {
    nodes: [...flow.nodes, ...placed],
    edges: flow.edges,
    width: Math.max(flow.width, right + 2 * SCOPE_PADDING),
    height: top + y + CARD.height + SCOPE_PADDING,
  };
}
