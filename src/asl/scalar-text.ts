import { alignScalar, styleAt, type ScalarStyle } from './align-scalar.ts';
import type { StringNode, TextEdit } from './syntax.ts';

/**
 * A text that is written as one scalar of another text: a definition in a template's `DefinitionString`. Offsets of the
 * inner text are those of `value`.
 */
export interface ScalarText {
  readonly value: string;
  /** Where a place of the value stands in the text around it. */
  readonly toOuter: (offset: number) => number;
  /** Where a place of the text around it is in the value; undefined outside of the scalar. */
  readonly toInner: (offset: number) => number | undefined;
  /** The edit of the text around it that makes this edit of the value; undefined where the style has no way to. */
  readonly toOuterEdit: (edit: TextEdit) => TextEdit | undefined;
}

/**
 * Finds where each character of a scalar's value is written: through the indent of a block scalar, quotes, escapes and
 * folded lines, of JSON and of YAML. Undefined for a value that is not written there, as one that an alias repeats.
 *
 * @param isSub the scalar is the text of Fn::Sub, where `${!Name}` writes a `${Name}` that stays.
 */
export function scalarTextOf(outer: string, node: StringNode, isSub = false): ScalarText | undefined {
  const aligned = alignScalar(outer, node);
  if (aligned === undefined) return undefined;
  const { value, offsets } = isSub ? dropSubEscapes(node.value, aligned) : { value: node.value, offsets: aligned };
  const style = styleAt(outer, node.start);
  const indent = style === 'block' ? blockIndent(outer, node.start) : '';
  const toOuter = (offset: number): number => offsets[Math.max(0, Math.min(offset, value.length))] ?? node.start;
  return {
    value,
    toOuter,
    toInner: (offset) => (offset < node.start || offset > node.end ? undefined : lastUpTo(offsets, offset)),
    toOuterEdit: ({ start, end, text }) => {
      if (isSub && text.includes('${')) return undefined;
      const written = writeIn(style, text, indent);
      return written === undefined ? undefined : { start: toOuter(start), end: toOuter(end), text: written };
    },
  };
}

/** How a text is written inside of a scalar of this style. Only a block takes line breaks as they are. */
function writeIn(style: ScalarStyle, text: string, indent: string): string | undefined {
  if (style === 'double') return JSON.stringify(text).slice(1, -1);
  if (style === 'block') return text.replace(/\n(?!\r?\n)/g, `\n${indent}`);
  if (/[\r\n]/.test(text)) return undefined;
  if (style === 'single') return text.replaceAll("'", "''");
  // `: ` and ` #` end a plain scalar.
  return /[:#]/.test(text) ? undefined : text;
}

/** What stands before the first line of a block scalar. */
function blockIndent(outer: string, start: number): string {
  const head = /[^\r\n]*(?:\r?\n[ \t]*)*?\r?\n([ \t]*)[^\s]/y;
  head.lastIndex = start;
  return head.exec(outer)?.[1] ?? '';
}

function dropSubEscapes(written: string, aligned: readonly number[]): { value: string; offsets: readonly number[] } {
  const kept = Array.from(written, (_, at) => at);
  const parts: string[] = [];
  const offsets: number[] = [];
  for (const at of kept) {
    if (written[at] === '!' && written.startsWith('${', at - 2)) continue;
    parts.push(written[at] ?? '');
    offsets.push(aligned[at] ?? 0);
  }
  offsets.push(aligned[written.length] ?? 0);
  return { value: parts.join(''), offsets };
}

/** The last position whose number is at most `limit`; of equal numbers the first. */
function lastUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
