import type { Definition, Scope } from '../asl/definition.ts';
import { allScopes } from '../asl/scopes.ts';
import { isEnding, isTerminal, jumpsOf } from './flow.ts';

/** The states that nothing leads to: no way from their scope's StartAt, or no line at all. By pointer. */
function strandedStates(definition: Definition, isStranded: (scope: Scope) => (name: string) => boolean) {
  const stranded = new Map<string, string>();
  for (const scope of allScopes(definition)) {
    const test = isStranded(scope);
    for (const { name, pointer } of scope.states) if (test(name)) stranded.set(pointer, name);
  }
  return stranded;
}

const unreached = (scope: Scope) => {
  const reached = reachedFrom(scope);
  return (name: string) => !reached.has(name);
};

const unnamed = (scope: Scope) => {
  const named = new Set(jumpsOf(scope).flatMap(({ target, from }) => (from?.name === target ? [] : [target])));
  return (name: string) => !named.has(name);
};

function reachedFrom({ startAt, byName }: Scope): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = startAt?.kind === 'string' ? [startAt.value] : [];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { target } of byName.get(name)?.transitions ?? []) waiting.push(target.value);
  }
  return reached;
}

/** The scopes whose flow leads nowhere: no state that ends it is reached from StartAt. By pointer. */
function endlessScopes(definition: Definition): Set<string> {
  const endless = new Set<string>();
  for (const scope of allScopes(definition)) {
    const reached = reachedFrom(scope);
    const ends = scope.states.some((state) => reached.has(state.name) && (isTerminal(state) || isEnding(state)));
    if (!ends) endless.add(scope.pointer);
  }
  return endless;
}

/** What to say of states that a change has cut off, and of flows that it has closed to a circle. */
export function describeStranded(before: Definition, after: Definition): string[] {
  const fresh = new Set<string>();
  for (const isStranded of [unreached, unnamed]) {
    const known = strandedStates(before, isStranded);
    for (const [pointer, name] of strandedStates(after, isStranded)) if (!known.has(pointer)) fresh.add(name);
  }
  const names = [...fresh].map((name) => JSON.stringify(name));
  const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  const circles = endlessScopes(before);
  const isClosed = [...endlessScopes(after)].some((pointer) => !circles.has(pointer));
  return [
    ...(names.length === 0 ? [] : [`Nothing leads to ${shown} any more.`]),
    ...(isClosed ? ['The flow goes in a circle now and never ends.'] : []),
  ];
}
