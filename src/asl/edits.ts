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
