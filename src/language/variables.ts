import { assignmentsIn, type Assignment } from '../asl/assignments.ts';
import type { Definition, Scope, State } from '../asl/definition.ts';
import { readVariables, type VariableRead } from '../asl/expressions/variable-reads.ts';
import { rememberJsonata } from '../asl/expressions/read-jsonata.ts';
import { outwards } from '../asl/scopes.ts';

/**
 * A workflow variable: a name in the scope that assigns it. What is assigned outside of a distributed Map does not
 * exist inside of it. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export interface Variable {
  readonly name: string;
  readonly scope: Scope;
  readonly assignments: readonly Assignment[];
}

/** A read of a variable, with the state that reads it. */
export interface StateRead extends VariableRead {
  readonly state: State;
}

/** The variables that a state of a scope sees, the innermost of each name. */
export function variablesIn(scope: Scope | undefined): ReadonlyMap<string, Variable> {
  const found = new Map<string, Variable>();
  for (const each of visibleFrom(scope)) {
    const inScope = new Map<string, Assignment[]>();
    for (const assignment of assignmentsIn(each)) {
      const before = inScope.get(assignment.name);
      if (before) before.push(assignment);
      else inScope.set(assignment.name, [assignment]);
    }
    for (const [name, assignments] of inScope)
      if (!found.has(name)) found.set(name, { name, scope: each, assignments });
  }
  return found;
}

/** The variable that a name means in a scope. */
export function findVariable(scope: Scope | undefined, name: string): Variable | undefined {
  for (const each of visibleFrom(scope)) {
    const assignments = assignmentsIn(each).filter((assignment) => assignment.name === name);
    if (assignments.length > 0) return { name, scope: each, assignments };
  }
  return undefined;
}

function* visibleFrom(scope: Scope | undefined): Generator<Scope> {
  if (scope === undefined) return;
  for (const each of outwards(scope)) {
    yield each;
    if (each.mode === 'DISTRIBUTED') return;
  }
}

/** The states that could read a variable of a scope: its own, and those of the scopes within that see outwards. */
export function* statesThatSee(scope: Scope): Generator<State> {
  for (const state of scope.states) {
    yield state;
    for (const inner of state.scopes) if (inner.mode !== 'DISTRIBUTED') yield* statesThatSee(inner);
  }
}

/** Every place that reads a variable, in the order of the text by scope. */
export function readsOf(variable: Variable): StateRead[] {
  const readJsonata = rememberJsonata();
  const reads: StateRead[] = [];
  for (const state of statesThatSee(variable.scope)) {
    const own = readVariables(state, readJsonata).filter(({ name }) => name === variable.name);
    if (own.length > 0 && findVariable(state.scope, variable.name)?.scope === variable.scope)
      reads.push(...own.map((read) => ({ ...read, state })));
  }
  return reads;
}

/** What the Fail states of a definition call their errors. */
export function errorsOf({ machine }: Definition): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (scope: Scope): void => {
    for (const { type, fields, scopes } of scope.states) {
      const error = type === 'Fail' ? fields.get('Error')?.value : undefined;
      if (error?.kind === 'string') names.add(error.value);
      scopes.forEach(visit);
    }
  };
  if (machine) visit(machine);
  return names;
}
