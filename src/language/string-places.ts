import { alignScalar } from '../asl/align-scalar.ts';
import type { StringNode, TextFormat } from '../asl/syntax.ts';

/** Where the characters of a string's value stand in the text. */
export interface StringPlaces {
  /** The text that characters of the value, from `start` to before `end`, are written as. */
  rangeOf(start: number, end: number): { readonly start: number; readonly end: number };
}

/**
 * Finds the place of each character, through escapes, quotes, block scalars and folded lines. Undefined where the text
 * and the value do not go together character by character, as for an alias.
 */
export function placesOf(text: string, node: StringNode, format: TextFormat): StringPlaces | undefined {
  const { value, start, end } = node;
  if (format === 'yaml' && text.charAt(start) === '*') return undefined;
  // Nearly every string is written as it is.
  const quote = /["']/.test(text.charAt(start)) ? 1 : 0;
  const plain = start + quote;
  if (plain + value.length === end - quote && text.startsWith(value, plain))
    return { rangeOf: (from, to) => ({ start: plain + from, end: plain + Math.max(from, to) }) };
  const offsets = alignScalar(text, node);
  if (offsets === undefined) return undefined;
  const at = (index: number): number => offsets[Math.min(index, value.length)] ?? end;
  return { rangeOf: (from, to) => ({ start: at(from), end: Math.max(at(from), at(to)) }) };
}
