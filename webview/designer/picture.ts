import type { Slot } from '../../src/design/gesture.ts';
import { groupBy } from '../../src/graph/group-by.ts';
import { isSelectable } from '../../src/graph/node-types.ts';
import type { Graph, GraphEdge, GraphNode, Point } from '../../src/protocol/graph.ts';

/** A line of the graph, with a name of its own that survives an edit elsewhere. */
export interface Line {
  readonly id: string;
  readonly edge: GraphEdge;
  /** Where the coordinate system of its points begins, in the picture. */
  readonly origin: Point;
  /** What may be inserted on it; undefined where nothing can. */
  readonly slot: Slot | undefined;
}

/** The graph, looked up from every side that the canvas needs. */
export interface Picture {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Top left corners in the picture as a whole. */
  readonly positions: ReadonlyMap<string, Point>;
  readonly lines: ReadonlyMap<string, Line>;
  readonly leaving: ReadonlyMap<string, readonly Line[]>;
  readonly arriving: ReadonlyMap<string, readonly Line[]>;
}

const NOWHERE: Point = { x: 0, y: 0 };

export function lookUp(graph: Graph): Picture {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const positions = new Map<string, Point>();
  for (const { id, parent, x, y } of graph.nodes) {
    const origin = (parent === undefined ? undefined : positions.get(parent)) ?? NOWHERE;
    positions.set(id, { x: x + origin.x, y: y + origin.y });
  }
  const lines = graph.edges.map((edge): Line => {
    const parent = nodes.get(edge.from)?.parent;
    const origin = (parent === undefined ? undefined : positions.get(parent)) ?? NOWHERE;
    // A line of several rules is known by its first: a rule that joins it does not make it another line.
    const id = `${edge.kind} ${edge.transitions[0] ?? edge.from}`;
    return { id, edge, origin, slot: slotOf(edge) };
  });
  return {
    graph,
    nodes,
    positions,
    lines: new Map(lines.map((line) => [line.id, line])),
    leaving: groupBy(lines, ({ edge }) => edge.from),
    arriving: groupBy(lines, ({ edge }) => edge.to),
  };
}

function slotOf({ kind, from, transitions }: GraphEdge): Slot | undefined {
  if (kind === 'end') return { after: from };
  return transitions.length > 0 ? { transitions } : undefined;
}

/** A place to insert at, with the words that tell it from the others. */
export interface Place {
  readonly slot: Slot;
  readonly words: string;
}

/** Where something can be inserted around a node, or on a line: the likeliest first. */
export function placesAt(picture: Picture, id: string): Place[] {
  const line = picture.lines.get(id);
  if (line !== undefined) return line.slot ? [{ slot: line.slot, words: describeLine(picture, line) }] : [];
  const node = picture.nodes.get(id);
  if (node === undefined) return [];
  return [
    ...(picture.leaving.get(id) ?? []).toSorted((a, b) => Number(a.edge.quiet) - Number(b.edge.quiet)),
    ...(picture.arriving.get(id) ?? []),
  ]
    .flatMap((each) => (each.slot ? [{ slot: each.slot, words: describeLine(picture, each) }] : []))
    .concat(emptyScopes(picture, id));
}

/** Scopes of a region, or the machine, that hold no state yet. */
function emptyScopes({ graph }: Picture, region: string | undefined): Place[] {
  const scopes = graph.nodes.filter(({ type, parent }) => type === 'Scope' && parent === region);
  return scopes
    .filter((scope) => !graph.nodes.some((node) => node.parent === scope.id && isSelectable(node)))
    .map(({ id, name }) => ({ slot: { scope: id }, words: `In ${name}` }));
}

/** Every place of the picture, for a search by name. */
export function allPlaces(picture: Picture): Place[] {
  if (!picture.graph.nodes.some(isSelectable)) return [{ slot: { scope: '' }, words: 'In the machine' }];
  return [...picture.lines.values()].flatMap((line) =>
    line.slot ? [{ slot: line.slot, words: describeLine(picture, line) }] : [],
  );
}

export function nameOf(picture: Picture, id: string): string {
  return picture.nodes.get(id)?.name ?? id;
}

const KINDS: Readonly<Record<string, string>> = { catch: 'on error', default: 'otherwise', choice: 'when' };

/** `From Check to Refuse, when $.total > 100`. */
export function describeLine(picture: Picture, { edge }: Line): string {
  const { from, to, kind, label, transitions } = edge;
  const condition =
    kind === 'default' ? 'otherwise' : label === undefined ? '' : `${KINDS[kind] ?? ''} ${label}`.trim();
  const rules = kind === 'choice' && transitions.length > 1 ? `${transitions.length} rules` : '';
  const what = `From ${nameOf(picture, from)} to ${nameOf(picture, to)}`;
  return [what, condition, rules].filter((part) => part !== '').join(', ');
}

/** The node or line itself, or the nearest state around it that is drawn; undefined where there is none. */
export function closestDrawn({ nodes, lines }: Picture, id: string): string | undefined {
  if (lines.has(id)) return id;
  for (let at = id; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const node = nodes.get(at);
    if (node && isSelectable(node)) return at;
    if (!at.includes('/')) return undefined;
  }
  return undefined;
}

/** Other states of the scope that a state is in: where a line from it can lead. */
export function neighboursOf({ graph, nodes }: Picture, id: string): readonly GraphNode[] {
  const parent = nodes.get(id)?.parent;
  return graph.nodes.filter((node) => node.parent === parent && node.id !== id && isSelectable(node));
}
