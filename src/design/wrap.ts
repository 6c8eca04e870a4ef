import type { Scope, State, Transition } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { Draft, Refusal } from './draft.ts';
import { freshName, isEnding, jumpsOf } from './flow.ts';
import { copyStates } from './move.ts';
import { leadTo } from './relink.ts';

/** Where a selection is entered and left. */
interface Borders {
  readonly scope: Scope;
  readonly states: readonly State[];
  readonly entry: string;
  /** Undefined: it ends its scope. */
  readonly exit: string | undefined;
}

/** Puts states that follow one another into a Map (as its ItemProcessor) or a Parallel (as its one branch). */
export function wrapStates(
  draft: Draft,
  pointers: readonly string[],
  into: 'Map' | 'Parallel',
): Refusal | { readonly select: string } {
  const borders = findBorders(draft, pointers);
  if (typeof borders === 'string') return borders;
  const { scope, states, entry, exit } = borders;
  const name = freshName(draft.definition, into === 'Map' ? 'For each' : 'In parallel');
  const pointer = `${scope.pointer}/States/${escapeToken(name)}`;
  const inner = into === 'Map' ? `${pointer}/ItemProcessor` : `${pointer}/Branches/0`;
  const names = states.map((state) => state.name);
  const index = Math.min(...states.map((state) => scope.states.indexOf(state)));
  const refused =
    draft.change({
      kind: 'insert-property',
      pointer: `${scope.pointer}/States`,
      key: name,
      value: outerState(into, entry, exit),
      index,
    }) ??
    copyStates(draft, names, draft.scope(scope.pointer) ?? scope, inner, 0) ??
    endWithin(draft, inner, new Set(names)) ??
    leadOutside(draft, scope.pointer, new Set(names), name) ??
    removeAll(
      draft,
      names.map((each) => `${scope.pointer}/States/${escapeToken(each)}`),
    );
  return refused ?? { select: pointer };
}

function outerState(into: 'Map' | 'Parallel', entry: string, exit: string | undefined): JsonObject {
  const scope = { StartAt: entry, States: {} };
  const end = exit === undefined ? { End: true } : { Next: exit };
  return into === 'Map'
    ? { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...scope }, ...end }
    : { Type: 'Parallel', Branches: [scope], ...end };
}

function findBorders(draft: Draft, pointers: readonly string[]): Borders | string {
  const chosen = [...new Set(pointers)].flatMap((pointer) => draft.state(pointer) ?? []);
  const scope = chosen[0]?.scope;
  if (scope === undefined) return 'Select the states to wrap first.';
  if (chosen.some((state) => state.scope !== scope)) return 'States of different flows cannot be wrapped together.';
  const states = scope.states.filter((state) => chosen.includes(state));
  const names = new Set(states.map(({ name }) => name));
  const jumps = jumpsOf(scope);
  const entries = new Set(
    jumps
      .filter(({ target, from }) => names.has(target) && !(from && names.has(from.name)))
      .map(({ target }) => target),
  );
  const [entry = states[0]?.name ?? '', second] = entries;
  if (second !== undefined)
    return `The selection is entered at ${JSON.stringify(entry)} and at ${JSON.stringify(second)}: one entry is needed.`;
  const exits = new Set(
    jumps.filter(({ target, from }) => from && names.has(from.name) && !names.has(target)).map(({ target }) => target),
  );
  const [exit, other] = exits;
  if (other !== undefined)
    return `The selection leads on to ${JSON.stringify(exit)} and to ${JSON.stringify(other)}: one way out is needed.`;
  const ending = states.find((state) => isEnding(state) || state.type === 'Succeed');
  if (exit !== undefined && ending)
    return `${JSON.stringify(ending.name)} ends the flow, and others lead on to ${JSON.stringify(exit)}: one way out is needed.`;
  return { scope, states, entry, exit };
}

