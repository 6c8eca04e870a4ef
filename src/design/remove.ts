import type { Change } from '../asl/changes.ts';
import type { Scope, State, Transition } from '../asl/definition.ts';
import type { Draft, Refusal } from './draft.ts';
import { jumpsInto, successorOf, type Jump } from './flow.ts';
import { leadToEnd } from './relink.ts';
import { dropParts } from './remove-parts.ts';

/**
 * Takes states out; what led to them leads to where they led. Rules, catchers and a Default that then lead nowhere go with
 * them, which is said: what they caught or chose fails or goes on another way now.
 */
export function removeStates(
  draft: Draft,
  pointers: readonly string[],
): Refusal | { readonly says: string | undefined } {
  const states = outermost(pointers).flatMap((pointer) => draft.state(pointer) ?? []);
  if (states.length === 0) return 'There is no state to remove.';
  const dropped: Dropped[] = [];
  for (const scope of new Set(states.map((state) => state.scope))) {
    const gone = new Set(states.filter((state) => state.scope === scope).map(({ name }) => name));
    const went = removeFrom(draft, scope, gone);
    if (typeof went === 'string') return went;
    dropped.push(...went);
  }
  return { says: describeDropped(dropped) };
}

function describeDropped(dropped: readonly Dropped[]): string | undefined {
  const says = [...new Set(dropped.map(({ from }) => from))].map((state) => {
    const own = dropped.filter(({ from }) => from === state);
    const some = (kind: Dropped['kind'], one: string): string[] => {
      const many = own.filter((each) => each.kind === kind).length;
      return many === 0 ? [] : [many === 1 ? `a ${one}` : `${many} ${one}s`];
    };
    const parts = [...some('choice', 'rule'), ...some('catch', 'catcher'), ...some('default', 'Default')];
    return `${JSON.stringify(state.name)} lost ${parts.join(' and ')}, with nothing left to lead to.`;
  });
  return says.length === 0 ? undefined : says.join(' ');
}

/** Without those that lie in one of the others. */
export function outermost(pointers: readonly string[]): string[] {
  const all = [...new Set(pointers)];
  return all.filter((pointer) => !all.some((other) => pointer.startsWith(`${other}/`)));
}

/** What went with the states, or why they stay. */
function removeFrom(draft: Draft, scope: Scope, gone: ReadonlySet<string>): readonly Dropped[] | string {
  if (scope.states.every(({ name }) => gone.has(name))) {
    const whole = scope.kind === 'machine' ? 'The machine' : JSON.stringify(scope.owner?.name ?? '');
    return `${whole} needs a state: put another one in before the last one goes.`;
  }
  const { byName } = scope;
  const mended: Change[] = [];
  const dropped: Dropped[] = [];
  // Backwards, so that rules that go do not move those before them.
  for (const jump of jumpsInto(scope, gone).reverse()) {
    const change = mend(jump, follow(byName, jump.target, gone));
    if (typeof change === 'string') return change;
    if ('drop' in change) dropped.push(change);
    else mended.push(...change);
  }
  const states = scope.states.filter(({ name }) => gone.has(name)).reverse();
  const removed = states.map(({ pointer }): Change => ({ kind: 'remove', pointer }));
  if (dropped.length === 0) return draft.changeAll([...mended, ...removed]) ?? [];
  const refused = draft.changeAll(mended);
  if (refused !== undefined) return refused;
  for (const { drop } of dropped.filter((each) => each.drop.endsWith('/Default'))) {
    const kept = draft.remove(drop);
    if (kept !== undefined) return kept;
  }
  const parts = dropped.filter(({ drop }) => !drop.endsWith('/Default')).map(({ drop }) => drop);
  return dropParts(draft, parts) ?? draft.changeAll(removed) ?? dropped.toReversed();
}

/** Pointer of a Default, choice rule or catcher that has nowhere to lead to. */
interface Dropped {
  readonly drop: string;
  readonly from: State;
  readonly kind: Transition['kind'];
}

/** The first state after one that stays; undefined where the flow ends before it. */
function follow(byName: ReadonlyMap<string, State>, name: string, gone: ReadonlySet<string>): string | undefined {
  const seen = new Set<string>();
  let at: string | undefined = name;
  while (at !== undefined && gone.has(at) && !seen.has(at)) {
    seen.add(at);
    const state = byName.get(at);
    at = state && successorOf(state);
  }
  return at !== undefined && gone.has(at) ? undefined : at;
}

function mend({ pointer, transition, from }: Jump, target: string | undefined): Change[] | Dropped | string {
  if (from === undefined || transition === undefined)
    return target === undefined
      ? 'The flow would start nowhere: lead its start to another state first.'
      : [{ kind: 'set', pointer, value: target }];
  if (transition.kind === 'next' && (target === undefined || target === from.name)) return leadToEnd(from);
  if (target !== undefined) return [{ kind: 'set', pointer, value: target }];
  const { kind, index = 0 } = transition;
  if (kind === 'default') return { drop: pointer, from, kind };
  return { drop: `${from.pointer}/${kind === 'choice' ? 'Choices' : 'Catch'}/${index}`, from, kind };
}
