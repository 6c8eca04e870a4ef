import type { TransitionKind } from '../asl/definition.ts';

/**
 * A definition as boxes and lines. Nodes with the same `parent` share one coordinate system, whose origin is the top
 * left corner of that parent's content; they never overlap. Lengths in CSS pixels at zoom 1.
 */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
}

export interface GraphNode {
  /** JSON Pointer of the state; `<scope pointer>#start` and `#end` for a scope's terminals; a branch is its pointer. */
  readonly id: string;
  readonly name: string;
  /** The state's Type, or `Start`, `End`, `Scope` (an ItemProcessor or a branch). */
  readonly type: string;
  readonly parent: string | undefined;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Short marks: `distributed`, `max 40`, `batch 100`, `retry`, the integration (`lambda:invoke`) … */
  readonly marks: readonly string[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: TransitionKind | 'start' | 'end';
  readonly label: string | undefined;
  /** In the coordinate system that `from` and `to` share. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}
