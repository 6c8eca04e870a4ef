import type { JsonValue } from './json.ts';

/**
 * The text of a definition as values with places. JSON and YAML give the same nodes, so that nothing after the parser
 * has to know which it was. Offsets count UTF-16 code units from the start of the text; `end` is exclusive. For a
 * quoted scalar both ends include the quotes.
 */
interface Place {
  readonly start: number;
  readonly end: number;
}

export interface ObjectNode extends Place {
  readonly kind: 'object';
  /** In the order of the text; a key that is written twice is there twice. */
  readonly properties: readonly PropertyNode[];
}

export interface PropertyNode extends Place {
  readonly key: StringNode;
  /** Absent where the text stops after the key. */
  readonly value: ValueNode | undefined;
}

export interface ArrayNode extends Place {
  readonly kind: 'array';
  readonly items: readonly ValueNode[];
}

export interface StringNode extends Place {
  readonly kind: 'string';
  /** Unescaped. `${Name}` stays as it is written. */
  readonly value: string;
}

export interface NumberNode extends Place {
  readonly kind: 'number';
  readonly value: number;
  /** As written: `1.0` and `1` differ in an output. */
  readonly raw: string;
}

export interface BooleanNode extends Place {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NullNode extends Place {
  readonly kind: 'null';
}

/**
 * A CloudFormation function in place of a value: `!Sub x`, `!GetAtt A.Arn`, `{"Fn::Sub": …}`, `{"Ref": …}`. Rules that
 * look at a value accept one wherever a value may stand, since only the deployment knows what it becomes.
 */
export interface SubstitutionNode extends Place {
  readonly kind: 'substitution';
  /** `Ref`, `Sub`, `GetAtt`, `Join` …: without `!` and without `Fn::`. */
  readonly fn: string;
  readonly argument: ValueNode | undefined;
}

export type ValueNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode | SubstitutionNode;

export type TextFormat = 'json' | 'yaml';

/** What the parser could not read. The tree still holds all that it could. */
export interface SyntaxProblem extends Place {
  /** `JSON_…` or `YAML_…`, stable. */
  readonly code: string;
  readonly message: string;
}

/** A replacement of one stretch of text; `start === end` inserts. */
export interface TextEdit extends Place {
  readonly text: string;
}

/** What a parser gives: the tree of all that it could read, and what it could not. */
export interface SyntaxTree {
  /** Absent when there is no value at all. */
  readonly root: ValueNode | undefined;
  /** In the order in which they were met; at most MAX_PROBLEMS. */
  readonly problems: readonly SyntaxProblem[];
}

/**
 * How texts of one format are read and printed. A definition keeps the one it was read with, so that an edit can be
 * tried out without loading what reads the other format.
 */
export interface Syntax {
  readonly format: TextFormat;
  /** Never throws. */
  readonly read: (text: string) => SyntaxTree;
  /** The text of a value on lines of its own, each level indented by this many blanks; it ends with a line end. */
  readonly print: (value: JsonValue, indent: number) => string;
}

/**
 * Objects and arrays nested deeper than this are reported and left out of the tree, so that code that walks it may
 * recurse. Four levels make one Map, so this is over a hundred Maps inside each other.
 */
export const MAX_DEPTH = 500;

/** Beyond this many, problems of one text are no longer recorded: random bytes would give one a byte. */
export const MAX_PROBLEMS = 100;
