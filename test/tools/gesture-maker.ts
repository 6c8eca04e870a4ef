import type { Definition, State } from '../../src/asl/definition.ts';
import { isJsonObject, type JsonValue } from '../../src/asl/json.ts';
import { nodeAt } from '../../src/asl/pointer.ts';
import { allScopes, allStates } from '../../src/asl/scopes.ts';
import { toJson } from '../../src/asl/values.ts';
import { copyFragment } from '../../src/design/copy.ts';
import { jumpsOf } from '../../src/design/flow.ts';
import type { Fragment, Gesture, Part, Property } from '../../src/design/gesture.ts';
import { parseFragment } from '../../src/design/parse-fragment.ts';
import { presetFragment, presetsOf } from '../../src/design/presets.ts';

type Random = () => number;

export const GESTURE_KINDS: readonly Gesture['kind'][] = [
  'insert',
  'connect',
  'reconnect',
  'remove',
  'duplicate',
  'rename',
  'wrap',
  'unwrap',
  'set-mode',
  'add-part',
  'remove-parts',
  'move-part',
  'set-property',
  'set-properties',
];

/** A gesture that somebody might make on this definition; undefined where the kind has nothing to hold on to. */
export function makeGesture(definition: Definition, kind: Gesture['kind'], random: Random): Gesture | undefined {
  const states = [...allStates(definition)].filter(({ node }) => node !== undefined);
  const state = pick(states, random);
  if (state === undefined) return undefined;
  const sibling = pick(state.scope.states, random) ?? state;
  const jump = pick([...allScopes(definition)].flatMap(jumpsOf), random);
  switch (kind) {
    case 'insert': {
      const language = state.scope.queryLanguage;
      const fragment =
        random() < 0.5
          ? presetFragment(pick(presetsOf(language), random)?.id ?? '', language)
          : pasted(definition, [state.pointer, sibling.pointer].slice(0, random() < 0.5 ? 1 : 2));
      const ending = states.filter(({ fields }) => fields.has('End'));
      const after = random() < 0.3 ? pick(ending, random) : undefined;
      const at = after ? { after: after.pointer } : jump && { transitions: [jump.pointer] };
      return fragment && at && { kind, at, fragment };
    }
    case 'connect':
      return { kind, from: state.pointer, to: sibling.pointer };
    case 'reconnect': {
      const to = random() < 0.2 ? undefined : pick(jump?.scope.states ?? [], random)?.pointer;
      return jump && { kind, transitions: [jump.pointer], to };
    }
    case 'remove':
      return { kind, states: random() < 0.3 ? [state.pointer, sibling.pointer] : [state.pointer] };
    case 'duplicate':
      return { kind, states: followers(state, random) };
    case 'rename':
      return { kind, state: state.pointer, name: `${state.name} renamed, "so"` };
    case 'wrap':
      return { kind, states: followers(state, random), into: random() < 0.5 ? 'Map' : 'Parallel' };
    case 'unwrap': {
      const owner = pick(
        states.filter(({ scopes }) => scopes.length > 0),
        random,
      );
      return owner && { kind, state: owner.pointer };
    }
    case 'set-mode': {
      const map = pick(
        states.filter(({ type }) => type === 'Map'),
        random,
      );
      return map && { kind, state: map.pointer, mode: random() < 0.5 ? 'INLINE' : 'DISTRIBUTED' };
    }
    case 'add-part':
      return {
        kind,
        state: state.pointer,
        part: pick<Part>(['branch', 'rule', 'catcher', 'retrier'], random) ?? 'rule',
      };
    case 'remove-parts':
    case 'move-part': {
      const part = pick(states.flatMap(partsOf), random);
      if (part === undefined) return undefined;
      return kind === 'move-part'
        ? { kind, part, by: random() < 0.5 ? -1 : 1 }
        : { kind, parts: random() < 0.5 ? [part] : [part, part.replace(/\d+$/, String(Math.floor(random() * 3)))] };
    }
    case 'set-property':
      if (random() < 0.3) return payloadOf(states, random);
      return random() < 0.7
        ? { kind, object: state.pointer, key: 'Comment', value: 'Line one\nand: "two" # not a comment' }
        : propertyOf(state, random);
    case 'set-properties': {
      // A payload, which takes any key, and need not be there yet.
      const passing = pick(
        states.filter(({ type }) => type === 'Pass'),
        random,
      );
      const payload = passing && `${passing.pointer}/${passing.queryLanguage === 'JSONata' ? 'Output' : 'Parameters'}`;
      return payload === undefined ? undefined : { kind, properties: someOf(definition, payload, random) };
    }
    case 'begin':
      return undefined;
  }
}

