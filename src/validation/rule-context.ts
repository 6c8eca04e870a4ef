import type { Definition, ProcessorMode, QueryLanguage, Scope, State } from '../asl/definition.ts';
import type { Reject, Report } from './report.ts';

export type StateMachineType = 'STANDARD' | 'EXPRESS';

/** What every family of rules is given. */
export interface RuleContext {
  readonly definition: Definition;
  /** Undefined where the definition's own text is all that is known. */
  readonly type: StateMachineType | undefined;
  /** All scopes, outer before inner, and all their states. */
  readonly scopes: readonly Scope[];
  readonly states: readonly State[];
  /** Names of all states. */
  readonly names: ReadonlySet<string>;
  readonly report: Report;
  readonly reject: Reject;
}

/** What decides which keys an object has, and how its strings are read. */
export interface Surroundings {
  readonly language: QueryLanguage;
  readonly mode: ProcessorMode | undefined;
}

/** The mode of a Map, by its processor; of any other state undefined. A Map without a processor is inline. */
export function modeOfMap(state: State): ProcessorMode | undefined {
  if (state.type !== 'Map') return undefined;
  const processor = state.scopes[0];
  return processor ? processor.mode : 'INLINE';
}

/** All scopes below and with this one, outer before inner, in the order of the text. */
export function collectScopes(machine: Scope | undefined): Scope[] {
  const scopes = machine ? [machine] : [];
  for (let next = 0; next < scopes.length; next++) {
    for (const state of scopes[next]?.states ?? []) scopes.push(...state.scopes);
  }
  return scopes;
}

/** The scopes that this one is in, from itself outwards to the machine. */
export function* outwards(scope: Scope): Generator<Scope> {
  for (let at: Scope | undefined = scope; at; at = at.owner?.scope) yield at;
}
