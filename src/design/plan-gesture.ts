import type { Definition } from '../asl/definition.ts';
import { escapeToken, nodeAt } from '../asl/pointer.ts';
import { renameState } from '../asl/references.ts';
import { describeBroken } from './broken.ts';
import { connectStates, reconnect } from './connect.ts';
import { describeNameReaders } from './context-reads.ts';
import { Draft, type Refusal } from './draft.ts';
import { duplicateStates } from './duplicate.ts';
import { takesNext } from './flow.ts';
import type { Fragment, Gesture, GesturePlan, Property } from './gesture.ts';
import { insertFragment, writeMachine } from './insert.ts';
import { changesTo } from './merge-value.ts';
import { addPart, movePart } from './parts.ts';
import { leadTo } from './relink.ts';
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
      return duplicateStates(draft, gesture.states);
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
  const pointer = `${object}/${escapeToken(key)}`;
  if (value === undefined) return draft.remove(pointer);
  const node = nodeAt(draft.definition.root, pointer);
  // As deep as it goes; where that cannot be written, as a whole.
  const trial = new Draft(draft.definition);
  if (node && trial.changeAll(changesTo(node, value, pointer)) === undefined)
    return draft.take({ edits: trial.edits() });
  return draft.put(object, key, value);
}

function rename(draft: Draft, pointer: string, name: string): Outcome {
  const state = draft.state(pointer);
  if (state === undefined) return `There is no state at ${pointer}.`;
  const refused = draft.take(renameState(draft.definition, state, name));
  const select = `${state.scope.pointer}/States/${escapeToken(name)}`;
  return refused ?? { select, says: describeNameReaders(draft.definition, state.name) };
}

/** The first states of an object that has none. */
function begin(draft: Draft, fragment: Fragment): Outcome {
  if (draft.definition.machine === undefined)
    return 'This is no state machine: an object with StartAt and States is needed.';
  return insertFragment(draft, { scope: '' }, fragment);
}
