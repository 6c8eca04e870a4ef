import type { Definition, State } from '../asl/definition.ts';
import { visitExpressions, type ExpressionPlace } from '../asl/expressions/expression-places.ts';
import { isJsonObject, type JsonValue } from '../asl/json.ts';
import { allStates } from '../asl/scopes.ts';
import { toJson } from '../asl/values.ts';

/** `$$.Map.Item` and `$states.context.Map`: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const MAP_CONTEXT = /\$\$\.Map\b|\$states\.context\.Map\b/;
const STATE_NAME = /\$\$\.State\.Name\b|\$states\.context\.State\.Name\b/;

function expressionsOf(state: State): ExpressionPlace[] {
  const places: ExpressionPlace[] = [];
  visitExpressions(state, (place) => places.push(place));
  return places;
}

/** Of states and those in their branches, the names of those that read which item of a Map they are about. */
export function readersOfItem(states: Iterable<State>): string[] {
  const names: string[] = [];
  for (const state of states) {
    const reads = expressionsOf(state).some(({ node, field }) => {
      // What a Map makes of its own items is about these.
      const isOwn = state.type === 'Map' && (field.name === 'ItemSelector' || field.name === 'Parameters');
      return !isOwn && MAP_CONTEXT.test(node.value);
    });
    if (reads) names.push(state.name);
    if (state.type !== 'Map') for (const scope of state.scopes) names.push(...readersOfItem(scope.states));
  }
  return names;
}

/** One sentence of states that read another Map's item now, or none's; undefined where none does. */
export function describeItemReaders(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const shown = names.slice(0, 3).map((name) => JSON.stringify(name));
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `Look at what ${shown.join(', ')}${more} read${names.length === 1 ? 's' : ''} of Map.Item: it is no longer of the same Map.`;
}

/** One sentence of states that compare State.Name with a name that has changed; undefined where none does. */
export function describeNameReaders(definition: Definition, name: string): string | undefined {
  const names = [...allStates(definition)].filter((state) => comparesName(state, name)).map((state) => state.name);
  const shown = names.slice(0, 3).map((each) => JSON.stringify(each));
  return names.length === 0
    ? undefined
    : `State.Name is compared with ${JSON.stringify(name)} in ${shown.join(', ')}: change it there.`;
}

function comparesName(state: State, name: string): boolean {
  const compares = expressionsOf(state).some(
    ({ node: { value } }) =>
      STATE_NAME.test(value) && (value.includes(`'${name}'`) || value.includes(JSON.stringify(name))),
  );
  const rules = state.fields.get('Choices')?.value;
  return compares || (rules !== undefined && rulesCompare(toJson(rules), name));
}

function rulesCompare(value: JsonValue, name: string): boolean {
  if (Array.isArray(value)) return value.some((each) => rulesCompare(each, name));
  if (!isJsonObject(value)) return false;
  const isOfName = typeof value.Variable === 'string' && STATE_NAME.test(value.Variable);
  const entries = Object.entries(value);
  if (isOfName && entries.some(([key, each]) => key.startsWith('String') && each === name)) return true;
  return entries.some(([, each]) => rulesCompare(each, name));
}
