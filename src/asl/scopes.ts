import type { Definition, Scope, State } from './definition.ts';

/** Every scope, each before the ones inside of it, in the order of the text. */
export function* allScopes(definition: Definition): Generator<Scope, void, undefined> {
  const waiting = definition.machine ? [definition.machine] : [];
  for (let scope = waiting.pop(); scope; scope = waiting.pop()) {
    yield scope;
    const inner = scope.states.flatMap((state) => state.scopes);
    for (const next of inner.reverse()) waiting.push(next);
  }
}

/** Every state at every level, scope by scope. */
export function* allStates(definition: Definition): Generator<State, void, undefined> {
  for (const scope of allScopes(definition)) yield* scope.states;
}

/** The scopes that this one is in, from itself outwards to the machine. */
export function* outwards(scope: Scope): Generator<Scope> {
  for (let at: Scope | undefined = scope; at; at = at.owner?.scope) yield at;
}

/** The state with this pointer: the first, where a name is written twice. */
export function stateByPointer(definition: Definition, pointer: string): State | undefined {
  for (const state of allStates(definition)) if (state.pointer === pointer) return state;
  return undefined;
}

/** The innermost state whose name or value holds an offset, its end included. */
export function stateAt(definition: Definition, offset: number): State | undefined {
  let found: State | undefined;
  for (let scopes = definition.machine ? [definition.machine] : []; scopes.length > 0;) {
    const state = scopes.flatMap((scope) => scope.states).find((candidate) => holds(candidate, offset));
    if (state === undefined) return found;
    found = state;
    scopes = [...state.scopes];
  }
  return found;
}

function holds({ nameNode, node }: State, offset: number): boolean {
  return nameNode.start <= offset && offset <= (node?.end ?? nameNode.end);
}
