import type { TextEdit } from './syntax.ts';

/** Edits of one text, or why there are none: a change that could not be planned safely is never planned by half. */
export type EditPlan = { readonly edits: readonly TextEdit[] } | { readonly refused: string };

/** The text after edits, which must not overlap. Of insertions at one place the first in the list comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, edit.start) + edit.text;
    at = Math.max(at, edit.end);
  }
  return result + text.slice(at);
}

/** The one stretch in which a text differs from what it is to become; undefined where it does not. */
export function differenceBetween(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  // No place in an editor is within a line end.
  if (before[start - 1] === '\r') start--;
  if (before[before.length - same] === '\n' && before[before.length - same - 1] === '\r') same--;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}
