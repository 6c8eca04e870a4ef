import type { JsonValue } from './json.ts';
import { printString } from './print-scalar.ts';
import type { ArrayNode, ObjectNode, PropertyNode, Syntax, TextEdit, TextFormat, ValueNode } from './syntax.ts';
import { afterBreak, indentAt, isFirstOnLine, lineEndAt, lineStartAt, type TextStyle } from './text-style.ts';

/** The text that edits are planned for. */
export interface EditContext {
  readonly text: string;
  readonly format: TextFormat;
  readonly style: TextStyle;
  readonly print: Syntax['print'];
}

type Entry = PropertyNode | ValueNode;

/** Objects and arrays in brackets: all of JSON, and YAML's flow style. */
export function isFlow(text: string, node: ValueNode): boolean {
  return /[{[]/.test(text.charAt(node.start));
}

export function entriesOf(node: ObjectNode | ArrayNode): readonly Entry[] {
  return node.kind === 'object' ? node.properties : node.items;
}

/** A value in brackets and quotes, on lines of their own where the text around it has such. */
function printFlow(value: JsonValue, context: EditContext, indent: string, isMultiLine: boolean): string {
  const { style, format } = context;
  if (typeof value === 'string') return printString(value, '', format);
  // Brackets on lines of their own would have to be indented more than the YAML around them.
  if (isMultiLine && format === 'json')
    return JSON.stringify(value, null, style.unit).replaceAll('\n', style.eol + indent);
  return style.colon.endsWith(' ') ? JSON.stringify(value, null, ' ').replaceAll(/\n */g, ' ') : JSON.stringify(value);
}

export function setInFlow(
  context: EditContext,
  owner: Entry,
  node: ValueNode | undefined,
  value: JsonValue,
): TextEdit[] {
  const { text, format } = context;
  const isMultiLine = context.style.multiLine && isFirstOnLine(text, owner.start);
  const print = (): string => printFlow(value, context, indentAt(text, owner.start), isMultiLine);
  if (node === undefined) {
    const colon = /:\s*$/.test(text.slice(owner.start, owner.end)) ? ' ' : context.style.colon;
    return [{ start: owner.end, end: owner.end, text: colon + print() }];
  }
  const { start, end } = node;
  const printed = typeof value === 'string' ? printString(value, text.slice(start, end), format) : print();
  return [{ start, end, text: printed }];
}

/** @param key of the new property; undefined for an item. */
export function insertInFlow(
  context: EditContext,
  node: ObjectNode | ArrayNode,
  at: { readonly index: number; readonly key: string | undefined; readonly value: JsonValue },
): TextEdit[] {
  const { text, style, format } = context;
  const entries = entriesOf(node);
  const print = (indent: string, isMultiLine: boolean): string =>
    (at.key === undefined ? '' : printString(at.key, '', format) + style.colon) +
    printFlow(at.value, context, indent, isMultiLine);
  const next = entries[at.index];
  const previous = entries[Math.min(at.index, entries.length) - 1];
  if (previous === undefined && next === undefined) return insertFirst(context, node, print);
  const sibling = entries.find((entry) => isFirstOnLine(text, entry.start));
  const indent = indentAt(text, (sibling ?? node).start);
  const entry = print(indent, sibling !== undefined);
  const gap = sibling ? style.eol + indent : style.colon.endsWith(' ') ? ' ' : '';
  return previous
    ? [{ start: previous.end, end: previous.end, text: `,${gap}${entry}` }]
    : [{ start: next?.start ?? node.end, end: next?.start ?? node.end, text: `${entry},${gap}` }];
}

function insertFirst(
  { text, style, format }: EditContext,
  node: ObjectNode | ArrayNode,
  print: (indent: string, isMultiLine: boolean) => string,
): TextEdit[] {
  const outer = indentAt(text, node.start);
  const isMultiLine = format === 'json' && (style.multiLine || node.start === 0);
  const inside = { start: node.start + 1, end: node.end - 1 };
  if (!isMultiLine) return [{ ...inside, end: inside.start, text: print(outer, false) }];
  const entry = style.eol + outer + style.unit + print(outer + style.unit, true);
  // A comment inside stays, after what is new.
  return text.slice(inside.start, inside.end).trim() === ''
    ? [{ ...inside, text: entry + style.eol + outer }]
    : [{ ...inside, end: inside.start, text: entry }];
}

export function removeInFlow({ text }: EditContext, node: ObjectNode | ArrayNode, index: number): TextEdit[] {
  const entries = entriesOf(node);
  const entry = entries[index];
  if (entry === undefined) return [];
  const previous = entries[index - 1];
  const next = entries[index + 1];
  const cut = (start: number, end: number): TextEdit => ({ start, end, text: '' });
  if (next) {
    const comma = skipTrivia(text, entry.end);
    if (isFirstOnLine(text, entry.start) && isRestBlank(text, comma + 1))
      return [cut(lineStartAt(text, entry.start), afterBreak(text, lineEndAt(text, comma + 1)))];
    const isGapBlank = text.slice(comma + 1, next.start).trim() === '';
    return [cut(entry.start, isGapBlank ? next.start : comma + 1)];
  }
  if (previous) {
    const comma = skipTrivia(text, previous.end);
    return text.slice(previous.end, entry.start).replace(',', '').trim() === ''
      ? [cut(previous.end, entry.end)]
      : [cut(comma, comma + 1), cut(entry.start, entry.end)];
  }
  const around = text.slice(node.start + 1, entry.start) + text.slice(entry.end, node.end - 1);
  return [around.trim() === '' ? cut(node.start + 1, node.end - 1) : cut(entry.start, entry.end)];
}

function isRestBlank(text: string, offset: number): boolean {
  return text.slice(offset, lineEndAt(text, offset)).trim() === '';
}

const TRIVIA = /(?:\s|\/\/[^\r\n]*|\/\*[^]*?\*\/|#[^\r\n]*)*/y;

/** The first offset from here that is neither white space nor a comment. */
export function skipTrivia(text: string, offset: number): number {
  const pattern = new RegExp(TRIVIA);
  pattern.lastIndex = offset;
  return offset + (pattern.exec(text)?.[0].length ?? 0);
}
