import type { Scope } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import { escapeToken, nodeAt } from '../asl/pointer.ts';
import type { ValueNode } from '../asl/syntax.ts';
import { columnAt, indentAt, lineStartAt } from '../asl/text-style.ts';
import { toJson } from '../asl/values.ts';
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

/**
 * Writes a value that was just put at a pointer as it was written elsewhere: comments, quotes and line breaks stay. Where
 * that would not read as the same value, it stays as it was printed; comments would be lost then, and it is refused.
 */
export function keepWritten(draft: Draft, pointer: string, written: WrittenValue): Refusal {
  const { text, format, root } = draft.definition;
  const node = nodeAt(root, pointer);
  if (node === undefined) return `There is nothing at ${pointer}.`;
  const here = readWritten(text, node);
  const isSameLayout = here.startsBlock === written.startsBlock;
  const moved = indentBy(written.text, here.indent - written.indent, format === 'json' ? indentOf(text, node) : ' ');
  if (isSameLayout && draft.restyle([{ start: node.start, end: node.end, text: moved }])) return undefined;
  return hasComments(written.text, format === 'yaml')
    ? 'Comments in what moves would be lost: make this change in the text.'
    : undefined;
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

/** Copies states of a scope, under the names that they have, to the end of another scope's states. */
export function copyStates(draft: Draft, names: readonly string[], from: Scope, to: string, index: number): Refusal {
  const { text } = draft.definition;
  const states = names.flatMap((name) => from.byName.get(name) ?? []);
  const written = states.map(({ node }) => node && { value: toJson(node) as JsonObject, how: readWritten(text, node) });
  for (const [at, state] of states.entries()) {
    const each = written[at];
    if (each === undefined) return `${JSON.stringify(state.name)} is no state: it must be an object.`;
    const pointer = `${to}/States/${escapeToken(state.name)}`;
    const { value } = each;
    const refused =
      draft.change({ kind: 'insert-property', pointer: `${to}/States`, key: state.name, value, index: index + at }) ??
      keepWritten(draft, pointer, each.how);
    if (refused !== undefined) return refused;
  }
  return undefined;
}
