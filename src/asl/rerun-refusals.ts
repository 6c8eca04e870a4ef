import type { Scope, State } from './definition.ts';
import { visitExpressions } from './expressions/expression-places.ts';
import { compilePathExpression } from './expressions/intrinsics.ts';
import { isJsonataText, jsonataSource } from './expressions/jsonata.ts';
import { rememberJsonata, type ReadJsonata } from './expressions/read-jsonata.ts';
import { isSubstituted } from './values.ts';

/** ItemSelector and, in JSONPath, its old name. */
const SELECTORS: ReadonlySet<string> = new Set(['ItemSelector', 'Parameters']);

/** What is another one for an item of a new Map Run. */
const POSITION = /^(?:|Map|Map\.Item|Map\.Item\.(?:Index|Key|Source)(?:\..*)?)$/;

/**
 * Why the items of a Map Run cannot be run again in another one with what they were, as a sentence; undefined: they can.
 * `Map.Item.Index`, `Key` and `Source` of the Context object say where an item stood in its source, and failed items
 * stand elsewhere in theirs: a selector that reads them is refused, and a state of the processor that reads anything of
 * the item there.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function refuseRerun(map: State): string | undefined {
  const read = rememberJsonata();
  const inSelector = findContextRead(map, (field) => SELECTORS.has(field), POSITION, read);
  if (inSelector !== undefined) return describe(`The ${inSelector.field} of "${map.name}"`, inSelector);
  for (const scope of map.scopes) {
    const found = findInScope(scope, read);
    if (found !== undefined) return describe(`The state "${found.state}" in "${map.name}"`, found);
  }
  return undefined;
}

interface ContextRead {
  readonly field: string;
  /** As it is written: `$$.Map.Item.Index`. */
  readonly name: string;
}

function describe(who: string, { name }: ContextRead): string {
  return `${who} reads ${name}: in another Map Run the failed items stand elsewhere in their source, so that it would give something else. Redrive the execution instead, which keeps the positions.`;
}

/** Within a Map of its own, `Map.Item` is the inner Map's. */
function findInScope(scope: Scope, read: ReadJsonata): (ContextRead & { readonly state: string }) | undefined {
  for (const state of scope.states) {
    const isMap = state.type === 'Map';
    const isOwn = (field: string): boolean => !(isMap && SELECTORS.has(field));
    const found = findContextRead(state, isOwn, /^(?:|Map(?:\..*)?)$/, read);
    if (found !== undefined) return { ...found, state: state.name };
    for (const inner of isMap ? [] : state.scopes) {
      const within = findInScope(inner, read);
      if (within !== undefined) return within;
    }
  }
  return undefined;
}

function findContextRead(
  state: State,
  isLookedAt: (field: string) => boolean,
  names: RegExp,
  read: ReadJsonata,
): ContextRead | undefined {
  let found: ContextRead | undefined;
  visitExpressions(state, ({ kind, node, field }) => {
    if (found !== undefined || !isLookedAt(field.name)) return;
    for (const name of contextNames(kind, node.value, isSubstituted(node), read))
      if (names.test(name))
        found ??= { field: field.name, name: [kind === 'path' ? '$$' : '$states.context', name].join('.') };
    if (found?.name.endsWith('.')) found = { ...found, name: `the whole Context object (${found.name.slice(0, -1)})` };
  });
  return found;
}

/** What a string reads of the Context object. Of one that only the deployment completes, what it seems to. */
function contextNames(kind: 'path' | 'jsonata', text: string, open: boolean, read: ReadJsonata): readonly string[] {
  if (kind === 'jsonata' && !isJsonataText(text)) return [];
  const compiled = kind === 'path' ? compilePathExpression(text, '') : mapReferences(read(jsonataSource(text).source));
  if (compiled?.ok === true) return compiled.value.references.context.map(({ name }) => name);
  if (!open) return [];
  const [, name] = /\b(Map\s*\.\s*Item(?:\s*\.\s*(?:Index|Key|Source))?)\b/.exec(text) ?? [];
  return name === undefined ? [] : [name.replaceAll(/\s/g, '')];
}

function mapReferences(read: ReturnType<ReadJsonata>) {
  return read.ok ? { ok: true as const, value: { references: read.value } } : undefined;
}
