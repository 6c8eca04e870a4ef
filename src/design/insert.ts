import type { Change } from '../asl/changes.ts';
import type { Definition, Scope, State } from '../asl/definition.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { escapeToken } from '../asl/pointer.ts';
import { setKey } from '../asl/values.ts';
import type { Draft, Refusal } from './draft.ts';
import { freshName, isEnding, jumpAt, jumpsOf, type Jump } from './flow.ts';
import { mapTargets, namesIn, renameApart } from './fragment.ts';
import { commonLanguage, translateFragment } from './fragment-language.ts';
import type { Fragment, GesturePlan, Slot } from './gesture.ts';
import { leadOn } from './relink.ts';

/** Where a flow goes on behind what is inserted. */
interface Ends {
  /** Undefined of a text that holds no states yet. */
  readonly scope: Scope | undefined;
  /** The jumps that lead there; none after a state that ends its scope. */
  readonly jumps: readonly Jump[];
  /** Where the flow goes on; undefined: nowhere. */
  readonly target: string | undefined;
}

/** What a slot is, once its pointers were looked up. */
interface Place extends Ends {
  readonly scope: Scope;
  /** The state before it in the text. */
  readonly before: State | undefined;
}

/** Puts states into a flow; what led to the slot leads to the first of them, and they lead on to what came after. */
export function insertFragment(draft: Draft, at: Slot, fragment: Fragment): Refusal | { readonly select: string } {
  const place = findPlace(draft, at);
  if (typeof place === 'string') return place;
  const fresh = settleFragment(draft.definition, fragment, place);
  if (typeof fresh === 'string') return fresh;
  const refused = addStates(draft, place, fresh.States, leadThere(place, fresh.StartAt));
  return refused ?? { select: `${place.scope.pointer}/States/${escapeToken(fresh.StartAt)}` };
}

/** A whole machine, in a text that holds nothing yet. */
export function writeMachine(definition: Definition, fragment: Fragment): GesturePlan {
  const { text, syntax } = definition;
  const language = commonLanguage(fragment);
  const settled = settleFragment(definition, fragment, { scope: undefined, jumps: [], target: undefined }, language);
  if (typeof settled === 'string') return { refused: settled };
  const { StartAt, States } = settled;
  const head = language === 'JSONata' ? { QueryLanguage: language } : {};
  const written = syntax.print({ ...head, StartAt, States }, 2);
  const select = `/States/${escapeToken(StartAt)}`;
  return { edits: [{ start: 0, end: text.length, text: written }], select, says: undefined };
}

/** A fragment in the machine's query language, with names of its own, that leads on to what follows it. */
function settleFragment(
  definition: Definition,
  fragment: Fragment,
  ends: Ends,
  language = definition.machine?.queryLanguage ?? 'JSONPath',
): Fragment | string {
  if (!Object.hasOwn(fragment.States, fragment.StartAt)) return 'What is inserted starts at no state of its own.';
  const translated = translateFragment(fragment, language);
  if (typeof translated === 'string') return translated;
  const fresh = renameApart(definition, translated);
  const states = settle(definition, fresh, ends);
  return typeof states === 'string' ? states : { StartAt: fresh.StartAt, States: states };
}

function findPlace(draft: Draft, at: Slot): Place | string {
  if ('after' in at) {
    const state = draft.state(at.after);
    if (state === undefined) return `There is no state at ${at.after}.`;
    if (!isEnding(state)) return `${JSON.stringify(state.name)} does not end its flow: insert on one of its lines.`;
    return { scope: state.scope, before: state, jumps: [], target: undefined };
  }
  if ('scope' in at) {
    const scope = draft.scope(at.scope);
    if (scope === undefined) return `There are no states at ${at.scope}.`;
    if (scope.states.length > 0) return 'There are states here already: insert on one of their lines.';
    return { scope, before: undefined, jumps: [], target: undefined };
  }
  const jumps = at.transitions.flatMap((pointer) => jumpAt(draft.definition, pointer) ?? []);
  const [first] = jumps;
  if (first === undefined || jumps.length < at.transitions.length) return 'The line is not there any more.';
  if (jumps.some(({ target, scope }) => target !== first.target || scope.pointer !== first.scope.pointer))
    return 'These lines lead to different states: insert on one of them.';
  return { scope: first.scope, before: first.from, jumps, target: first.target };
}

/** The fragment's states with what leaves it leading on to the slot's target. */
function settle(definition: Definition, fragment: Fragment, { scope, jumps, target }: Ends): JsonObject | string {
  const states: JsonObject = {};
  let isLeft = false;
  // A rule cannot end its scope: where nothing follows, a Succeed state does it.
  let done: string | undefined;
  const leave = (): string | undefined => {
    isLeft = true;
    return target;
  };
  for (const [name, state] of Object.entries(fragment.States)) {
    if (!isJsonObject(state)) return `${JSON.stringify(name)} is no state: it must be an object.`;
    const isNext = typeof state.Next === 'string' || state.End === true;
    let settled = mapTargets(state, (each, ofState) => {
      if (Object.hasOwn(fragment.States, each)) return each;
      if (ofState && target === undefined) return undefined;
      return leave() ?? (done ??= freshName(definition, 'Done', namesIn(fragment.States)));
    });
    if (isNext && settled.End === true) {
      isLeft = true;
      if (target !== undefined) settled = replaceKey(settled, 'End', 'Next', target);
    }
    setKey(states, name, settled);
  }
  if (done !== undefined) states[done] = { Type: 'Succeed' };
  if (scope && target !== undefined && !isLeft && !isReachedOtherwise(scope, jumps, target))
    return `What is inserted ends the flow, and ${JSON.stringify(target)} would never be reached: insert it where the flow ends, or on a rule.`;
  return states;
}

function replaceKey(object: JsonObject, from: string, to: string, value: JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, old]) => (key === from ? [to, value] : [key, old])));
}

function isReachedOtherwise(scope: Scope, jumps: readonly Jump[], target: string): boolean {
  const own = new Set(jumps.map(({ pointer }) => pointer));
  return jumpsOf(scope).some(
    ({ pointer, target: other, from }) => other === target && !own.has(pointer) && from?.name !== target,
  );
}

/** After the state before the slot, in the text as well; what leads there changes with the last of them. */
function addStates(draft: Draft, { scope, before }: Place, states: JsonObject, leads: readonly Change[]): Refusal {
  const { pointer } = scope;
  if (!scope.node.properties.some(({ key }) => key.value === 'States'))
    return draft.put(pointer, 'States', states) ?? draft.changeAll(leads);
  let index = before === undefined ? 0 : scope.states.indexOf(before) + 1;
  const added = Object.entries(states).map(([key, value]): Change => {
    return { kind: 'insert-property', pointer: `${pointer}/States`, key, value, index: index++ };
  });
  // Each has to be there before the next one has its position.
  for (const change of added.slice(0, -1)) {
    const refused = draft.change(change);
    if (refused !== undefined) return refused;
  }
  return draft.changeAll([...added.slice(-1), ...leads]);
}

function leadThere({ scope, before, jumps }: Place, name: string): Change[] {
  if (jumps.length > 0) return jumps.map(({ pointer }) => ({ kind: 'set', pointer, value: name }));
  if (before !== undefined) return leadOn(before, name);
  return scope.startAt === undefined
    ? [{ kind: 'insert-property', pointer: scope.pointer, key: 'StartAt', value: name, index: 0 }]
    : [{ kind: 'set', pointer: `${scope.pointer}/StartAt`, value: name }];
}
