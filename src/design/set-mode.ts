import type { State } from '../asl/definition.ts';
import { findField } from '../asl/fields.ts';
import type { JsonObject } from '../asl/json.ts';
import { nodeAt } from '../asl/pointer.ts';
import { propertyOf } from '../asl/values.ts';
import type { Draft, Refusal } from './draft.ts';
import { setProperties } from './set-properties.ts';

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
  return mode === 'INLINE' ? makeInline(draft, state) : makeDistributed(draft, processor.pointer);
}

/** As Standard, which can do all that the inline ones could, unless the ProcessorConfig says otherwise already. */
function makeDistributed(draft: Draft, processor: string): Refusal | { readonly says: string | undefined } {
  const config = nodeAt(draft.definition.root, `${processor}/ProcessorConfig`);
  const isSaid = propertyOf(config, 'ExecutionType') !== undefined;
  const type = isSaid ? {} : { ExecutionType: 'STANDARD' };
  const refused = configure(draft, processor, { Mode: 'DISTRIBUTED', ...type });
  const says = 'Child executions are Standard: choose Express where they are short and may run twice.';
  return refused ?? { says: isSaid ? undefined : says };
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
  const refused = configure(draft, `${pointer}/${under}`, { Mode: 'INLINE' }, ['ExecutionType']);
  const rest = dropped.length === 0 ? '' : ` ${dropped.join(', ')} went, since only a distributed Map has them.`;
  return (
    refused ?? { says: `${JSON.stringify(name)} runs its items within its execution now, about 40 at once.${rest}` }
  );
}

/** Sets fields of a ProcessorConfig, each in its own text; a new one comes first in its processor. */
function configure(draft: Draft, processor: string, fields: JsonObject, gone: readonly string[] = []): Refusal {
  const object = `${processor}/ProcessorConfig`;
  if (nodeAt(draft.definition.root, object)?.kind !== 'object')
    return draft.put(processor, 'ProcessorConfig', fields, 0);
  return setProperties(draft, [
    ...Object.entries(fields).map(([key, value]) => ({ object, key, value })),
    ...gone.map((key) => ({ object, key })),
  ]);
}
