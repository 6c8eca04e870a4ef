import type { Compiled, References } from './expression.ts';
import { compileJsonata } from './jsonata.ts';

/** What a JSONata expression (without `{%` and `%}`) reads, or what is wrong with it. */
export type ReadJsonata = (source: string) => Compiled<References>;

/**
 * Reads each expression once, however many ask: JSONata's parser takes most of the time that looking through a
 * definition takes. Keep it for one look-through, since it forgets nothing.
 */
export function rememberJsonata(): ReadJsonata {
  const known = new Map<string, Compiled<References>>();
  return (source) => {
    const before = known.get(source);
    if (before) return before;
    const compiled = compileJsonata(source, '');
    const read: Compiled<References> = compiled.ok ? { ok: true, value: compiled.value.references } : compiled;
    known.set(source, read);
    return read;
  };
}
