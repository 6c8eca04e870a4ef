/** A logarithmic axis: values from `from` to `to` (both above zero, powers of ten), drawn over so many units. */
export interface LogAxis {
  readonly from: number;
  readonly to: number;
  /** Where a value stands, from 0 to `length`; what lies outside stands at the border. */
  readonly place: (value: number) => number;
  /** The value that stands there. */
  readonly valueAt: (place: number) => number;
  /** The powers of ten that are written beside it: few enough to be read. */
  readonly ticks: readonly number[];
}

/**
 * The axis over all of the values that are above zero, widened to powers of ten; one decade at least. `room` is what a
 * label takes along it.
 */
export function logAxis(values: Iterable<number>, length: number, room: number): LogAxis {
  let least = Infinity;
  let most = 0;
  for (const value of values) {
    if (!(value > 0) || !Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const first = Number.isFinite(least) ? Math.floor(Math.log10(least)) : 0;
  const last = Math.max(most > 0 ? Math.ceil(Math.log10(most)) : 1, first + 1);
  const span = last - first;
  const place = (value: number): number => {
    const share = value > 0 ? (Math.log10(value) - first) / span : 0;
    return Math.min(1, Math.max(0, share)) * length;
  };
  const step = Math.max(1, Math.ceil((span * room) / length));
  const ticks = Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => 10 ** (first + index * step));
  return {
    from: 10 ** first,
    to: 10 ** last,
    place,
    valueAt: (at) => 10 ** (first + (Math.min(length, Math.max(0, at)) / length) * span),
    ticks,
  };
}
