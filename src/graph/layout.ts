import type { Definition, Scope, State } from '../asl/definition.ts';
import type { Graph, GraphEdge, GraphNode } from '../protocol/graph.ts';
import { arrange, type Size } from './arrange.ts';
import { describeMarks } from './marks.ts';
import { CARD, cardWidth, detailOf, REGION, TERMINAL } from './measures.ts';
import { buildAdjacency, rankVertices } from './rank.ts';
import { collectLinks, type ScopeLinks, type Vertex } from './scope-links.ts';

export interface LayoutOptions {
  /** JSON Pointers of the Map and Parallel states to draw without what is in them. */
  readonly collapsed?: ReadonlySet<string>;
}

/** A scope laid out: its own boxes and lines, in its own coordinates. */
interface ScopePicture extends Size {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/**
 * Lays a definition out from top to bottom, Map and Parallel as regions around what is in them. Draws whatever can be
 * read: a dangling target becomes a `Missing` node, an unreachable state stands at the side. Linear in states and
 * transitions for what people write; no input makes it throw. Empty when there is no machine.
 */
export function layoutDefinition(definition: Definition, options: LayoutOptions = {}): Graph {
  const { machine } = definition;
  if (machine === undefined) return { nodes: [], edges: [], width: 0, height: 0 };
  const scopes = collectScopes(machine, options.collapsed ?? new Set());
  const pictures = new Map<Scope, ScopePicture>();
  // Inner scopes come after outer ones, and the size of a region is that of what is in it.
  for (const scope of scopes.toReversed()) pictures.set(scope, layoutScope(collectLinks(scope), pictures, options));
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (const scope of scopes) {
    const picture = pictures.get(scope);
    for (const node of picture?.nodes ?? []) nodes.push(node);
    for (const edge of picture?.edges ?? []) edges.push(edge);
  }
  const whole = pictures.get(machine);
  return { nodes, edges, width: whole?.width ?? 0, height: whole?.height ?? 0 };
}

/** Scopes that are drawn, outer before inner. */
function collectScopes(machine: Scope, collapsed: ReadonlySet<string>): Scope[] {
  const scopes = [machine];
  for (let at = 0; at < scopes.length; at++)
    for (const state of scopes[at]?.byName.values() ?? [])
      if (!collapsed.has(state.pointer)) for (const inner of state.scopes) scopes.push(inner);
  return scopes;
}

function layoutScope(
  { scope, vertices, links }: ScopeLinks,
  pictures: ReadonlyMap<Scope, ScopePicture>,
  options: LayoutOptions,
): ScopePicture {
  const marks = vertices.map(({ state }) => (state ? describeMarks(state) : []));
  const sizes = vertices.map((vertex, index) => sizeOf(vertex, marks[index] ?? [], scope, pictures, options));
  const adjacency = buildAdjacency(vertices.length, links);
  const ranking = rankVertices(vertices.length, links, adjacency);
  const { corners, lines, width, height } = arrange(sizes, links, adjacency, ranking);
  const parent = scope.owner === undefined ? undefined : scope.pointer;
  const nodes = vertices.flatMap((vertex, index): GraphNode[] => {
    const { id, name, type, state } = vertex;
    const size = sizes[index] ?? { width: 0, height: 0 };
    const at = corners[index] ?? { x: 0, y: 0 };
    const closed = (options.collapsed?.has(id) ?? false) && (state?.scopes.length ?? 0) > 0;
    const region = closed ? 'closed' : state !== undefined && state.scopes.length > 0 ? 'open' : undefined;
    const unreachable = ranking.reachable[index] !== 1;
    const said = { marks: marks[index] ?? [], notes: marks[index] ?? [] };
    const node: GraphNode = { id, name, type, parent, ...at, ...size, ...said, region, unreachable };
    return region === 'open' && state ? [node, ...placeScopes(state, size, pictures)] : [node];
  });
  const edges = links.map((link, index): GraphEdge => {
    const line = lines[index];
    return {
      from: vertices[link.from]?.id ?? '',
      to: vertices[link.to]?.id ?? '',
      kind: link.kind,
      label: link.label,
      labelAt: line?.labelAt,
      points: line?.points ?? [],
      quiet: false,
      transitions: link.transitions,
    };
  });
  return { nodes, edges, width, height };
}

function sizeOf(
  { name, type, state }: Vertex,
  marks: readonly string[],
  scope: Scope,
  pictures: ReadonlyMap<Scope, ScopePicture>,
  options: LayoutOptions,
): Size {
  if (type === 'Start' || type === 'End') {
    const nested = scope.owner !== undefined;
    return nested ? { width: TERMINAL.dot, height: TERMINAL.dot } : { width: TERMINAL.width, height: TERMINAL.height };
  }
  const detail = detailOf(type, marks);
  if (state === undefined || state.scopes.length === 0 || options.collapsed?.has(state.pointer))
    return { width: cardWidth(name, detail), height: CARD.height };
  const header = cardWidth(name, detail, REGION.maxHeader);
  const inner = scopesSize(state, pictures);
  return {
    width: Math.max(header, inner.width + 2 * REGION.padding),
    height: REGION.header + inner.height + REGION.padding,
  };
}

function scopesSize(state: State, pictures: ReadonlyMap<Scope, ScopePicture>): Size {
  let width = -REGION.branchGap;
  let height = 0;
  for (const scope of state.scopes) {
    const picture = pictures.get(scope);
    width += (picture?.width ?? 0) + REGION.branchGap;
    height = Math.max(height, picture?.height ?? 0);
  }
  return { width, height };
}

/** A region's scopes side by side below its header, in the middle, as high as the highest. */
function placeScopes(state: State, size: Size, pictures: ReadonlyMap<Scope, ScopePicture>): GraphNode[] {
  const inner = scopesSize(state, pictures);
  let x = (size.width - inner.width) / 2;
  return state.scopes.map((scope, index) => {
    const width = pictures.get(scope)?.width ?? 0;
    const node: GraphNode = {
      id: scope.pointer,
      name: scope.kind === 'branch' ? `Branch ${index + 1}` : (scope.under ?? 'ItemProcessor'),
      type: 'Scope',
      parent: state.pointer,
      x,
      y: REGION.header,
      width,
      height: inner.height,
      marks: [],
      notes: [],
      region: undefined,
      unreachable: false,
    };
    x += width + REGION.branchGap;
    return node;
  });
}
