import type { QueryLanguage } from '../asl/definition.ts';
import { asStateType, findField } from '../asl/fields.ts';
import type { ShapeName } from '../asl/fields/field.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { mapStates } from './fragment.ts';
import type { Fragment } from './gesture.ts';

/**
 * A fragment as a workflow of a query language takes it: states of JSONata say so where others are of JSONPath, which
 * is asked of each, also within a Map. The other way round it cannot be; then one line says so.
 * https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
 */
export function translateFragment(fragment: Fragment, into: QueryLanguage): Fragment | string {
  let refused: string | undefined;
  const states = mapStates(fragment.States, (state, name) => {
    const language = languageOf(state, fragment.QueryLanguage);
    if (into === 'JSONPath')
      return language === 'JSONata' && state.QueryLanguage === undefined ? withLanguage(state) : state;
    if (language === 'JSONPath' && speaks(state, 'JSONPath'))
      refused ??= `${JSON.stringify(name)} is written in JSONPath, which no state of a JSONata workflow can be: change it in the text that it is from.`;
    return state.QueryLanguage === 'JSONPath' ? without(state) : state;
  });
  return refused ?? { StartAt: fragment.StartAt, States: states };
}

/** The language that all states of a fragment can be of together: JSONata, unless one of them is of JSONPath. */
export function commonLanguage(fragment: Fragment): QueryLanguage {
  const languages = new Set<QueryLanguage | undefined>([fragment.QueryLanguage]);
  mapStates(fragment.States, (state) => {
    languages.add(languageOf(state, fragment.QueryLanguage));
    return state;
  });
  return languages.has('JSONata') && !languages.has('JSONPath') ? 'JSONata' : 'JSONPath';
}

/** What a state says, else what is said around it, else what its fields tell; undefined where they tell nothing. */
function languageOf(state: JsonObject, around: QueryLanguage | undefined): QueryLanguage | undefined {
  const { QueryLanguage: own } = state;
  if (own === 'JSONata' || own === 'JSONPath') return own;
  return around ?? (speaks(state, 'JSONPath') ? 'JSONPath' : speaks(state, 'JSONata') ? 'JSONata' : undefined);
}

/** Whether fields of a state, or of its rules and catchers, are of one language only. */
function speaks(state: JsonObject, language: QueryLanguage): boolean {
  const type = asStateType(typeof state.Type === 'string' ? state.Type : undefined);
  return (
    (type !== undefined && hasFieldOf(state, type, language)) ||
    itemsOf(state.Choices).some((rule) => hasFieldOf(rule, 'ChoiceRule', language)) ||
    itemsOf(state.Catch).some((catcher) => hasFieldOf(catcher, 'Catcher', language))
  );
}

function hasFieldOf(object: JsonObject, shape: ShapeName, language: QueryLanguage): boolean {
  return Object.keys(object).some((key) => findField(shape, key)?.queryLanguage === language);
}

function itemsOf(list: JsonValue | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function withLanguage(state: JsonObject): JsonObject {
  const entries = Object.entries(state).flatMap(([key, value]) =>
    key === 'Type'
      ? [
          [key, value],
          ['QueryLanguage', 'JSONata'],
        ]
      : [[key, value]],
  );
  return Object.fromEntries(entries) as JsonObject;
}

function without(state: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([key]) => key !== 'QueryLanguage'));
}
