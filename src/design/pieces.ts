import { differenceBetween } from '../asl/edits.ts';
import type { TextEdit } from '../asl/syntax.ts';

/** A stretch of a changed text: one of the original's, or one that is new. */
type Piece = { readonly start: number; readonly end: number } | { readonly text: string };

/**
 * What several changes, one after the other, have made of a text: which stretches of the original are left, and what
 * stands between them. So the edits that lead from the original to the result touch nothing that no change touched.
 */
export class Pieces {
  readonly #original: string;
  #pieces: readonly Piece[];

  constructor(original: string) {
    this.#original = original;
    this.#pieces = [{ start: 0, end: original.length }];
  }

  /** Edits of the text as it is now, which must not overlap. */
  apply(edits: readonly TextEdit[]): void {
    // From the end, so that the places of those before stay; of insertions at one place the last goes in first.
    const backwards = edits.toSorted((a, b) => a.start - b.start || a.end - b.end).reverse();
    for (const edit of backwards) this.#pieces = this.#replace(edit);
  }

  /** The edits of the original text that give the text as it is now. */
  edits(): TextEdit[] {
    const edits: TextEdit[] = [];
    let at = 0;
    let added = '';
    const close = (end: number): void => {
      const removed = this.#original.slice(at, end);
      const difference = differenceBetween(removed, added);
      if (difference) edits.push({ ...difference, start: at + difference.start, end: at + difference.end });
      added = '';
    };
    for (const piece of this.#pieces) {
      if ('text' in piece) {
        added += piece.text;
        continue;
      }
      close(piece.start);
      at = piece.end;
    }
    close(this.#original.length);
    return edits;
  }

  #replace({ start, end, text }: TextEdit): Piece[] {
    const before: Piece[] = [];
    const after: Piece[] = [];
    let at = 0;
    for (const piece of this.#pieces) {
      const length = 'text' in piece ? piece.text.length : piece.end - piece.start;
      // An insertion goes before what begins at its place.
      const head = cut(piece, 0, Math.min(length, start - at));
      const tail = cut(piece, Math.max(0, end - at), length);
      if (head) before.push(head);
      if (tail) after.push(tail);
      at += length;
    }
    return [...before, ...(text === '' ? [] : [{ text }]), ...after];
  }
}

function cut(piece: Piece, from: number, to: number): Piece | undefined {
  if (from >= to) return undefined;
  return 'text' in piece ? { text: piece.text.slice(from, to) } : { start: piece.start + from, end: piece.start + to };
}
