import type { Definition } from '../asl/definition.ts';
import { skipTrivia } from '../asl/edit-flow.ts';
import type { ArrayNode, ObjectNode, PropertyNode, TextEdit, TextFormat, ValueNode } from '../asl/syntax.ts';
import type { Cursor, InsertStyle } from './cursor.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** What both formats share: nothing to be added around what is inserted. */
const BARE = { after: '', edits: [], indent: 0, hasValue: true, taken: new Set<string>() } as const;

/** `cursor`: undefined where nothing can be written. */
interface TreeCursor {
  readonly cursor: Cursor | undefined;
}

/**
 * Where an offset is by the tree: in JSON, in YAML's brackets, and in a YAML scalar of several lines. Undefined in the
 * rest of YAML, whose lines have to be looked at.
 */
export function findTreeCursor({ text, root, format }: Definition, offset: number): TreeCursor | undefined {
  if (root === undefined) return format === 'json' ? { cursor: startCursor(text, offset) } : undefined;
  const tokens: string[] = [];
  for (let node = root; ;) {
    const entries = node.kind === 'object' ? node.properties : node.kind === 'array' ? node.items : [];
    const style = format === 'json' ? 'json' : 'flow';
    const isBlock = format === 'yaml' && !/[{[]/.test(text.charAt(node.start));
    const entry = lastBefore<PropertyNode | ValueNode>(entries, isBlock ? offset + 1 : offset);
    const value = entry && 'key' in entry ? entry.value : entry;
    const token = entry && 'key' in entry ? entry.key.value : String(entries.findIndex((each) => each === value));
    if (value && holdsInside(text, value, offset, format)) {
      tokens.push(token);
      node = value;
      continue;
    }
    if (isBlock) {
      const isLong =
        value?.kind === 'string' && value.start < offset && offset <= value.end && isMultiLine(text, value);
      if (!isLong) return undefined;
      return { cursor: scalarCursor(value, [...tokens, token], offset, 'yaml') };
    }
    if (isInComment(text, node.start, offset)) return { cursor: undefined };
    if (node.kind === 'object')
      return { cursor: objectCursor(text, node, entry as PropertyNode, tokens, offset, style) };
    if (node.kind === 'array') return { cursor: arrayCursor(text, node, value, tokens, offset, style) };
    return { cursor: scalarCursor(node, tokens, offset, style) };
  }
}

/** A text without anything: the whole machine is to come. */
function startCursor(text: string, offset: number): Cursor | undefined {
  return text.trim() === ''
    ? { ...BARE, tokens: [], role: 'value', start: offset, end: offset, style: 'json', node: undefined }
    : undefined;
}

/** In a collection, between its brackets where it has some; one that is not closed ends where the text does. */
function holdsInside(text: string, node: ValueNode, offset: number, format: TextFormat): boolean {
  if (node.kind !== 'object' && node.kind !== 'array') return false;
  const opening = text.charAt(node.start);
  if (format === 'yaml' && !/[{[*]/.test(opening)) return node.start <= offset && offset <= node.end;
  const isClosed = text.charAt(node.end - 1) === (node.kind === 'object' ? '}' : ']') && node.end - node.start > 1;
  return offset > node.start && /[{[]/.test(opening) && (!isClosed || offset < node.end);
}

function isMultiLine(text: string, { start, end }: Place): boolean {
  return /[|>]/.test(text.charAt(start)) || /[\r\n]/.test(text.slice(start, end));
}

function scalarCursor(
  node: ValueNode,
  tokens: readonly string[],
  offset: number,
  style: InsertStyle,
): Cursor | undefined {
  const { start, end } = node;
  if (offset < start || offset > end || node.kind === 'object' || node.kind === 'array') return undefined;
  return { ...BARE, tokens, role: 'value', start, end, style, node };
}

function lastBefore<T extends Place>(places: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return places[low - 1];
}

function objectCursor(
  text: string,
  node: ObjectNode,
  property: PropertyNode | undefined,
  tokens: readonly string[],
  offset: number,
  style: InsertStyle,
): Cursor | undefined {
  const { properties } = node;
  const keyCursor = (start: number, end: number, of?: PropertyNode): Cursor => {
    const at = of ? properties.indexOf(of) : properties.findIndex((each) => each.start >= offset);
    const previous = properties[(at < 0 ? properties.length : at) - 1];
    const next = of ? properties[at + 1] : properties[at];
    const hasValue = of !== undefined && text.charAt(skipTrivia(text, of.key.end)) === ':';
    return {
      tokens,
      role: 'key',
      start,
      end,
      style,
      taken: new Set(properties.filter((each) => each !== of).map(({ key }) => key.value)),
      hasValue,
      ...(hasValue ? { after: '', edits: [] } : commasAround(text, previous, start, end, next)),
      node: undefined,
      indent: 0,
    };
  };
  if (property === undefined) return keyCursor(offset, offset);
  const { key, value } = property;
  if (offset <= key.end) return keyCursor(key.start, endOfKey(text, key, offset), property);
  const colon = skipTrivia(text, key.end);
  if (value === undefined) {
    if (text.charAt(colon) !== ':' || colon >= offset) return undefined;
    const word = wordAt(text, offset);
    const next = properties[properties.indexOf(property) + 1];
    const after = next && !text.slice(word.end, next.start).includes(',') ? ',' : '';
    return { ...BARE, tokens: [...tokens, key.value], role: 'value', ...word, style, node: undefined, after };
  }
  if (offset < value.start) return undefined;
  if (offset <= value.end) return scalarCursor(value, [...tokens, key.value], offset, style);
  return keyCursor(offset, offset);
}

/** A key without its closing quote reaches to the end of the line: only what was typed is replaced. */
function endOfKey(text: string, { start, end }: Place, offset: number): number {
  const isClosed = text.charAt(start) !== '"' || (end - start > 1 && text.charAt(end - 1) === '"');
  return isClosed ? end : offset;
}

function arrayCursor(
  text: string,
  node: ArrayNode,
  item: ValueNode | undefined,
  tokens: readonly string[],
  offset: number,
  style: InsertStyle,
): Cursor | undefined {
  const { items } = node;
  if (item && offset <= item.end) return scalarCursor(item, [...tokens, String(items.indexOf(item))], offset, style);
  const at = items.findIndex(({ start }) => start >= offset);
  const index = at < 0 ? items.length : at;
  const word = wordAt(text, offset);
  const commas = commasAround(text, items[index - 1], word.start, word.end, items[index]);
  return { ...BARE, tokens: [...tokens, String(index)], role: 'value', ...word, style, node: undefined, ...commas };
}

function commasAround(
  text: string,
  previous: Place | undefined,
  start: number,
  end: number,
  next: Place | undefined,
): { after: string; edits: TextEdit[] } {
  const lacksComma = previous && text.charAt(skipTrivia(text, previous.end)) !== ',';
  const lacksNext = next && !text.slice(end, next.start).includes(',');
  return {
    after: lacksNext ? ',' : '',
    edits: lacksComma && previous.end <= start ? [{ start: previous.end, end: previous.end, text: ',' }] : [],
  };
}

/** A word without quotes that is being typed, and is no value yet. */
function wordAt(text: string, offset: number): Place {
  let start = offset;
  let end = offset;
  while (start > 0 && /[\w.$-]/.test(text.charAt(start - 1))) start--;
  while (/[\w.$-]/.test(text.charAt(end))) end++;
  return { start, end };
}

/** A comment that has its line for itself. */
function isInComment(text: string, from: number, offset: number): boolean {
  const line = text.slice(Math.max(from, startOfLine(text, offset)), offset);
  return /^\s*(?:\/\/|#)/.test(line);
}

/** After the line break before an offset. `lastIndexOf` takes a negative index for 0, where a break may stand. */
export function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}
