import type { Change } from '../asl/changes.ts';
import type { Scope, State } from '../asl/definition.ts';
import { escapeToken } from '../asl/pointer.ts';
import { renameState } from '../asl/references.ts';
import type { Draft, Refusal } from './draft.ts';
import { isEnding, jumpsInto, jumpsOf, nameApart, namesOf } from './flow.ts';
import { keepWritten, readStates, type WrittenValue } from './move.ts';
import { leadOn } from './relink.ts';

/** States of one flow that are copied together, and the names of their copies. */
interface Originals {
  readonly scope: Scope;
  readonly states: readonly State[];
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Copies that follow their originals, written as they are, with names of their own: what led on from the originals
 * leads to the copies, and these lead on. Catchers of both lead to the same states.
 */
export function duplicateStates(draft: Draft, pointers: readonly string[]): Refusal | { readonly select: string } {
  const originals = findOriginals(draft, pointers);
  if (typeof originals === 'string') return originals;
  const { scope, states, names } = originals;
  const leads = leadToCopies(originals);
  if (typeof leads === 'string') return leads;
  const written = readStates(draft.definition.text, states);
  if (typeof written === 'string') return written;
  let index = Math.max(...states.map((state) => scope.states.indexOf(state))) + 1;
  const added = Object.entries(written.values).map(([name, value]): Change => {
    const key = names.get(name) ?? name;
    return { kind: 'insert-property', pointer: `${scope.pointer}/States`, key, value, index: index++ };
  });
  // Each has to be there before the next one has its position.
  for (const change of added.slice(0, -1)) {
    const refused = draft.change(change);
    if (refused !== undefined) return refused;
  }
  const texts = new Map<string, WrittenValue>();
  for (const [name, text] of written.texts) texts.set(names.get(name) ?? name, text);
  const copies = [...names.values()].map((name) => `${scope.pointer}/States/${escapeToken(name)}`);
  const refused =
    draft.changeAll([...added.slice(-1), ...leads.changes]) ??
    keepWritten(draft, `${scope.pointer}/States`, texts) ??
    draft.changeAll(copies.flatMap((copy) => leadAmongCopies(draft, copy, names))) ??
    renameInner(draft, copies);
  return refused ?? { select: `${scope.pointer}/States/${escapeToken(names.get(leads.entry) ?? leads.entry)}` };
}

function findOriginals(draft: Draft, pointers: readonly string[]): Originals | string {
  const chosen = [...new Set(pointers)].map((pointer) => draft.state(pointer));
  const [first] = chosen;
  const missing = chosen.findIndex((state) => state?.node === undefined);
  if (first === undefined || missing >= 0) return `There is no state at ${pointers[Math.max(0, missing)] ?? 'all'}.`;
  const { scope } = first;
  if (chosen.some((state) => state?.scope !== scope)) return 'States of different flows cannot be duplicated together.';
  const states = scope.states.filter((state) => chosen.includes(state));
  const taken = namesOf(draft.definition);
  const names = new Map<string, string>();
  for (const { name } of states) {
    const fresh = nameApart(taken, name);
    taken.add(fresh);
    names.set(name, fresh);
  }
  return { scope, states, names };
}

/** What leads on from the originals leads to where their copies are entered. */
function leadToCopies({ scope, states, names }: Originals): { entry: string; changes: Change[] } | string {
  const own = new Set(names.keys());
  const entries = new Set(jumpsInto(scope, own).map(({ target }) => target));
  const [entry = states[0]?.name ?? '', second] = entries;
  if (second !== undefined)
    return `The selection is entered at ${JSON.stringify(entry)} and at ${JSON.stringify(second)}: copies of it can follow only one entry.`;
  const leaving = jumpsOf(scope).filter(
    ({ from, transition, target }) =>
      from && transition && transition.kind !== 'catch' && own.has(from.name) && !own.has(target),
  );
  const [exit, other] = new Set(leaving.map(({ target }) => target));
  const ending = states.filter(isEnding);
  if (other !== undefined || (exit !== undefined && ending.length > 0))
    return 'The selection goes on at more than one place: copies of it can follow only one way out.';
  const copy = names.get(entry) ?? entry;
  if (leaving.length === 0 && ending.length === 0) {
    const called = states.length === 1 ? JSON.stringify(entry) : 'the selection';
    return `A copy of ${called} cannot follow it: copy it, and paste it on a line.`;
  }
  const led = leaving.map(({ pointer }): Change => ({ kind: 'set', pointer, value: copy }));
  return { entry, changes: [...led, ...ending.flatMap((state) => leadOn(state, copy))] };
}

/** Lines from one original to another are lines from copy to copy. */
function leadAmongCopies(draft: Draft, copy: string, names: ReadonlyMap<string, string>): Change[] {
  return (draft.state(copy)?.transitions ?? []).flatMap(({ pointer, target }) => {
    const name = names.get(target.value);
    return name === undefined ? [] : [{ kind: 'set', pointer, value: name } as const];
  });
}

/** Names and labels are unique in the whole machine: the states within copies get new names, and no labels. */
function renameInner(draft: Draft, pointers: readonly string[]): Refusal {
  const waiting = [...pointers];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const labelled = draft.state(at)?.fields.has('Label') ? draft.remove(`${at}/Label`) : undefined;
    if (labelled !== undefined) return labelled;
    const scopes = draft.state(at)?.scopes.map((scope) => scope.pointer) ?? [];
    for (const scopePointer of scopes)
      for (const { name } of draft.scope(scopePointer)?.states ?? []) {
        const state = draft.scope(scopePointer)?.byName.get(name);
        const fresh = nameApart(namesOf(draft.definition), name);
        const refused = state && draft.take(renameState(draft.definition, state, fresh));
        if (refused !== undefined) return refused;
        waiting.push(`${scopePointer}/States/${escapeToken(fresh)}`);
      }
  }
  return undefined;
}
