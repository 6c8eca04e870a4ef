import { array, boolean, nothing, number, object, oneOf, optional, string, type Check } from './check.ts';
import { executionSnapshot } from './execution-checks.ts';
import type { ExecutionSnapshot } from './execution-snapshot.ts';
import type { Graph, GraphEdge, GraphNode, Point } from './graph.ts';
import type { MessageTable } from './messages.ts';

/** The text as it is now. */
export interface PreviewUpdate {
  /** The document's version that it was made from. */
  readonly documentVersion: number;
  /** What is drawn: a state machine, or the pipeline of a template. */
  readonly kind: 'definition' | 'pipeline';
  /** The file's name. */
  readonly title: string;
  /** Undefined when nothing could be drawn, ever. */
  readonly graph: Graph | undefined;
  /** True: the text cannot be read now, and the graph is the last that could. */
  readonly stale: boolean;
  /** Why the text cannot be read, worst first. */
  readonly problems: readonly PreviewProblem[];
}

export interface PreviewProblem {
  readonly message: string;
  /** Offset in the text, in UTF-16 code units. */
  readonly start: number;
}

const point = object<Point>({ x: number, y: number });

const node = object<GraphNode>({
  id: string,
  name: string,
  type: string,
  parent: optional(string),
  x: number,
  y: number,
  width: number,
  height: number,
  marks: array(string),
  notes: array(string),
  region: optional(oneOf('open', 'closed')),
  unreachable: boolean,
});

const edge = object<GraphEdge>({
  from: string,
  to: string,
  kind: oneOf('next', 'choice', 'default', 'catch', 'start', 'end', 'event', 'send', 'write', 'read', 'failure', 'use'),
  label: optional(string),
  labelAt: optional(point),
  points: array(point),
  quiet: boolean,
  transitions: array(string),
});

export const graph = object<Graph>({ nodes: array(node), edges: array(edge), width: number, height: number });

export const problem = object<PreviewProblem>({ message: string, start: number });

const update: Check<PreviewUpdate> = object<PreviewUpdate>({
  documentVersion: number,
  kind: oneOf('definition', 'pipeline'),
  title: string,
  graph: optional(graph),
  stale: boolean,
  problems: array(problem),
});

/** Host → page. */
export const PREVIEW_HOST_MESSAGES = {
  requests: {},
  events: {
    graph: update,
    /** The state that the text cursor is in, by JSON Pointer. */
    select: object<{ pointer: string | undefined }>({ pointer: optional(string) }),
    /** What an execution has done so far; none takes the counts away. */
    snapshot: object<{ snapshot: ExecutionSnapshot | undefined }>({ snapshot: optional(executionSnapshot) }),
  },
} satisfies MessageTable;

/** Page → host. */
export const PREVIEW_PAGE_MESSAGES = {
  requests: {
    /** The page listens now: send it the graph, the selection and the snapshot. */
    ready: { params: nothing, result: nothing },
    /** Shows the state's place in the text. */
    reveal: { params: object<{ pointer: string }>({ pointer: string }), result: nothing },
    /** Shows a problem's place in the text. */
    revealProblem: { params: object<{ start: number }>({ start: number }), result: nothing },
  },
  events: {},
} satisfies MessageTable;
