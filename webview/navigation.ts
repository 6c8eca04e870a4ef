import { isSelectable } from '../src/graph/node-types.ts';
import type { Graph, GraphEdge, GraphNode } from '../src/protocol/graph.ts';

export type Direction = 'down' | 'up' | 'left' | 'right' | 'out' | 'first' | 'last';

/**
 * Ways through a graph for the arrow keys. Down and up follow the flow, into a region and out of it again; right and
 * left go to what stands beside: another branch of a Choice, of a Parallel.
 */
export class Navigation {
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  }

  /** The state that the keyboard starts at: the first that Start leads to. */
  get first(): string | undefined {
    return this.#firstOf(undefined)?.id ?? this.#graph.nodes.find(isSelectable)?.id;
  }

  /** Where a key leads from `id`; undefined when nowhere. */
  find(id: string, direction: Direction): string | undefined {
    const node = this.#nodes.get(id);
    if (node === undefined) return this.first;
    switch (direction) {
      case 'down':
        return (this.#enter(node) ?? this.#after(node))?.id;
      case 'up':
        return (this.#before(node) ?? this.#regionOf(node))?.id;
      case 'right':
        return (this.#beside(node, 1) ?? this.#neighbourScope(node, 1))?.id;
      case 'left':
        return (this.#beside(node, -1) ?? this.#neighbourScope(node, -1))?.id;
      case 'out':
        return this.#regionOf(node)?.id;
      case 'first':
        return this.first;
      case 'last':
        return this.#graph.nodes.filter((each) => each.parent === undefined && isSelectable(each)).at(-1)?.id;
    }
  }

  /** The state itself, or the nearest region around it that is drawn. */
  closest(pointer: string): string | undefined {
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const node = this.#nodes.get(at);
      if (node && isSelectable(node)) return at;
    }
    return undefined;
  }

  #firstOf(scope: string | undefined): GraphNode | undefined {
    const start = this.#graph.nodes.find((node) => node.type === 'Start' && node.parent === scope);
    return start && this.#targets(start.id)[0];
  }

  #targets(id: string): GraphNode[] {
    // The flow first, then failures, then what leads back or aside.
    const edges = this.#graph.edges
      .filter(({ from }) => from === id)
      .sort((a, b) => Number(a.quiet) - Number(b.quiet) || Number(isFailure(a)) - Number(isFailure(b)));
    return this.#states(edges.map(({ to }) => to));
  }

  #states(ids: readonly string[]): GraphNode[] {
    return ids.flatMap((id) => this.#nodes.get(id) ?? []).filter(isSelectable);
  }

  #enter(node: GraphNode): GraphNode | undefined {
    return this.#scopesOf(node)
      .map((scope) => this.#firstOf(scope.id))
      .find((first) => first !== undefined);
  }

  /** What follows; at the end of a scope, what follows its region. */
  #after(node: GraphNode): GraphNode | undefined {
    for (let at: GraphNode | undefined = node; at !== undefined; at = this.#regionOf(at)) {
      const here = at.id;
      const next = this.#targets(here).find(({ id }) => id !== here);
      if (next) return next;
    }
    return undefined;
  }

  #before(node: GraphNode): GraphNode | undefined {
    const sources = this.#states(this.#graph.edges.filter(({ to }) => to === node.id).map(({ from }) => from));
    return sources.find((source) => source.y < node.y) ?? undefined;
  }

  #scopesOf(node: GraphNode): GraphNode[] {
    return this.#graph.nodes.filter(({ parent, type }) => parent === node.id && type === 'Scope');
  }

  #regionOf(node: GraphNode): GraphNode | undefined {
    const scope = node.parent === undefined ? undefined : this.#nodes.get(node.parent);
    return scope?.parent === undefined ? undefined : this.#nodes.get(scope.parent);
  }

  /** The nearest state to one side whose rows overlap. */
  #beside(node: GraphNode, side: 1 | -1): GraphNode | undefined {
    let best: GraphNode | undefined;
    for (const other of this.#graph.nodes) {
      if (other.parent !== node.parent || other.id === node.id || !isSelectable(other)) continue;
      const overlaps = other.y < node.y + node.height && node.y < other.y + other.height;
      const distance = (other.x - node.x) * side;
      if (overlaps && distance > 0 && (best === undefined || distance < (best.x - node.x) * side)) best = other;
    }
    return best;
  }

  #neighbourScope(node: GraphNode, side: 1 | -1): GraphNode | undefined {
    const region = this.#regionOf(node);
    if (region === undefined) return undefined;
    const scopes = this.#scopesOf(region);
    const scope = scopes[scopes.findIndex(({ id }) => id === node.parent) + side];
    return scope && this.#firstOf(scope.id);
  }
}

function isFailure({ kind }: GraphEdge): boolean {
  return kind === 'catch' || kind === 'failure';
}
