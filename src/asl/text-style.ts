import type { Definition } from './definition.ts';
import type { ValueNode } from './syntax.ts';

/** How a text is laid out, so that what is added to it looks like the rest. */
export interface TextStyle {
  readonly eol: string;
  /** One level of indent. */
  readonly unit: string;
  /** What stands between a key and its value. */
  readonly colon: string;
  /** False for a text that is one line. */
  readonly multiLine: boolean;
}

/** The layout of the first objects of a text; two spaces where they show none. */
export function styleOf({ text, root, format }: Pick<Definition, 'text' | 'root' | 'format'>): TextStyle {
  const [first] = root?.kind === 'object' ? root.properties : [];
  const between = first?.value ? text.slice(first.key.end, first.value.start) : '';
  return {
    eol: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n',
    unit: (format === 'json' ? jsonUnit(text, root) : yamlUnit(text, root)) ?? '  ',
    colon: format === 'json' && /^ *: *$/.test(between) ? between : ': ',
    multiLine: root !== undefined && /[\r\n]/.test(text.slice(root.start, root.end)),
  };
}

function jsonUnit(text: string, root: ValueNode | undefined): string | undefined {
  const first = root?.kind === 'object' ? root.properties[0] : undefined;
  if (!root || !first || !isFirstOnLine(text, first.start)) return undefined;
  const outer = indentAt(text, root.start);
  const inner = indentAt(text, first.start);
  return inner.length > outer.length ? inner.slice(outer.length) : undefined;
}

function yamlUnit(text: string, root: ValueNode | undefined): string | undefined {
  if (root?.kind !== 'object') return undefined;
  for (const { key, value } of root.properties) {
    const inner = value?.kind === 'object' ? value.properties[0] : undefined;
    const width =
      inner && isFirstOnLine(text, inner.start) ? columnAt(text, inner.start) - columnAt(text, key.start) : 0;
    if (width > 0) return ' '.repeat(width);
  }
  return undefined;
}

/** Where the line of an offset begins; after a byte order mark. */
export function lineStartAt(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !/[\r\n\ufeff]/.test(text.charAt(at - 1))) at--;
  return at;
}

/** Where the line of an offset ends, before its line break. */
export function lineEndAt(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !/[\r\n]/.test(text.charAt(at))) at++;
  return at;
}

/** The offset after the line break that stands here; the offset itself where none does. */
export function afterBreak(text: string, offset: number): number {
  if (text.startsWith('\r\n', offset)) return offset + 2;
  return /[\r\n]/.test(text.charAt(offset)) ? offset + 1 : offset;
}

export function columnAt(text: string, offset: number): number {
  return offset - lineStartAt(text, offset);
}

/** The white space at the start of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartAt(text, offset), offset))?.[0] ?? '';
}

/** Nothing but white space stands before this offset on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStartAt(text, offset), offset));
}
