import type { Change } from '../asl/changes.ts';
import type { Scope, State } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import { escapeToken } from '../asl/pointer.ts';
import { describeItemReaders, readersOfItem } from './context-reads.ts';
import type { Draft, Refusal } from './draft.ts';
import { freshName, isEnding, jumpsInto, jumpsOf, takesNext } from './flow.ts';
import { copyStates, keepWritten, readStates } from './move.ts';
import { leadOn, leadToEnd } from './relink.ts';

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
): Refusal | { readonly select: string; readonly says: string | undefined } {
  const borders = findBorders(draft, pointers);
  if (typeof borders === 'string') return borders;
  const { scope, states, entry, exit } = borders;
  const name = freshName(draft.definition, into === 'Map' ? 'For each' : 'In parallel');
  const pointer = `${scope.pointer}/States/${escapeToken(name)}`;
  const inner = into === 'Map' ? `${pointer}/ItemProcessor` : `${pointer}/Branches/0`;
  const names = states.map((state) => state.name);
  const written = readStates(draft.definition.text, states);
  if (typeof written === 'string') return written;
  const value = outerState(into, { StartAt: entry, States: written.values }, exit);
  const refused =
    draft.changeAll([
      {
        kind: 'insert-property',
        pointer: `${scope.pointer}/States`,
        key: name,
        value,
        index: findIndex(scope, states),
      },
      ...leadOutside(scope, new Set(names), name),
      ...states.toReversed().map((state): Change => ({ kind: 'remove', pointer: state.pointer })),
    ]) ??
    keepWritten(draft, `${inner}/States`, written.texts) ??
    endWithin(draft, inner, new Set(names));
  const says = into === 'Map' ? describeItemReaders(readersOfItem(states)) : undefined;
  return refused ?? { select: pointer, says };
}

/** Where the first of them is; where they follow one another, that is also behind the last once they are gone. */
function findIndex(scope: Scope, states: readonly State[]): number {
  const indexes = states.map((state) => scope.states.indexOf(state));
  const first = Math.min(...indexes);
  const last = Math.max(...indexes);
  return last - first + 1 === states.length ? last + 1 : first;
}

function outerState(into: 'Map' | 'Parallel', scope: JsonObject, exit: string | undefined): JsonObject {
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
  const entries = new Set(jumpsInto(scope, names).map(({ target }) => target));
  const [entry = states[0]?.name ?? '', second] = entries;
  if (second !== undefined)
    return `The selection is entered at ${JSON.stringify(entry)} and at ${JSON.stringify(second)}: one entry is needed.`;
  const exits = new Set(
    jumpsOf(scope)
      .filter(({ target, from }) => from && names.has(from.name) && !names.has(target))
      .map(({ target }) => target),
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
  const changes: Change[] = [];
  for (const { from, transition, pointer } of leaving) {
    if (from === undefined || transition === undefined) continue;
    if (transition.kind === 'next') changes.push(...leadToEnd(from));
    else changes.push({ kind: 'set', pointer, value: done });
  }
  if (leaving.some(({ transition }) => transition !== undefined && transition.kind !== 'next'))
    changes.push({ kind: 'insert-property', pointer: `${inner}/States`, key: done, value: { Type: 'Succeed' } });
  return draft.changeAll(changes);
}

function leadOutside(scope: Scope, names: ReadonlySet<string>, name: string): Change[] {
  return jumpsInto(scope, names).map(({ pointer }) => ({ kind: 'set', pointer, value: name }));
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
  const next = state.transitions.find(({ kind }) => kind === 'next')?.target.value;
  // What leads back to it leads back to its first state.
  const exit = next === state.name ? entry : next;
  const names = inner.states.map(({ name }) => name);
  const { scope } = state;
  const refused =
    copyStates(draft, names, inner, scope.pointer, scope.states.indexOf(state) + 1) ??
    draft.changeAll([
      ...leadAllOn(draft, scope.pointer, names, exit),
      ...leadOutside(scope, new Set([state.name]), entry),
      { kind: 'remove', pointer },
    ]);
  const readers = state.type === 'Map' ? describeItemReaders(readersOfItem(inner.states)) : undefined;
  const says = [`${called} is gone with all its fields; its states stay.`, ...(readers ? [readers] : [])].join(' ');
  return refused ?? { select: `${scope.pointer}/States/${escapeToken(entry)}`, says };
}

/** What ended the inner scope leads to what followed it. A Succeed state would end the outer flow: it becomes a Pass. */
function leadAllOn(draft: Draft, scopePointer: string, names: readonly string[], exit: string | undefined): Change[] {
  if (exit === undefined) return [];
  return names.flatMap((name) => {
    const state = draft.state(`${scopePointer}/States/${escapeToken(name)}`);
    if (state?.type === 'Succeed')
      return [{ kind: 'set', pointer: `${state.pointer}/Type`, value: 'Pass' } as const, ...leadOn(state, exit)];
    return state && isEnding(state) && takesNext(state) ? leadOn(state, exit) : [];
  });
}
