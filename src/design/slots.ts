import type { Definition, Scope, State, Transition } from '../asl/definition.ts';
import { allScopes, stateByPointer } from '../asl/scopes.ts';
import { isEnding, isTerminal, jumpAt, jumpsOf } from './flow.ts';
import type { Slot } from './gesture.ts';

/** A place where states can be inserted, said in a few words. */
export interface NamedSlot {
  /** `After "Work"`, `Before "Work"`, `On rule 2 of "Which", to "Other"`. */
  readonly label: string;
  readonly slot: Slot;
}

/**
 * The places at a state, a scope, or a rule or catcher (by pointer), the one that is most likely meant first: after a
 * state and before it, on its rules and catchers, first in what it holds. None where nothing stands at the pointer.
 */
export function slotsOf(definition: Definition, pointer: string): NamedSlot[] {
  const state = stateByPointer(definition, pointer);
  if (state) return slotsOfState(state);
  for (const scope of allScopes(definition)) if (scope.pointer === pointer) return [firstIn(scope)];
  const [, owner = ''] = /^(.*)\/(?:Choices|Catch)\/\d+$/.exec(pointer) ?? [];
  const from = stateByPointer(definition, owner);
  const transition = from?.transitions.find((each) => each.pointer === `${pointer}/Next`);
  return from && transition ? [onLine(from, transition)] : [];
}

function slotsOfState(state: State): NamedSlot[] {
  const next = state.transitions.find(({ kind }) => kind === 'next');
  const lines = state.transitions.filter(({ kind }) => kind !== 'next');
  const rules = lines.filter(({ kind }) => kind !== 'catch').map((each) => onLine(state, each));
  const catchers = lines.filter(({ kind }) => kind === 'catch').map((each) => onLine(state, each));
  const called = JSON.stringify(state.name);
  const after: NamedSlot[] = next
    ? [{ label: `After ${called}`, slot: { transitions: [next.pointer] } }]
    : isEnding(state)
      ? [{ label: `After ${called}`, slot: { after: state.pointer } }]
      : [];
  const before = jumpsOf(state.scope).filter(({ target, from }) => target === state.name && from !== state);
  const above: NamedSlot[] =
    before.length === 0
      ? []
      : [{ label: `Before ${called}`, slot: { transitions: before.map((jump) => jump.pointer) } }];
  return [...after, ...rules, ...above, ...state.scopes.map(firstIn), ...catchers];
}

function onLine(from: State, { kind, index, target, pointer }: Transition): NamedSlot {
  const which = kind === 'default' ? 'Default' : `${kind === 'catch' ? 'catcher' : 'rule'} ${(index ?? 0) + 1}`;
  const label = `On ${which} of ${JSON.stringify(from.name)}, to ${JSON.stringify(target.value)}`;
  return { label, slot: { transitions: [pointer] } };
}

function firstIn(scope: Scope): NamedSlot {
  const { pointer, startAt, states, owner } = scope;
  const slot: Slot =
    startAt?.kind === 'string' && states.length > 0 ? { transitions: [`${pointer}/StartAt`] } : { scope: pointer };
  return { label: owner === undefined ? 'At the start' : `First in ${nameOfScope(scope, owner)}`, slot };
}

function nameOfScope({ kind, pointer }: Scope, owner: State): string {
  const branch = kind === 'branch' ? `branch ${Number(pointer.slice(pointer.lastIndexOf('/') + 1)) + 1} of ` : '';
  return `${branch}${JSON.stringify(owner.name)}`;
}

/** The line that leaves a state, a rule, a catcher, or the start of a scope, and where else it could lead. */
export interface Line {
  /** Pointer of the value that names the target; undefined where there is no line yet, but can be one. */
  readonly transition: string | undefined;
  readonly targets: readonly { readonly name: string; readonly pointer: string }[];
  /** It may end its flow instead. */
  readonly canEnd: boolean;
}

/** The line that leaves what stands at a pointer; undefined where none can. */
export function findLine(definition: Definition, pointer: string): Line | undefined {
  const state = stateByPointer(definition, pointer);
  if (state) {
    if (isTerminal(state)) return undefined;
    const next = state.transitions.find(({ kind }) => kind === 'next' || kind === 'default');
    return { transition: next?.pointer, targets: targetsIn(state.scope), canEnd: next?.kind === 'next' };
  }
  for (const scope of allScopes(definition))
    if (scope.pointer === pointer)
      return scope.startAt?.kind === 'string'
        ? { transition: `${pointer}/StartAt`, targets: targetsIn(scope), canEnd: false }
        : undefined;
  const jump = jumpAt(definition, `${pointer}/Next`);
  return jump && { transition: jump.pointer, targets: targetsIn(jump.scope), canEnd: false };
}

function targetsIn({ byName }: Scope): Line['targets'] {
  return [...byName.values()].map(({ name, pointer }) => ({ name, pointer }));
}
