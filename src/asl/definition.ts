import type { ObjectNode, PropertyNode, StringNode, Syntax, SyntaxProblem, TextFormat, ValueNode } from './syntax.ts';

export type QueryLanguage = 'JSONPath' | 'JSONata';
export type ProcessorMode = 'INLINE' | 'DISTRIBUTED';

/**
 * A state machine's text, read: the syntax nodes and, over them, scopes and states. Tolerant: whatever could be read is
 * there, whatever could not is in `problems`. Read-only, and safe to share.
 */
export interface Definition {
  readonly text: string;
  readonly format: TextFormat;
  /** What it was read with. */
  readonly syntax: Syntax;
  readonly root: ValueNode | undefined;
  /** JSON Pointer of `root` in the whole text; "" unless the definition is part of a template. */
  readonly base: string;
  /** Absent when the root is no object. */
  readonly machine: Scope | undefined;
  readonly problems: readonly SyntaxProblem[];
}

/** One set of states that can jump to each other: the machine, a Map's ItemProcessor, one branch of a Parallel. */
export interface Scope {
  readonly kind: 'machine' | 'processor' | 'branch';
  /** JSON Pointer (RFC 6901) of the object that holds StartAt and States; the machine's is "". */
  readonly pointer: string;
  readonly node: ObjectNode;
  /** The Map or Parallel that it is inside; absent for the machine. */
  readonly owner: State | undefined;
  /** The key that it was found under: `ItemProcessor`, `Iterator` (deprecated) or `Branches`; absent for the machine. */
  readonly under: 'ItemProcessor' | 'Iterator' | 'Branches' | undefined;
  /** ProcessorConfig.Mode of a Map's processor, INLINE when absent; undefined for the others, or when unreadable. */
  readonly mode: ProcessorMode | undefined;
  /** ProcessorConfig.ExecutionType as written. */
  readonly executionType: string | undefined;
  readonly queryLanguage: QueryLanguage;
  readonly startAt: ValueNode | undefined;
  /** In the order of the text; a name that is written twice is there twice. */
  readonly states: readonly State[];
  /** First of each name. */
  readonly byName: ReadonlyMap<string, State>;
}

export interface State {
  readonly name: string;
  readonly nameNode: StringNode;
  /** JSON Pointer of the state's value, e.g. `/States/Map/ItemProcessor/States/Work`. Its identity everywhere. */
  readonly pointer: string;
  /** Absent when what stands there is no object. */
  readonly node: ObjectNode | undefined;
  /** `Type` as written, known or not; undefined when absent or not a string. */
  readonly type: string | undefined;
  /** The state's own QueryLanguage, else the machine's, else JSONPath. */
  readonly queryLanguage: QueryLanguage;
  readonly scope: Scope;
  /** A Map's processor, or a Parallel's branches. */
  readonly scopes: readonly Scope[];
  /** First property of each name. */
  readonly fields: ReadonlyMap<string, PropertyNode>;
  /** Where it can go, in the order of the text. */
  readonly transitions: readonly Transition[];
}

export type TransitionKind = 'next' | 'choice' | 'default' | 'catch';

export interface Transition {
  readonly kind: TransitionKind;
  readonly target: StringNode;
  /** JSON Pointer of the value that names the target. */
  readonly pointer: string;
  /** Position in Choices or Catch. */
  readonly index: number | undefined;
  /** The Choice rule or Catcher. */
  readonly rule: ObjectNode | undefined;
}
