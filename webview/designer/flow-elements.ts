import { Position, type Edge, type Node } from '@xyflow/react';
import { isSameJson, type JsonValue } from '../../src/asl/json.ts';
import type { NodeCost, NodeFinding } from '../../src/protocol/designer.ts';
import type { GraphNode } from '../../src/protocol/graph.ts';
import { describeRuns, type NodeRun } from '../../src/graph/overlay.ts';
import { groupBy } from '../../src/graph/group-by.ts';
import { isSelectable } from '../../src/graph/node-types.ts';
import { isEditable } from './designer-context.ts';
import { describeLine, type Line } from './picture.ts';
import type { DesignerState } from './state.ts';

/** What a node's component is given. The same object as long as nothing of it has changed. */
export interface StateData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly findings: readonly NodeFinding[];
  readonly cost: NodeCost | undefined;
  readonly run: NodeRun | undefined;
  /** The keyboard is here. */
  readonly isAt: boolean;
  readonly isSelected: boolean;
  readonly isRenaming: boolean;
  readonly isEditable: boolean;
}

export interface LineData extends Record<string, unknown> {
  readonly line: Line;
  readonly words: string;
  readonly isAt: boolean;
  readonly isEditable: boolean;
}

export type StateNode = Node<StateData, 'state'>;
export type LineEdge = Edge<LineData, 'line'> & { readonly data: LineData };

const NO_FINDINGS: readonly NodeFinding[] = [];

/** The elements of the canvas, those that did not change being the very same ones: only the others are drawn again. */
export class FlowElements {
  #nodes = new Map<string, StateNode>();
  #edges = new Map<string, LineEdge>();

  nodesOf(state: DesignerState): StateNode[] {
    const { picture, update, snapshot, at, selected, renaming } = state;
    if (picture === undefined || update === undefined) return [];
    const findingsOf = groupBy(update.findings ?? [], ({ node }) => node);
    const costOf = new Map(update.costs.map((cost) => [cost.pointer, cost]));
    const runOf = snapshot && describeRuns(snapshot);
    const isSelected = new Set(selected);
    const editable = isEditable(state);
    const nodes = picture.graph.nodes.map((node) => {
      const before = this.#nodes.get(node.id);
      const isState = isSelectable(node);
      const data: StateData = {
        node: before && isSame(before.data.node, node) ? before.data.node : node,
        findings: keep<readonly NodeFinding[]>(before?.data.findings, findingsOf.get(node.id) ?? NO_FINDINGS),
        cost: keep(before?.data.cost, costOf.get(node.id)),
        run: isState ? keep(before?.data.run, runOf?.(node.id)) : undefined,
        isAt: node.id === at,
        isSelected: isSelected.has(node.id),
        isRenaming: node.id === renaming,
        isEditable: editable,
      };
      return before && isShallowSame(before.data, data) ? before : toNode(data);
    });
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  }

  edgesOf(state: DesignerState): LineEdge[] {
    const { picture, at } = state;
    if (picture === undefined) return [];
    const editable = isEditable(state);
    const edges = [...picture.lines.values()].map((line) => {
      const before = this.#edges.get(line.id);
      const data: LineData = {
        line: before && isSame(before.data.line, line) ? before.data.line : line,
        words: describeLine(picture, line),
        isAt: line.id === at,
        isEditable: editable,
      };
      return before && isShallowSame(before.data, data) ? before : toEdge(data);
    });
    this.#edges = new Map(edges.map((edge) => [edge.id, edge]));
    return edges;
  }
}

function toNode(data: StateData): StateNode {
  const { id, parent, x, y } = data.node;
  // Whole pixels, so that what the page measures is what was said and nothing has to be measured again.
  const width = Math.round(data.node.width);
  const height = Math.round(data.node.height);
  return {
    id,
    type: 'state',
    position: { x, y },
    width,
    height,
    measured: { width, height },
    handles: [
      { type: 'target', position: Position.Top, x: width / 2, y: 0 },
      { type: 'source', position: Position.Bottom, x: width / 2, y: height },
    ],
    data,
    ...(parent === undefined ? {} : { parentId: parent }),
    // What the node is stands on its component.
    domAttributes: { 'aria-roledescription': undefined },
  };
}

function toEdge(data: LineData): LineEdge {
  const { id, edge } = data.line;
  return {
    id,
    type: 'line',
    source: edge.from,
    target: edge.to,
    data,
    ariaRole: 'presentation',
    // Null is what the library takes for none, though its types do not say so: the component says what the line is.
    ariaLabel: null as unknown as string,
    domAttributes: { 'aria-roledescription': undefined },
  };
}

/** An id that `aria-activedescendant` can name: without the spaces that names of states have. */
export function domId(id: string): string {
  return `at-${encodeURIComponent(id)}`;
}

function keep<T>(before: T | undefined, now: T): T {
  return before !== undefined && isSame(before, now) ? before : now;
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || isSameJson(one as JsonValue, other as JsonValue);
}

function isShallowSame(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  return Object.keys(other).every((key) => one[key] === other[key]);
}