/** Jumps out of the new scope end it: Next by End, rules and catchers by a Succeed state. */
function endWithin(draft: Draft, inner: string, names: ReadonlySet<string>): Refusal {
  const scope = draft.scope(inner);
  const leaving = scope ? jumpsOf(scope).filter(({ target, from }) => from && !names.has(target)) : [];
  const done = freshName(draft.definition, 'Done');
  let isUsed = false;
  for (const { from, transition, pointer } of leaving) {
    if (from === undefined || transition === undefined) continue;
    isUsed ||= needsState(transition);
    const refused = needsState(transition) ? draft.set(pointer, done) : leadTo(draft, from.pointer, undefined);
    if (refused !== undefined) return refused;
  }
  return isUsed ? draft.put(`${inner}/States`, done, { Type: 'Succeed' }) : undefined;
}

function needsState({ kind }: Transition): boolean {
  return kind !== 'next';
}

function leadOutside(draft: Draft, scopePointer: string, names: ReadonlySet<string>, name: string): Refusal {
  const scope = draft.scope(scopePointer);
  const entering = scope
    ? jumpsOf(scope).filter(({ target, from }) => names.has(target) && !(from && names.has(from.name)))
    : [];
  for (const { pointer } of entering) {
    const refused = draft.set(pointer, name);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function removeAll(draft: Draft, pointers: readonly string[]): Refusal {
  for (const pointer of pointers.toReversed()) {
    const refused = draft.remove(pointer);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** Puts the states of a Map, or of a Parallel of one branch, in its place. */
export function unwrapState(
  draft: Draft,
  pointer: string,
): Refusal | { readonly select: string; readonly says: string } {
  const state = draft.state(pointer);
  const [inner, second] = state?.scopes ?? [];
  if (state === undefined || inner === undefined) return 'Only a Map or a Parallel can be unwrapped.';
  const called = JSON.stringify(state.name);
  if (second !== undefined)
    return `${called} has ${state.scopes.length} branches: only one of them can take its place.`;
  const entry = inner.startAt?.kind === 'string' ? inner.startAt.value : undefined;
  if (entry === undefined || !inner.byName.has(entry)) return `${called} starts at no state: mend its StartAt first.`;
  const kept = ['Retry', 'Catch'].find((field) => state.fields.has(field));
  if (kept !== undefined) return `${called} has a ${kept}, which no single state of it would have: remove it first.`;
  const outer = new Set(state.scope.byName.keys());
  const clash = inner.states.find(({ name }) => outer.has(name));
  if (clash) return `There is a state ${JSON.stringify(clash.name)} outside as well: rename one of them first.`;
  const exit = state.transitions.find(({ kind }) => kind === 'next')?.target.value;
  const names = inner.states.map(({ name }) => name);
  const { scope } = state;
  const refused =
    copyStates(draft, names, inner, scope.pointer, scope.states.indexOf(state) + 1) ??
    leadOn(draft, scope.pointer, names, exit) ??
    leadOutside(draft, scope.pointer, new Set([state.name]), entry) ??
    draft.remove(pointer);
  const says = `${called} is gone with all its fields; its states stay.`;
  return refused ?? { select: `${scope.pointer}/States/${escapeToken(entry)}`, says };
}

/** What ended the inner scope leads to what followed it. A Succeed state would end the outer flow: it becomes a Pass. */
function leadOn(draft: Draft, scopePointer: string, names: readonly string[], exit: string | undefined): Refusal {
  if (exit === undefined) return undefined;
  for (const name of names) {
    const pointer = `${scopePointer}/States/${escapeToken(name)}`;
    const state = draft.state(pointer);
    if (state?.type === 'Succeed') {
      const refused = draft.set(`${pointer}/Type`, 'Pass') ?? draft.put(pointer, 'Next', exit);
      if (refused !== undefined) return refused;
    } else if (state && isEnding(state)) {
      const refused = leadTo(draft, pointer, exit);
      if (refused !== undefined) return refused;
    }
  }
  return undefined;
}
