import type { Definition, Scope, State, Transition } from '../asl/definition.ts';
import { LARGEST_NAME } from '../asl/fields/common-fields.ts';
import { allScopes, allStates } from '../asl/scopes.ts';

/** Where a transition starts, and which state it names. */
export interface Jump {
  /** JSON Pointer of the value that names the target. */
  readonly pointer: string;
  readonly scope: Scope;
  /** Undefined for StartAt. */
  readonly from: State | undefined;
  readonly transition: Transition | undefined;
  readonly target: string;
}

/** Every jump of a scope, StartAt first. */
export function jumpsOf(scope: Scope): Jump[] {
  const jumps: Jump[] = [];
  if (scope.startAt?.kind === 'string')
    jumps.push({
      pointer: `${scope.pointer}/StartAt`,
      scope,
      from: undefined,
      transition: undefined,
      target: scope.startAt.value,
    });
  for (const from of scope.states)
    for (const transition of from.transitions)
      jumps.push({ pointer: transition.pointer, scope, from, transition, target: transition.target.value });
  return jumps;
}

/** The jumps of a scope that lead from elsewhere in it to one of the states that are named. */
export function jumpsInto(scope: Scope, names: ReadonlySet<string>): Jump[] {
  return jumpsOf(scope).filter(({ target, from }) => names.has(target) && !(from && names.has(from.name)));
}

/** The jump whose target is named at a pointer. */
export function jumpAt(definition: Definition, pointer: string): Jump | undefined {
  for (const scope of allScopes(definition)) {
    // A scope's jumps lie within it: the others need not be looked at.
    if (!pointer.startsWith(`${scope.pointer}/`)) continue;
    const jump = jumpsOf(scope).find((each) => each.pointer === pointer);
    if (jump) return jump;
  }
  return undefined;
}

/** What ends a scope by having `End`. */
export function isEnding(state: State): boolean {
  const end = state.fields.get('End')?.value;
  return end?.kind === 'boolean' && end.value;
}

/** Types that never lead on. */
export function isTerminal({ type }: Pick<State, 'type'>): boolean {
  return type === 'Succeed' || type === 'Fail';
}

/** Types that take `Next` or `End`. */
export function takesNext(state: State): boolean {
  return !isTerminal(state) && state.type !== 'Choice';
}

/** Where a state leads when all goes well: Next, a Choice's Default, or its first rule; undefined where nowhere. */
export function successorOf(state: State): string | undefined {
  const of = (kind: Transition['kind']) => state.transitions.find((each) => each.kind === kind)?.target.value;
  return of('next') ?? of('default') ?? of('choice');
}

/** A name that no state of the machine has, nor any of `taken`: `Work`, `Work 2`, `Work 3` … */
export function freshName(definition: Definition, wanted: string, taken: ReadonlySet<string> = new Set()): string {
  return nameApart(namesOf(definition, taken), wanted);
}

/** The names of all states of the machine, and those of `besides`. */
export function namesOf(definition: Definition, besides: ReadonlySet<string> = new Set()): Set<string> {
  const names = new Set(besides);
  for (const { name } of allStates(definition)) names.add(name);
  return names;
}

/** A name that is none of those that are taken. */
export function nameApart(taken: ReadonlySet<string>, wanted: string): string {
  const [, stem = wanted, number = '1'] = /^(.*?)(?: (\d{1,6}))?$/s.exec(wanted) ?? [];
  let name = wanted;
  for (let next = Number(number) + 1; taken.has(name); next++)
    name = `${stem.slice(0, LARGEST_NAME - String(next).length - 1)} ${next}`;
  return name;
}
