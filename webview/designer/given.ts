/** Optional properties may cross the wall as null. */
export function isGiven<T>(value: T | undefined | null): value is T {
  return value !== undefined && value !== null;
}
