import type { Definition } from '../asl/definition.ts';
import { linesOf, positionAt } from '../asl/lines.ts';
import type { PropertyNode, ValueNode } from '../asl/syntax.ts';
import { holds, type Range } from './named-at.ts';

/** Lines, counted from 0, that can be folded: `start` stays. */
export interface Fold {
  readonly start: number;
  readonly end: number;
}

/** Every object, array and text over several lines. The line of a closing bracket stays. */
export function foldsOf({ text, root, format }: Definition): readonly Fold[] {
  const lines = linesOf(text);
  const folds = new Map<number, Fold>();
  const lineAt = (offset: number): number => positionAt(lines, offset).line;
  const isJson = format === 'json';
  const visit = (node: ValueNode, head: number): void => {
    // Of scalars only YAML's strings have lines.
    if (node.kind !== 'object' && node.kind !== 'array' && (isJson || node.kind !== 'string')) return;
    const isClosed = /[\]}]/.test(text.charAt(node.end - 1));
    const start = lineAt(head);
    const last = lastOf(text, node);
    const end = lineAt(last) - (isClosed && isFirst(text, last) ? 1 : 0);
    // The whole of a YAML text would take its first entry's line.
    const isWhole = node === root && !/[{[]/.test(text.charAt(node.start));
    if (end > start && !isWhole && !folds.has(start)) folds.set(start, { start, end });
    if (node.kind === 'array') for (const item of node.items) visit(item, item.start);
    else if (node.kind === 'object')
      for (const { key, value } of node.properties) if (value && value.start >= key.start) visit(value, key.start);
  };
  if (root) visit(root, root.start);
  return [...folds.values()].toSorted((a, b) => a.start - b.start);
}

/** The last character that is no white space: YAML's blocks reach to the next line. */
function lastOf(text: string, { start, end }: ValueNode): number {
  let at = end - 1;
  while (at > start && /\s/.test(text.charAt(at))) at--;
  return at;
}

function isFirst(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && /[ \t]/.test(text.charAt(at))) at--;
  return at < 0 || /[\r\n]/.test(text.charAt(at));
}

/** What *Expand Selection* goes through at an offset, from the innermost out; each lies in the next. */
export function selectionsAt({ text, root }: Definition, offset: number): readonly Range[] {
  const found: Range[] = [];
  const add = ({ start, end }: Range): void => {
    const last = found.at(-1);
    if (last && (start < last.start || end > last.end || (start === last.start && end === last.end))) return;
    found.push({ start, end });
  };
  add({ start: 0, end: text.length });
  for (let node = root; node && holds(node, offset);) {
    add(node);
    const entries: readonly (PropertyNode | ValueNode)[] =
      node.kind === 'object' ? node.properties : node.kind === 'array' ? node.items : [];
    if (/[{[]/.test(text.charAt(node.start)) && offset > node.start && offset < node.end && entries.length > 0)
      add({ start: node.start + 1, end: Math.max(node.start + 1, node.end - 1) });
    const entry = entries.findLast((each) => holds(each, offset));
    if (entry === undefined || (entry.start === node.start && entry.end === node.end && !('key' in entry))) {
      if (node.kind === 'string') addInner(text, node, offset, add);
      break;
    }
    add(entry);
    if (!('key' in entry)) node = entry;
    else if (
      holds(entry.key, offset) &&
      !(entry.value && holds(entry.value, offset) && entry.value.start > entry.key.start)
    ) {
      add(entry.key);
      addInner(text, entry.key, offset, add);
      break;
    } else node = entry.value;
  }
  return found.toReversed();
}

/** What is between the quotes. */
function addInner(text: string, { start, end }: Range, offset: number, add: (range: Range) => void): void {
  if (/["']/.test(text.charAt(start)) && end - start > 1 && offset > start && offset < end)
    add({ start: start + 1, end: end - 1 });
}
