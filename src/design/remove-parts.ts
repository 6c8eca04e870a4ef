import type { Change } from '../asl/changes.ts';
import type { State } from '../asl/definition.ts';
import type { Draft, Refusal } from './draft.ts';

/** Items of one list of a state, which go together. */
interface Group {
  readonly state: State;
  readonly list: string;
  /** How many the list has. */
  readonly length: number;
  readonly indexes: readonly number[];
}

/** What the items of a list are called; of those that a state cannot be without, also one. */
const LISTS: Readonly<Record<string, { readonly many: string; readonly needed?: string }>> = {
  Choices: { many: 'rules', needed: 'a rule' },
  Branches: { many: 'branches', needed: 'a branch' },
  Catch: { many: 'catchers' },
  Retry: { many: 'retriers' },
};

/** Takes branches, choice rules, catchers and retriers out, by their pointers. */
export function removeParts(
  draft: Draft,
  pointers: readonly string[],
): Refusal | { readonly says: string | undefined } {
  if (pointers.length === 0) return 'There is nothing to remove.';
  const groups = groupParts(draft, pointers);
  if (typeof groups === 'string') return groups;
  const several = groups.filter(({ indexes }) => indexes.length > 1);
  const says = several.map(
    ({ state, list, indexes }) =>
      `${indexes.length} ${LISTS[list]?.many ?? list} of ${JSON.stringify(state.name)} went.`,
  );
  return dropGroups(draft, groups) ?? { says: says.length === 0 ? undefined : says.join(' ') };
}

/** The same, without a word. */
export function dropParts(draft: Draft, pointers: readonly string[]): Refusal {
  const groups = groupParts(draft, pointers);
  return typeof groups === 'string' ? groups : dropGroups(draft, groups);
}

function dropGroups(draft: Draft, groups: readonly Group[]): Refusal {
  const changes: Change[] = [];
  for (const { state, list, length, indexes } of groups) {
    const { needed } = LISTS[list] ?? {};
    const isAll = indexes.length === length;
    if (isAll && needed !== undefined)
      return `${JSON.stringify(state.name)} needs ${needed}: ${length === 1 ? 'this is its last' : 'these are all that it has'}.`;
    const all = `${state.pointer}/${list}`;
    // Backwards, so that none moves those that are still to go.
    const each = indexes.toSorted((a, b) => b - a).map((index) => `${all}/${index}`);
    for (const pointer of isAll ? [all] : each) changes.push({ kind: 'remove', pointer });
  }
  return draft.changeAll(changes);
}

function groupParts(draft: Draft, pointers: readonly string[]): Group[] | string {
  const indexes = new Map<string, number[]>();
  for (const pointer of new Set(pointers)) {
    const [, at = '', index = ''] = /^(.*\/(?:Branches|Choices|Catch|Retry))\/(\d+)$/.exec(pointer) ?? [];
    if (at === '') return `There is nothing at ${pointer}.`;
    indexes.set(at, [...(indexes.get(at) ?? []), Number(index)]);
  }
  const groups: Group[] = [];
  for (const [at, own] of indexes) {
    const slash = at.lastIndexOf('/');
    const list = at.slice(slash + 1);
    const state = draft.state(at.slice(0, slash));
    const value = state?.fields.get(list)?.value;
    const missing = own.find((index) => value?.kind !== 'array' || index >= value.items.length);
    if (state === undefined || value?.kind !== 'array' || missing !== undefined)
      return `There is nothing at ${at}/${missing ?? own[0] ?? 0}.`;
    groups.push({ state, list, length: value.items.length, indexes: own });
  }
  return groups;
}
