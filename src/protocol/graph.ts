import type { TransitionKind } from '../asl/definition.ts';

/**
 * A definition, or the pipeline of a template, as boxes and lines. Nodes with the same `parent` share one coordinate system, whose origin is the top
 * left corner of that parent's box (of the picture, where there is no parent); they never overlap. A node comes after
 * its parent. Lengths in CSS pixels at zoom 1.
 */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
}

export interface GraphNode {
  /**
   * JSON Pointer of the state; of the scope for an ItemProcessor or a branch; `<scope pointer>#start` and `#end` for a
   * scope's terminals, `<scope pointer>#missing/<name>` for a target that is not there. Of a pipeline: that of the
   * resource or event, `<table pointer>#stream` for a table's stream.
   */
  readonly id: string;
  readonly name: string;
  /**
   * The state's Type (`Unknown` where it has none, or one of these), or `Start`, `End`, `Scope` (an ItemProcessor or a
   * branch), `Missing` (a state that a transition names and nobody wrote). Of a pipeline: `Function`, `Queue` …
   */
  readonly type: string;
  readonly parent: string | undefined;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Short marks: `distributed`, `max 40`, `batch 100`, `retry`, the integration (`lambda:invoke`) … */
  readonly marks: readonly string[];
  /** What tooltips and screen readers say of it: of a state its marks, of a pipeline's part its settings and lines. */
  readonly notes: readonly string[];
  /** Holds scopes: drawn as a region around them (`open`), or without them because it was asked for (`closed`). */
  readonly region: 'open' | 'closed' | undefined;
  /** Cannot be reached from its scope's StartAt. */
  readonly unreachable: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: TransitionKind | 'start' | 'end' | 'event' | 'send' | 'write' | 'read' | 'failure' | 'use';
  /** The whole text: a choice rule's condition, a catcher's error names. Pictures shorten it (`shortenLabel`). */
  readonly label: string | undefined;
  /** The middle of the label. */
  readonly labelAt: Point | undefined;
  /** In the coordinate system that `from` and `to` share. Horizontal and vertical pieces only. */
  readonly points: readonly Point[];
  /** Leads back, or to what stands elsewhere for other reasons: drawn so that the flow is seen first. */
  readonly quiet: boolean;
  /** JSON Pointers of the transitions that it stands for: rules of one Choice with one target share a line. */
  readonly transitions: readonly string[];
}
