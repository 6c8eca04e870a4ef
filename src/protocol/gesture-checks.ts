import type { JsonValue } from '../asl/json.ts';
import type { Fragment, Gesture, Property, Slot } from '../design/gesture.ts';
import { array, isRecord, object, oneOf, optional, string, type Check } from './check.ts';

/** Any JSON value: what crosses the wall is JSON. */
export const json: Check<JsonValue> = (value, at) => (value === undefined ? `${at} is missing` : undefined);

const states: Check<Fragment['States']> = (value, at) => (isRecord(value) ? undefined : `${at} is not an object`);
const shape = object<Fragment>({
  QueryLanguage: optional(oneOf('JSONPath', 'JSONata')),
  StartAt: string,
  States: states,
});
/** What leads to a fragment leads to one of its states. */
const fragment: Check<Fragment> = (value, at) => {
  const problem = shape(value, at);
  if (problem !== undefined) return problem;
  const { StartAt: start, States: own } = value as Fragment;
  return Object.hasOwn(own, start) ? undefined : `${at}.StartAt is none of its States`;
};

/** One of several shapes: a message fits when it fits one of them. */
function either<T>(...checks: readonly Check<T>[]): Check<T> {
  return (value, at) => {
    const problems = checks.map((check) => check(value, at));
    return problems.includes(undefined) ? undefined : problems[0];
  };
}

export const slot: Check<Slot> = either<Slot>(
  object<Extract<Slot, { transitions: unknown }>>({ transitions: array(string) }),
  object<Extract<Slot, { after: unknown }>>({ after: string }),
  object<Extract<Slot, { scope: unknown }>>({ scope: string }),
);

type Kind = Gesture['kind'];
type Of<K extends Kind> = Extract<Gesture, { kind: K }>;

const neighbour: Check<-1 | 1> = (value, at) => (value === 1 || value === -1 ? undefined : `${at} is neither -1 nor 1`);

const property = object<Property>({ object: string, key: string, value: optional(json) });

const GESTURES: { readonly [K in Kind]: Check<Of<K>> } = {
  insert: object<Of<'insert'>>({ kind: oneOf('insert'), at: slot, fragment }),
  connect: object<Of<'connect'>>({ kind: oneOf('connect'), from: string, to: string }),
  reconnect: object<Of<'reconnect'>>({ kind: oneOf('reconnect'), transitions: array(string), to: optional(string) }),
  remove: object<Of<'remove'>>({ kind: oneOf('remove'), states: array(string) }),
  duplicate: object<Of<'duplicate'>>({ kind: oneOf('duplicate'), states: array(string) }),
  rename: object<Of<'rename'>>({ kind: oneOf('rename'), state: string, name: string }),
  wrap: object<Of<'wrap'>>({ kind: oneOf('wrap'), states: array(string), into: oneOf('Map', 'Parallel') }),
  unwrap: object<Of<'unwrap'>>({ kind: oneOf('unwrap'), state: string }),
  'set-mode': object<Of<'set-mode'>>({ kind: oneOf('set-mode'), state: string, mode: oneOf('INLINE', 'DISTRIBUTED') }),
  'add-part': object<Of<'add-part'>>({
    kind: oneOf('add-part'),
    state: string,
    part: oneOf('branch', 'rule', 'catcher', 'retrier'),
  }),
  'remove-parts': object<Of<'remove-parts'>>({ kind: oneOf('remove-parts'), parts: array(string) }),
  'move-part': object<Of<'move-part'>>({ kind: oneOf('move-part'), part: string, by: neighbour }),
  'set-property': object<Of<'set-property'>>({
    kind: oneOf('set-property'),
    object: string,
    key: string,
    value: optional(json),
  }),
  'set-properties': object<Of<'set-properties'>>({ kind: oneOf('set-properties'), properties: array(property) }),
  begin: object<Of<'begin'>>({ kind: oneOf('begin'), fragment }),
};

/** A gesture as the page sends it. */
export const gesture: Check<Gesture> = (value, at) => {
  const kind = isRecord(value) ? value.kind : undefined;
  return typeof kind === 'string' && Object.hasOwn(GESTURES, kind)
    ? GESTURES[kind as Kind](value, at)
    : `${at} is no gesture`;
};
