import type { Assignment } from '../asl/assignments.ts';
import type { Definition, Scope, State } from '../asl/definition.ts';
import { stateAt } from '../asl/scopes.ts';
import type { StringNode } from '../asl/syntax.ts';
import { readVariables } from '../asl/expressions/variable-reads.ts';
import { placesOf } from './string-places.ts';
import { findVariable, type Variable } from './variables.ts';

/** A stretch of the text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A state or a variable that is named at some place, which is `range`. */
export type Named =
  | { readonly kind: 'state'; readonly state: State; readonly range: Range }
  | { readonly kind: 'variable'; readonly variable: Variable; readonly range: Range };

/** What is named at an offset: a state by its key, StartAt, Next, Default or a Catch; a variable where it is set or read. */
export function namedAt(definition: Definition, offset: number): Named | undefined {
  const inner = stateAt(definition, offset);
  const { machine } = definition;
  if (inner === undefined) return machine && startOf(machine, offset);
  if (holds(inner.nameNode, offset)) return { kind: 'state', state: inner, range: inner.nameNode };
  const target = inner.transitions.find((transition) => holds(transition.target, offset))?.target;
  if (target) return targetIn(inner.scope, target);
  for (const scope of inner.scopes) {
    const found = startOf(scope, offset);
    if (found) return found;
  }
  return variableAt(definition, inner, offset);
}

function startOf(scope: Scope, offset: number): Named | undefined {
  const { startAt } = scope;
  return startAt?.kind === 'string' && holds(startAt, offset) ? targetIn(scope, startAt) : undefined;
}

function targetIn(scope: Scope, node: StringNode): Named | undefined {
  const state = scope.byName.get(node.value);
  return state && { kind: 'state', state, range: node };
}

function variableAt(definition: Definition, state: State, offset: number): Named | undefined {
  const { text, format } = definition;
  for (const { name, node, offset: at } of readVariables(state)) {
    if (!holds(node, offset)) continue;
    const range = placesOf(text, node, format)?.rangeOf(at, at + name.length + 1);
    const variable = range && holds(range, offset) ? findVariable(state.scope, name) : undefined;
    if (range && variable) return { kind: 'variable', variable, range };
  }
  return assignmentAt(definition, state, offset);
}

function assignmentAt(definition: Definition, state: State, offset: number): Named | undefined {
  const assigned = assignedNames(state);
  if (!assigned) return undefined;
  for (const variable of assigned) {
    const own = variable.assignments.find(({ key }) => holds(key, offset));
    const range = own && rangeOfAssignment(definition, own);
    if (range) return { kind: 'variable', variable, range };
  }
  return undefined;
}

/** The variables of the state's scope, if the state sets any. */
function assignedNames(state: State): Variable[] | undefined {
  const sets = ['Assign', 'Catch', 'Choices'].some((name) => state.fields.has(name));
  if (!sets) return undefined;
  const names = new Set(assignedBy(state));
  return [...names].flatMap((name) => findVariable(state.scope, name) ?? []);
}

function* assignedBy(state: State): Generator<string> {
  for (const name of ['Assign', 'Catch', 'Choices']) {
    const value = state.fields.get(name)?.value;
    const objects = value?.kind === 'array' ? value.items : value ? [value] : [];
    for (const object of objects) {
      if (object.kind !== 'object') continue;
      const assign = name === 'Assign' ? object : object.properties.find(({ key }) => key.value === 'Assign')?.value;
      if (assign?.kind === 'object') for (const { key } of assign.properties) yield key.value.replace(/\.\$$/, '');
    }
  }
}

/** The name within the key of an Assign, without quotes and without `.$`; undefined for one that is an alias. */
export function rangeOfAssignment({ text, format }: Definition, { key, name }: Assignment): Range | undefined {
  return placesOf(text, key, format)?.rangeOf(0, name.length);
}

export function holds({ start, end }: Range, offset: number): boolean {
  return start <= offset && offset <= end;
}
