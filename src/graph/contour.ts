import type { Interval } from './interval.ts';

/**
 * How far a block of rows reaches to the left and right of its own centre line. Entries run from the lowest row up, so
 * that putting a row on top is a push; `shift` moves the whole block without touching them.
 */
export interface Contour {
  bottom: number;
  readonly left: number[];
  readonly right: number[];
  shift: number;
}

export function createContour(row: number, left: number, right: number): Contour {
  return { bottom: row, left: [left], right: [right], shift: 0 };
}

/** The topmost row it covers. */
export function topOf(contour: Contour): number {
  return contour.bottom - contour.left.length + 1;
}

/** Puts the row above the topmost on it. */
export function pushRow(contour: Contour, left: number, right: number): void {
  contour.left.push(left - contour.shift);
  contour.right.push(right - contour.shift);
}

/**
 * The offsets of `block` at which it would come nearer than `gap` to `other`: an open interval, or undefined when they
 * share no row.
 */
export function collisionOf(block: Contour, other: Contour, gap: number): Interval | undefined {
  const first = Math.max(topOf(block), topOf(other));
  const last = Math.min(block.bottom, other.bottom);
  if (first > last) return undefined;
  let low = Infinity;
  let high = -Infinity;
  for (let row = first; row <= last; row++) {
    const mine = block.bottom - row;
    const its = other.bottom - row;
    low = Math.min(low, (other.left[its] ?? 0) - (block.right[mine] ?? 0));
    high = Math.max(high, (other.right[its] ?? 0) - (block.left[mine] ?? 0));
  }
  if (low === Infinity) return undefined;
  const apart = other.shift - block.shift;
  return { low: low + apart - gap, high: high + apart + gap };
}

/** One contour around both. Reuses the arrays of the one that reaches lower. */
export function mergeContours(a: Contour, b: Contour): Contour {
  const [into, from] = a.bottom >= b.bottom ? [a, b] : [b, a];
  const apart = from.shift - into.shift;
  for (let index = 0; index < from.left.length; index++) {
    const row = from.bottom - index;
    const left = (from.left[index] ?? 0) + apart;
    const right = (from.right[index] ?? 0) + apart;
    const at = into.bottom - row;
    // Rows between the two that neither covers stay open to both.
    while (into.left.length < at) {
      into.left.push(Infinity);
      into.right.push(-Infinity);
    }
    into.left[at] = Math.min(into.left[at] ?? Infinity, left);
    into.right[at] = Math.max(into.right[at] ?? -Infinity, right);
  }
  return into;
}
