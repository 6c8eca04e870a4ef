import { entriesOf, skipTrivia, type EditContext } from './edit-flow.ts';
import type { JsonValue } from './json.ts';
import { printString } from './print-scalar.ts';
import type { ArrayNode, ObjectNode, PropertyNode, TextEdit, ValueNode } from './syntax.ts';
import { afterBreak, columnAt, isFirstOnLine, lineEndAt, lineStartAt } from './text-style.ts';

type Entry = PropertyNode | ValueNode;

/** What can be planned, or why it cannot. */
export type Edits = TextEdit[] | string;

const COMMENT_BETWEEN = 'A comment stands in between: make this change in the text.';

/** Lines of YAML that begin at a column; the first line is where the caller puts it. */
function printBlock(value: JsonValue, { style, print }: EditContext, column: number): string {
  const indent = ' '.repeat(column);
  return print(value, style.unit.length)
    .replace(/\n$/, '')
    .replaceAll(/\n(?=(.?))/g, (_, next: string) => style.eol + (next === '\n' || next === '' ? '' : indent));
}

function isNested(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function printInline(value: JsonValue, written: string): string {
  return typeof value === 'string' ? printString(value, written, 'yaml') : JSON.stringify(value);
}

/** A collection that is laid out by indent; what has a tag is replaced as a whole. */
function isBlockCollection(text: string, node: ValueNode): boolean {
  const isCollection = node.kind === 'object' || node.kind === 'array' || node.kind === 'substitution';
  return isCollection && !/[{[*!]/.test(text.charAt(node.start));
}

/**
 * @param head where what leads to the value ends: its key's colon, or its dash.
 * @param column of the key or dash.
 */
export function setInBlock(
  context: EditContext,
  { head, column, isItem }: { readonly head: number; readonly column: number; readonly isItem: boolean },
  node: ValueNode,
  value: JsonValue,
): TextEdit[] {
  const { text, style } = context;
  const { end } = node;
  const written = text.slice(node.start, end);
  const isBareHead = text.slice(head, node.start).trim() === '';
  if (!isNested(value)) {
    if (typeof value === 'string' && /^[|>]/.test(written) && value.includes('\n')) {
      const block = printBlock({ k: value }, context, column).slice('k: '.length);
      return [{ start: node.start, end, text: block }];
    }
    const isOnLine = !/[\r\n]/.test(text.slice(head, node.start));
    if ((isOnLine && node.start > head && written !== '') || !isBareHead)
      return [{ start: node.start, end, text: printInline(value, written) }];
    return [{ start: head, end, text: ` ${printInline(value, written)}` }];
  }
  const nestedColumn = columnAt(text, node.start);
  if (isBlockCollection(text, node) && (nestedColumn > column || (Array.isArray(value) && nestedColumn === column)))
    return [{ start: node.start, end, text: printBlock(value, context, nestedColumn) }];
  if (isItem && isBareHead && written !== '')
    return [{ start: node.start, end, text: printBlock(value, context, nestedColumn) }];
  const inner = column + style.unit.length;
  const start = isBareHead ? head : head + text.slice(head, node.start).trimEnd().length;
  return [{ start, end, text: style.eol + ' '.repeat(inner) + printBlock(value, context, inner) }];
}

/** What the keys or dashes of a block collection stand at: properties that `<<` brought in have no place here. */
export function headsOf(text: string, node: ObjectNode | ArrayNode): readonly number[] {
  if (node.kind === 'object') return node.properties.map((property) => property.start);
  const heads: number[] = [];
  let from = node.start;
  for (const item of node.items) {
    heads.push(skipTrivia(text, from));
    from = item.end;
  }
  return heads;
}

export function insertInBlock(
  context: EditContext,
  node: ObjectNode | ArrayNode,
  at: { readonly index: number; readonly key: string | undefined; readonly value: JsonValue },
): TextEdit[] {
  const { text, style } = context;
  const heads = headsOf(text, node);
  const column = columnAt(text, heads[0] ?? node.start);
  const indent = ' '.repeat(column);
  const entry = printBlock(at.key === undefined ? [at.value] : { [at.key]: at.value }, context, column);
  const previous = entriesOf(node)[Math.min(at.index, heads.length) - 1];
  if (previous === undefined) {
    const start = heads[0] ?? node.start;
    return [{ start, end: start, text: entry + style.eol + indent }];
  }
  const start = afterLine(text, previous);
  const isOpen = start === lineEndAt(text, start) && !isAtLineStart(text, start);
  return [{ start, end: start, text: isOpen ? style.eol + indent + entry : indent + entry + style.eol }];
}

function isAtLineStart(text: string, offset: number): boolean {
  return lineStartAt(text, offset) === offset;
}

/** Where the line below an entry begins; the end of a text that ends without a line break. */
function afterLine(text: string, { end }: Entry): number {
  return afterBreak(text, lineEndAt(text, end));
}

/** Of an entry that is not the only one. */
export function removeInBlock({ text }: EditContext, node: ObjectNode | ArrayNode, index: number): Edits {
  const heads = headsOf(text, node);
  const head = heads[index];
  const entry = entriesOf(node)[index];
  if (head === undefined || entry === undefined) return [];
  const end = afterLine(text, entry);
  if (isFirstOnLine(text, head)) {
    const start = lineStartAt(text, head);
    if (isAtLineStart(text, end)) return [{ start, end, text: '' }];
    const before = start - (text.slice(0, start).endsWith('\r\n') ? 2 : Math.min(start, 1));
    return [{ start: before, end, text: '' }];
  }
  const next = heads[index + 1];
  if (next === undefined || text.slice(end, next).trim() !== '') return COMMENT_BETWEEN;
  return [{ start: head, end: next, text: '' }];
}
