import type { Definition } from '../asl/definition.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { allStates } from '../asl/scopes.ts';
import { setKey, stringOf } from '../asl/values.ts';
import { nameApart, namesOf } from './flow.ts';
import type { Fragment } from './gesture.ts';

/** A fragment with names and without labels that the machine has already; inner states as well. */
export function renameApart(definition: Definition, fragment: Fragment): Fragment {
  const taken = namesOf(definition);
  const labels = labelsOf(definition);
  const name = (wanted: string): string => {
    const fresh = nameApart(taken, wanted);
    taken.add(fresh);
    return fresh;
  };
  const isFree = (label: string): boolean => {
    const isNew = !labels.has(label);
    labels.add(label);
    return isNew;
  };
  const { StartAt, States } = fragment;
  return { ...fragment, ...renameScope({ StartAt, States }, { name, isFree }) };
}

/** States with each of them replaced, those within others as well. */
export function mapStates(states: JsonObject, map: (state: JsonObject, name: string) => JsonObject): JsonObject {
  const mapped: JsonObject = {};
  for (const [name, state] of Object.entries(states))
    setKey(mapped, name, isJsonObject(state) ? mapScopes(map(state, name), (scope) => mapIn(scope, map)) : state);
  return mapped;
}

function mapIn(scope: JsonObject, map: (state: JsonObject, name: string) => JsonObject): JsonObject {
  return isJsonObject(scope.States) ? { ...scope, States: mapStates(scope.States, map) } : scope;
}

/** A state with each scope in it replaced. */
function mapScopes(state: JsonObject, map: (scope: JsonObject) => JsonObject): JsonObject {
  const copy = { ...state };
  for (const key of ['ItemProcessor', 'Iterator']) if (isJsonObject(copy[key])) copy[key] = map(copy[key]);
  if (Array.isArray(copy.Branches))
    copy.Branches = copy.Branches.map((branch) => (isJsonObject(branch) ? map(branch) : branch));
  return copy;
}

/** The names of all states, those within others as well. */
export function namesIn(states: JsonObject): Set<string> {
  const names = new Set(Object.keys(states));
  mapStates(states, (state, name) => {
    names.add(name);
    return state;
  });
  return names;
}

function labelsOf(definition: Definition): Set<string> {
  const labels = new Set<string>();
  for (const { fields } of allStates(definition)) {
    const label = stringOf(fields.get('Label')?.value);
    if (label !== undefined) labels.add(label);
  }
  return labels;
}

interface Naming {
  readonly name: (wanted: string) => string;
  /** Whether a label is not taken yet; it is from then on. */
  readonly isFree: (label: string) => boolean;
}

function renameScope<T extends JsonObject>(scope: T, naming: Naming): T {
  const { States: states } = scope;
  if (!isJsonObject(states)) return scope;
  const names = new Map(Object.keys(states).map((name) => [name, naming.name(name)]));
  const renamed: JsonObject = {};
  for (const [name, state] of Object.entries(states))
    setKey(renamed, names.get(name) ?? name, renameIn(state, names, naming));
  const start = typeof scope.StartAt === 'string' ? (names.get(scope.StartAt) ?? scope.StartAt) : undefined;
  return { ...scope, ...(start === undefined ? {} : { StartAt: start }), States: renamed };
}

function renameIn(state: JsonValue, names: ReadonlyMap<string, string>, naming: Naming): JsonValue {
  if (!isJsonObject(state)) return state;
  const copy = mapTargets(state, (target) => names.get(target) ?? target);
  if (typeof copy.Label === 'string' && !naming.isFree(copy.Label)) delete copy.Label;
  return mapScopes(copy, (scope) => renameScope(scope, naming));
}

/**
 * A state with each name that it leads to replaced; undefined makes a Next an End, and drops a rule or catcher. `isNext`:
 * of the state itself, which may end its flow; a rule or catcher cannot.
 */
export function mapTargets(
  state: JsonObject,
  map: (target: string, isNext: boolean) => string | undefined,
): JsonObject {
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(state)) {
    if (key === 'Next' && typeof value === 'string') {
      const target = map(value, true);
      if (target === undefined) copy.End = true;
      else copy.Next = target;
    } else if (key === 'Default' && typeof value === 'string') {
      const target = map(value, false);
      if (target !== undefined) copy.Default = target;
    } else if ((key === 'Choices' || key === 'Catch') && Array.isArray(value)) {
      const rules = value.flatMap((rule) => mapRule(rule, (target) => map(target, false)));
      if (rules.length > 0 || key === 'Choices') copy[key] = rules;
    } else setKey(copy, key, value);
  }
  return copy;
}

function mapRule(rule: JsonValue, map: (target: string) => string | undefined): JsonValue[] {
  if (!isJsonObject(rule) || typeof rule.Next !== 'string') return [rule];
  const target = map(rule.Next);
  return target === undefined ? [] : [{ ...rule, Next: target }];
}

/**
 * A text of states as a fragment: a whole definition, one scope of it, or an object of states by name, whose first is
 * where it starts. Undefined for anything else.
 */
export function readFragment(value: JsonValue): Fragment | undefined {
  if (!isJsonObject(value)) return undefined;
  const states = isJsonObject(value.States) ? value.States : value;
  const names = Object.keys(states);
  const [first] = names;
  const isStates = names.every((name) => isJsonObject(states[name]) && typeof states[name].Type === 'string');
  if (first === undefined || !isStates) return undefined;
  const start = typeof value.StartAt === 'string' && Object.hasOwn(states, value.StartAt) ? value.StartAt : first;
  const language = value.States === states ? value.QueryLanguage : undefined;
  const isKnown = language === 'JSONPath' || language === 'JSONata';
  return { ...(isKnown ? { QueryLanguage: language } : {}), StartAt: start, States: states };
}