/** What a Pass hands on, with something added deep in it and something taken out, as an editor of JSON gives it. */
function payloadOf(states: readonly State[], random: Random): Gesture | undefined {
  const passing = states.filter(({ fields }) => fields.has('Result'));
  const state = pick(passing, random);
  const node = state?.fields.get('Result')?.value;
  if (state === undefined || node === undefined) return undefined;
  return { kind: 'set-property', object: state.pointer, key: 'Result', value: alter(toJson(node), random) };
}

function alter(value: JsonValue, random: Random): JsonValue {
  if (Array.isArray(value)) {
    const at = Math.floor(random() * (value.length + 1));
    if (random() < 0.3) return value.toSpliced(at, 1);
    if (random() < 0.3) return value.toSpliced(at, 0, { new: 'a: "b" # c' });
    return value.map((item, index) => (index === at ? alter(item, random) : item));
  }
  if (!isJsonObject(value)) return random() < 0.5 ? 'other: # "text"' : { was: value };
  const entries = Object.entries(value);
  const chosen = pick(entries, random)?.[0];
  if (random() < 0.2) return Object.fromEntries(entries.filter(([key]) => key !== chosen));
  if (random() < 0.2) return { ...value, new: [1, { two: null }] };
  return Object.fromEntries(entries.map(([key, each]) => [key, key === chosen ? alter(each, random) : each]));
}

/** One of a state's own values again, which its text need not follow. */
function propertyOf(state: State, random: Random): Gesture | undefined {
  const field = pick(
    [...state.fields.values()].filter(({ key }) => key.value === 'Comment'),
    random,
  );
  if (field?.value === undefined) return undefined;
  const same = { kind: 'set-property', object: state.pointer, key: field.key.value } as const;
  return random() < 0.5 ? same : { ...same, value: toJson(field.value) };
}

/** A state, and as often as not one or two that follow it. */
function followers(first: State, random: Random): string[] {
  const pointers = [first.pointer];
  for (let at: State | undefined = first; pointers.length < 3 && random() < 0.5;) {
    const next: string | undefined = at.transitions.find((each) => each.kind === 'next')?.target.value;
    at = next === undefined ? undefined : first.scope.byName.get(next);
    if (at === undefined) break;
    pointers.push(at.pointer);
  }
  return pointers;
}

/** States of this machine, as the clipboard holds them. */
function pasted(definition: Definition, pointers: readonly string[]): Fragment | undefined {
  const text = copyFragment(definition, pointers);
  return text === undefined ? undefined : parseFragment(text);
}

/** A property that comes, one that goes and one that stays as it is: of an object that may not be there yet. */
function someOf({ root }: Definition, object: string, random: Random): readonly Property[] {
  const node = nodeAt(root, object);
  const own = node?.kind === 'object' ? pick(node.properties, random) : undefined;
  const other = node?.kind === 'object' ? pick(node.properties, random) : undefined;
  const comes: Property = { object, key: 'Bucket', value: 'b: "c" # d' };
  return [
    comes,
    ...(own?.value && own.key.value !== 'Bucket' ? [{ object, key: own.key.value, value: toJson(own.value) }] : []),
    ...(other && other !== own && other.key.value !== 'Bucket' ? [{ object, key: other.key.value }] : []),
  ];
}

function partsOf({ pointer, fields }: State): string[] {
  return ['Branches', 'Choices', 'Catch', 'Retry'].flatMap((list) => {
    const value = fields.get(list)?.value;
    return value?.kind === 'array' ? value.items.map((_, index) => `${pointer}/${list}/${index}`) : [];
  });
}

function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}
