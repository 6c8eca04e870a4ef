import type { Definition, ProcessorMode, QueryLanguage, Scope, State } from '../asl/definition.ts';
import { asStateType, findField, shapeOf } from '../asl/fields.ts';
import type { Field, Shape, ShapeName } from '../asl/fields/field.ts';

/** What decides what may be written at a place. */
export interface Surroundings {
  readonly language: QueryLanguage;
  /** Of the Map that the place belongs to; undefined for both, where it says none that is known. */
  readonly mode: ProcessorMode | undefined;
  /** The state that the place is in; the machine itself has none. */
  readonly state: State | undefined;
  /** Whose states can be gone to from here. */
  readonly scope: Scope | undefined;
}

/** What the tables know of a place in a definition. */
export type Place = Surroundings &
  (
    | { readonly kind: 'object'; readonly shape: Shape }
    /** A state whose Type is not written yet, or none of the language's. */
    | { readonly kind: 'untyped' }
    /** The States of a scope: its keys are names. */
    | { readonly kind: 'states' }
    | { readonly kind: 'value'; readonly field: Field }
    /** A list whose items are objects of a shape, or strings. */
    | { readonly kind: 'list'; readonly field: Field; readonly shape: ShapeName | undefined }
    /** One of a list of strings. */
    | { readonly kind: 'item'; readonly field: Field }
    /** JSON of the user's own. `path`: the keys below the field. */
    | { readonly kind: 'payload'; readonly field: Field; readonly path: readonly string[] }
  );

/** What stands, or may be written, at a path of keys and positions; undefined where the tables know nothing of it. */
export function placeAt({ machine }: Definition, tokens: readonly string[]): Place | undefined {
  const language = machine?.queryLanguage ?? 'JSONPath';
  let place: Place | undefined = {
    kind: 'object',
    shape: shapeOf('Machine', language),
    language,
    mode: undefined,
    state: undefined,
    scope: machine,
  };
  for (const token of tokens) place = place && step(place, token);
  return place;
}

function step(place: Place, token: string): Place | undefined {
  const { language, mode, state, scope } = place;
  const around: Surroundings = { language, mode, state, scope };
  switch (place.kind) {
    case 'object': {
      const field = place.shape.byName.get(token) ?? findField(place.shape.name, token);
      return field && enterField(field, around);
    }
    case 'states':
      return enterState(scope, token, around);
    case 'list':
      if (place.shape === undefined) return { ...around, kind: 'item', field: place.field };
      return enterItem(place.field, place.shape, token, around);
    case 'payload':
      return { ...around, kind: 'payload', field: place.field, path: [...place.path, token] };
    case 'untyped': {
      const field = findField('Pass', token);
      return field && ['Type', 'Comment', 'QueryLanguage', 'Next', 'End'].includes(token)
        ? enterField(field, around)
        : undefined;
    }
    case 'value':
    case 'item':
      return undefined;
  }
}

function enterField(field: Field, around: Surroundings): Place {
  const { value } = field;
  switch (value.kind) {
    case 'object': {
      const { shape } = value;
      if (shape !== 'ItemProcessor')
        return { ...around, kind: 'object', shape: shapeOf(shape, around.language, around.mode) };
      return enterScope(
        around.state?.scopes.find(({ under }) => under === field.name),
        shape,
        around,
      );
    }
    case 'list':
      return { ...around, kind: 'list', field, shape: value.shape };
    case 'strings':
      return { ...around, kind: 'list', field, shape: undefined };
    case 'states':
      return { ...around, kind: 'states' };
    case 'template':
    case 'items':
    case 'literal':
      return { ...around, kind: 'payload', field, path: [] };
    default:
      return { ...around, kind: 'value', field };
  }
}

function enterScope(scope: Scope | undefined, shape: ShapeName, around: Surroundings): Place {
  return { ...around, scope, kind: 'object', shape: shapeOf(shape, around.language, around.mode) };
}

function enterItem(field: Field, shape: ShapeName, token: string, around: Surroundings): Place {
  if (shape !== 'Branch') return { ...around, kind: 'object', shape: shapeOf(shape, around.language, around.mode) };
  const pointer = `${around.state?.pointer ?? ''}/${field.name}/${token}`;
  return enterScope(
    around.state?.scopes.find((scope) => scope.pointer === pointer),
    shape,
    around,
  );
}

function enterState(scope: Scope | undefined, name: string, around: Surroundings): Place {
  const state = scope?.byName.get(name);
  const language = state?.queryLanguage ?? around.language;
  const mode = state && modeOfMap(state);
  const type = asStateType(state?.type);
  const inside: Surroundings = { language, mode, state, scope };
  return type === undefined
    ? { ...inside, kind: 'untyped' }
    : { ...inside, kind: 'object', shape: shapeOf(type, language, mode) };
}

/** The mode of a Map by its processor; undefined, which is both, while it has none. */
export function modeOfMap(state: State): ProcessorMode | undefined {
  return state.type === 'Map' ? state.scopes[0]?.mode : undefined;
}
