import type { Compiled } from './expression.ts';
import { compileJsonata } from './jsonata.ts';
import type { JsonataReferences } from './jsonata-references.ts';
import { rememberByText } from './remember.ts';

/** What a JSONata expression (without `{%` and `%}`) reads, or what is wrong with it. */
export type ReadJsonata = (source: string) => Compiled<JsonataReferences>;

/** Reads each expression once: JSONata's parser takes a hundred times as long as that of paths. */
export function rememberJsonata(): ReadJsonata {
  return rememberByText((source) => {
    const compiled = compileJsonata(source, '');
    return compiled.ok ? { ok: true, value: compiled.value.references } : compiled;
  });
}
