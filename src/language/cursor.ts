import type { Definition } from '../asl/definition.ts';
import type { StringNode, TextEdit, ValueNode } from '../asl/syntax.ts';
import { findTreeCursor } from './tree-cursor.ts';
import { findYamlCursor } from './yaml-cursor.ts';

/** How what is inserted has to be written. `flow`: YAML in brackets, on one line. */
export type InsertStyle = 'json' | 'yaml' | 'flow';

/** Where something is being typed. */
export interface Cursor {
  /** Keys and positions from the definition's root: of the object for a key, of the value for a value. */
  readonly tokens: readonly string[];
  /** `key`: in the keys of the object at `tokens`. In YAML it may also be the first word of a value. */
  readonly role: 'key' | 'value';
  /** What is replaced: the key or the scalar value that stands there, its quotes included. */
  readonly start: number;
  readonly end: number;
  readonly style: InsertStyle;
  /** Keys that the object has besides. */
  readonly taken: ReadonlySet<string>;
  /** A colon follows the key already: only the key is written. */
  readonly hasValue: boolean;
  /** What has to be written after what is inserted: a comma, or nothing. */
  readonly after: string;
  /** A comma that is missing further up. */
  readonly edits: readonly TextEdit[];
  /** The scalar that is being written. */
  readonly node: ValueNode | undefined;
  /** YAML: by how many columns further lines are indented more than the line of the cursor. */
  readonly indent: number;
}

/** The string that holds an offset strictly inside of its quotes, or at its end. */
export function isInString(node: ValueNode | undefined, offset: number): node is StringNode {
  return node?.kind === 'string' && node.start < offset && offset <= node.end;
}

/** Where in the definition an offset is, for something to be written there; undefined where nothing can be. */
export function findCursor(definition: Definition, offset: number): Cursor | undefined {
  return definition.format === 'yaml' ? findYamlCursor(definition, offset) : findTreeCursor(definition, offset)?.cursor;
}
