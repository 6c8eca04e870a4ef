import { assignmentsIn, type Assignment } from '../asl/assignments.ts';
import type { Scope, State } from '../asl/definition.ts';
import { readVariables, seekVariables, type VariableRead } from '../asl/expressions/variable-reads.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { outwards } from '../asl/scopes.ts';
import { isSubstituted } from '../asl/values.ts';
import { spotOfNode } from './report.ts';
import type { RuleContext } from './rule-context.ts';

/** Who assigns what in each scope: its states, their catchers and their Choice rules. */
type Assigned = ReadonlyMap<Scope, ReadonlyMap<string, VariableOfScope>>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export function checkVariables(context: RuleContext): void {
  const readers = context.states.filter(seekVariables(context.definition));
  const { text } = context.definition;
  if (readers.length === 0 && !text.includes('Assign')) return;
  const assigned: Assigned = new Map(context.scopes.map((scope) => [scope, variablesOf(scope)]));
  checkShadows(context, assigned);
  for (const state of readers) {
    const said = new Set<string>();
    for (const read of readVariables(state, context.readJsonata)) {
      // One string may name a variable several times.
      const place = `${read.pointer} ${read.name}`;
      if (!said.has(place)) checkRead(context, state, assigned, read);
      said.add(place);
    }
  }
}

/** One name in one scope. */
class VariableOfScope {
  readonly assignments: Assignment[] = [];
  #after: Followers | undefined;

  /** Whether some way leads from an assignment to the state: true also where that cannot be told. */
  mayBeSetBefore(state: State): boolean {
    this.#after ??= new Followers(this.assignments.map((assignment) => assignment.state));
    return this.#after.has(state) || state.scope.states.some(isOpen);
  }
}

function variablesOf(scope: Scope): Map<string, VariableOfScope> {
  const variables = new Map<string, VariableOfScope>();
  for (const assignment of assignmentsIn(scope)) {
    const variable = variables.get(assignment.name) ?? new VariableOfScope();
    variable.assignments.push(assignment);
    variables.set(assignment.name, variable);
  }
  return variables;
}

/** What can run once one of the states has: all that they lead to, looked at as far as somebody asks. */
class Followers {
  readonly #found: Set<State>;
  readonly #ahead: SetIterator<State>;

  constructor(states: readonly State[]) {
    this.#found = new Set(states.flatMap(targetsOf));
    // A set goes on with what is added on the way.
    this.#ahead = this.#found.values();
  }

  has(state: State): boolean {
    while (!this.#found.has(state)) {
      const { value, done } = this.#ahead.next();
      if (done) return false;
      for (const next of targetsOf(value)) this.#found.add(next);
    }
    return true;
  }
}

function targetsOf({ transitions, scope }: State): State[] {
  return transitions.flatMap(({ target }) => scope.byName.get(target.value) ?? []);
}

/** A state that may lead anywhere, as far as the text tells. */
function isOpen({ node, transitions }: State): boolean {
  return !node || transitions.some(({ target }) => isSubstituted(target));
}

/** AWS's page wants names that differ, and AWS runs such a machine: what is set inside is a variable of its own. */
function checkShadows({ report, scopes }: RuleContext, assigned: Assigned): void {
  for (const scope of scopes)
    for (const [name, { assignments }] of assigned.get(scope) ?? []) {
      if (!isAssignedOutside(scope, name, assigned)) continue;
      for (const { key, pointer } of assignments)
        report(
          'SHADOWED_VARIABLE',
          spotOfNode(key, pointer),
          `$${name} is a variable of a scope around this one as well, and that one is not changed here: use another name.`,
          { page: PAGES.variables },
        );
    }
}

function isAssignedOutside(scope: Scope, name: string, assigned: Assigned): boolean {
  for (const each of outwards(scope)) {
    if (each !== scope && assigned.get(each)?.has(name)) return true;
    // What is outside of a distributed Map is not seen within.
    if (each.mode === 'DISTRIBUTED') return false;
  }
  return false;
}

function checkRead(
  { report }: RuleContext,
  state: State,
  assigned: Assigned,
  { name, node, pointer }: VariableRead,
): void {
  const spot = spotOfNode(node, pointer);
  const say = (message: string): void => report('UNDEFINED_VARIABLE', spot, message, { page: PAGES.variables });
  let isOutside = false;
  /** The state that reads, or the one of an outer scope that it is in. */
  let at: State | undefined = state;
  for (const each of outwards(state.scope)) {
    const variable = assigned.get(each)?.get(name);
    if (variable && isOutside) {
      report(
        'OUTER_VARIABLE',
        spot,
        `$${name} is assigned outside of this distributed Map, whose child executions see no outer variables: pass it by ItemSelector or BatchInput.`,
        { page: PAGES.variables },
      );
      return;
    }
    if (variable && at && !variable.mayBeSetBefore(at)) {
      say(`$${name} has no value yet: no way to this state leads through one that assigns it.`);
      return;
    }
    if (variable) return;
    isOutside ||= each.mode === 'DISTRIBUTED';
    at = each.owner;
  }
  say(`No state assigns $${name} where this one could see it.`);
}
