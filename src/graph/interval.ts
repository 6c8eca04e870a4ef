/** A piece of a row or of a channel: what is in it, its ends left out. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Puts an interval into the first row, from `first` on, where it stays `clearance` apart from all that is there; tells
 * which row that is. Rows are made as they are needed.
 */
export function packInterval(rows: Interval[][], { low, high }: Interval, clearance: number, first = 0): number {
  let at = first;
  while (rows[at]?.some((other) => other.low - clearance < high && low < other.high + clearance)) at++;
  while (rows.length <= at) rows.push([]);
  rows[at]?.push({ low, high });
  return at;
}

/** The place nearest to `wanted` (to its right, when asked for) that is in none of the intervals. */
export function findOpen(wanted: number, closed: readonly Interval[], rightOnly = false): number {
  const sorted = [...closed].sort((a, b) => a.low - b.low);
  let right = wanted;
  for (const { low, high } of sorted) if (low < right && right < high) right = high;
  if (rightOnly) return right;
  sorted.sort((a, b) => b.high - a.high);
  let left = wanted;
  for (const { low, high } of sorted) if (low < left && left < high) left = low;
  return wanted - left < right - wanted ? left : right;
}
