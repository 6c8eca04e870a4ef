/**
 * Does the work once for each text, however many ask: most expressions of a definition stand in it many times, and
 * reading one takes most of the time that looking at it takes. Keep it for one look-through, since it forgets nothing.
 */
export function rememberByText<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const done = work(text);
    known.set(text, done);
    return done;
  };
}
