import type { Scope, State } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import { escapeToken, nodeAt } from '../asl/pointer.ts';
import type { TextEdit, ValueNode } from '../asl/syntax.ts';
import { columnAt, indentAt, lineStartAt } from '../asl/text-style.ts';
import { setKey, toJson } from '../asl/values.ts';
import type { Draft, Refusal } from './draft.ts';

/** The text of a value, and how far its lines are indented. */
export interface WrittenValue {
  readonly text: string;
  readonly indent: number;
  readonly startsBlock: boolean;
}

/** A value as it is written, with its comments and its layout. */
export function readWritten(text: string, node: ValueNode): WrittenValue {
  const startsBlock = isBlock(text, node);
  const indent = startsBlock ? columnAt(text, node.start) : indentAt(text, node.start).length;
  return { text: text.slice(node.start, node.end), indent, startsBlock };
}

function isBlock(text: string, node: ValueNode): boolean {
  return node.kind === 'object' && !/[{[*!&]/.test(text.charAt(node.start));
}

/** States by name: what they are, and how they are written. */
export interface WrittenStates {
  readonly values: JsonObject;
  readonly texts: ReadonlyMap<string, WrittenValue>;
}

/** What states are, and how they are written; or why they cannot be moved. */
export function readStates(text: string, states: readonly State[]): WrittenStates | string {
  const values: JsonObject = {};
  const texts = new Map<string, WrittenValue>();
  for (const { name, node } of states) {
    if (node === undefined) return `${JSON.stringify(name)} is no state: it must be an object.`;
    setKey(values, name, toJson(node));
    texts.set(name, readWritten(text, node));
  }
  return { values, texts };
}

/**
 * Writes properties that were just put into the object at a pointer as they were written elsewhere: comments, quotes and
 * line breaks stay. What would not read as the same value there stays as it was printed; comments would be lost then,
 * and it is refused.
 */
export function keepWritten(draft: Draft, pointer: string, texts: ReadonlyMap<string, WrittenValue>): Refusal {
  const edits = [...texts].map(([key, written]) => rewrite(draft, `${pointer}/${escapeToken(key)}`, written));
  const all = edits.filter((edit) => edit !== undefined);
  if (all.length === edits.length && draft.restyle(all)) return undefined;
  for (const [key, written] of texts) {
    const edit = rewrite(draft, `${pointer}/${escapeToken(key)}`, written);
    if (edit && draft.restyle([edit])) continue;
    if (hasComments(written.text, draft.definition.format === 'yaml'))
      return 'Comments in what moves would be lost: make this change in the text.';
  }
  return undefined;
}

/** Undefined where the value is laid out in another way. */
function rewrite({ definition }: Draft, pointer: string, written: WrittenValue): TextEdit | undefined {
  const { text, format, root } = definition;
  const node = nodeAt(root, pointer);
  if (node === undefined) return undefined;
  const here = readWritten(text, node);
  if (here.startsBlock !== written.startsBlock) return undefined;
  const moved = indentBy(written.text, here.indent - written.indent, format === 'json' ? indentOf(text, node) : ' ');
  return { start: node.start, end: node.end, text: moved };
}

/** The character that the lines here are indented by. */
function indentOf(text: string, { start }: ValueNode): string {
  return text.charAt(lineStartAt(text, start)) === '\t' ? '\t' : ' ';
}

/** All lines but the first further in, or out. */
function indentBy(text: string, by: number, blank: string): string {
  const parts = text.split(/(\r\n|\n|\r)/);
  return parts
    .map((part, at) => {
      if (at === 0 || at % 2 === 1 || part.trim() === '') return part;
      const own = /^[ \t]*/.exec(part)?.[0].length ?? 0;
      return by >= 0 ? blank.repeat(by) + part : part.slice(Math.min(own, -by));
    })
    .join('');
}

/** May find one in a text that only looks like it: that refuses more than it must. */
function hasComments(text: string, isYaml: boolean): boolean {
  return isYaml ? /(?:^|\s)#/m.test(text) : /\/\/|\/\*/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, ''));
}

/** Copies states of a scope, under the names that they have, into another scope's states. */
export function copyStates(draft: Draft, names: readonly string[], from: Scope, to: string, index: number): Refusal {
  const states = names.flatMap((name) => from.byName.get(name) ?? []);
  const written = readStates(draft.definition.text, states);
  if (typeof written === 'string') return written;
  for (const [at, [key, value]] of Object.entries(written.values).entries()) {
    const pointer = `${to}/States`;
    const refused = draft.change({ kind: 'insert-property', pointer, key, value, index: index + at });
    if (refused !== undefined) return refused;
  }
  return keepWritten(draft, `${to}/States`, written.texts);
}
