import type { Change } from '../asl/changes.ts';
import type { Definition } from '../asl/definition.ts';
import { escapeToken } from '../asl/pointer.ts';
import { renameState } from '../asl/references.ts';
import { toJson } from '../asl/values.ts';
import { describeBroken } from './broken.ts';
import { connectStates, reconnect } from './connect.ts';
import { Draft, type Refusal } from './draft.ts';
import { freshName, takesNext } from './flow.ts';
import type { Fragment, Gesture, GesturePlan, Property } from './gesture.ts';
import { insertFragment, writeMachine } from './insert.ts';
import { keepWritten, readWritten } from './move.ts';
import { addPart, movePart } from './parts.ts';
import { leadOn, leadTo } from './relink.ts';
import { removeStates } from './remove.ts';
import { removeParts } from './remove-parts.ts';
import { setMode } from './set-mode.ts';
import { setProperties } from './set-properties.ts';
import { describeStranded } from './stranded.ts';
import { unwrapState, wrapStates } from './wrap.ts';

/** What a step leaves besides its edits, or why it was refused. */
type Outcome = Refusal | { readonly select?: string; readonly says?: string | undefined };

/**
 * The edits of one gesture: as few as it takes, in the layout of the text around them, all of them or none. Whatever
 * they do not touch keeps every byte. What cannot be done, or not without touching something else, is refused.
 */
export function planGesture(definition: Definition, gesture: Gesture): GesturePlan {
  if (gesture.kind === 'begin' && definition.text.trim() === '') return writeMachine(definition, gesture.fragment);
  const draft = new Draft(definition);
  const outcome = perform(draft, gesture);
  if (typeof outcome === 'string') return { refused: outcome };
  const says = [
    outcome?.says,
    ...describeStranded(definition, draft.definition),
    ...describeBroken(gesture, definition, draft.definition),
  ].filter((each) => each !== undefined);
  return { edits: draft.edits(), select: outcome?.select, says: says.length === 0 ? undefined : says.join(' ') };
}

function perform(draft: Draft, gesture: Gesture): Outcome {
  switch (gesture.kind) {
    case 'insert':
      return insertFragment(draft, gesture.at, gesture.fragment);
    case 'connect':
      return connectStates(draft, gesture.from, gesture.to);
    case 'reconnect':
      return reconnect(draft, gesture.transitions, gesture.to);
    case 'remove':
      return removeStates(draft, gesture.states);
    case 'duplicate':
      return duplicate(draft, gesture.state);
    case 'rename':
      return rename(draft, gesture.state, gesture.name);
    case 'wrap':
      return wrapStates(draft, gesture.states, gesture.into);
    case 'unwrap':
      return unwrapState(draft, gesture.state);
    case 'set-mode':
      return setMode(draft, gesture.state, gesture.mode);
    case 'add-part':
      return addPart(draft, gesture.state, gesture.part);
    case 'remove-parts':
      return removeParts(draft, gesture.parts);
    case 'move-part':
      return movePart(draft, gesture.part, gesture.by);
    case 'set-property':
      return setProperty(draft, gesture);
    case 'set-properties':
      return setProperties(draft, gesture.properties);
    case 'begin':
      return begin(draft, gesture.fragment);
  }
}

function setProperty(draft: Draft, { object, key, value }: Property): Outcome {
  const state = key === 'Next' ? draft.state(object) : undefined;
  // Next and End take each other's place.
  if (state && takesNext(state) && (value === undefined || typeof value === 'string'))
    return leadTo(draft, object, value);
  return value === undefined ? draft.remove(`${object}/${escapeToken(key)}`) : draft.put(object, key, value);
}

function rename(draft: Draft, pointer: string, name: string): Outcome {
  const state = draft.state(pointer);
  if (state === undefined) return `There is no state at ${pointer}.`;
  const refused = draft.take(renameState(draft.definition, state, name));
  return refused ?? { select: `${state.scope.pointer}/States/${escapeToken(name)}` };
}

/** A copy that follows the original, written as it is, with names of its own. */
function duplicate(draft: Draft, pointer: string): Outcome {
  const state = draft.state(pointer);
  if (state?.node === undefined) return `There is no state at ${pointer}.`;
  if (!takesNext(state))
    return `A copy of ${JSON.stringify(state.name)} cannot follow it: copy it, and paste it on a line.`;
  const { scope } = state;
  const name = freshName(draft.definition, state.name);
  const copied = `${scope.pointer}/States/${escapeToken(name)}`;
  const written = readWritten(draft.definition.text, state.node);
  const added: Change = {
    kind: 'insert-property',
    pointer: `${scope.pointer}/States`,
    key: name,
    value: toJson(state.node),
    index: scope.states.indexOf(state) + 1,
  };
  const refused =
    draft.changeAll([added, ...leadOn(state, name)]) ??
    keepWritten(draft, `${scope.pointer}/States`, new Map([[name, written]])) ??
    renameInner(draft, copied);
  return refused ?? { select: copied };
}

/** Names and labels are unique in the whole machine: the states within a copy get new names, and no labels. */
function renameInner(draft: Draft, pointer: string): Refusal {
  const waiting = [pointer];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const labelled = draft.state(at)?.fields.has('Label') ? draft.remove(`${at}/Label`) : undefined;
    if (labelled !== undefined) return labelled;
    const scopes = draft.state(at)?.scopes.map((scope) => scope.pointer) ?? [];
    for (const scopePointer of scopes)
      for (const { name } of draft.scope(scopePointer)?.states ?? []) {
        const state = draft.scope(scopePointer)?.byName.get(name);
        const fresh = freshName(draft.definition, name);
        const refused = state && draft.take(renameState(draft.definition, state, fresh));
        if (refused !== undefined) return refused;
        waiting.push(`${scopePointer}/States/${escapeToken(fresh)}`);
      }
  }
  return undefined;
}

/** The first states of an object that has none. */
function begin(draft: Draft, fragment: Fragment): Outcome {
  if (draft.definition.machine === undefined)
    return 'This is no state machine: an object with StartAt and States is needed.';
  return insertFragment(draft, { scope: '' }, fragment);
}
