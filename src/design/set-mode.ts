import type { State } from '../asl/definition.ts';
import { findField } from '../asl/fields.ts';
import { makeDistributed } from '../validation/make-distributed.ts';
import type { Draft, Refusal } from './draft.ts';

/** Runs a Map's items in executions of their own, or within its execution. */
export function setMode(
  draft: Draft,
  pointer: string,
  mode: 'INLINE' | 'DISTRIBUTED',
): Refusal | { readonly says: string | undefined } {
  const state = draft.state(pointer);
  const [processor] = state?.scopes ?? [];
  if (state?.type !== 'Map' || processor === undefined) return 'Only a Map with an ItemProcessor has a mode.';
  if (processor.mode === mode) return { says: undefined };
  if (mode === 'INLINE') return makeInline(draft, state);
  const refused = draft.take({ edits: makeDistributed(draft.definition, state).edits });
  return refused ?? { says: 'Child executions are Standard: choose Express where they are short and may run twice.' };
}

function makeInline(
  draft: Draft,
  { pointer, fields, name, scopes }: State,
): Refusal | { readonly says: string | undefined } {
  const dropped = [...fields.keys()].filter((field) => findField('Map', field)?.mode === 'DISTRIBUTED');
  for (const field of dropped) {
    const refused = draft.remove(`${pointer}/${field}`);
    if (refused !== undefined) return refused;
  }
  const under = scopes[0]?.under ?? 'ItemProcessor';
  const refused = draft.put(`${pointer}/${under}`, 'ProcessorConfig', { Mode: 'INLINE' });
  const rest = dropped.length === 0 ? '' : ` ${dropped.join(', ')} went, since only a distributed Map has them.`;
  return (
    refused ?? { says: `${JSON.stringify(name)} runs its items within its execution now, about 40 at once.${rest}` }
  );
}
