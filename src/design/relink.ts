import type { Change } from '../asl/changes.ts';
import type { State } from '../asl/definition.ts';
import type { JsonValue } from '../asl/json.ts';
import type { Draft, Refusal } from './draft.ts';
import { isEnding, takesNext } from './flow.ts';

/** Has a state lead on to another of its scope, in the place of its End. */
export function leadOn(state: State, name: string): Change[] {
  return putInPlace(state, 'Next', name, 'End');
}

/** Has a state end its scope, in the place of its Next. */
export function leadToEnd(state: State): Change[] {
  return isEnding(state) ? [] : putInPlace(state, 'End', true, 'Next');
}

/** A field gets a value: the one that is there, else the one whose place it takes, else a new one. */
function putInPlace({ pointer, fields }: State, key: string, value: JsonValue, other: string): Change[] {
  if (fields.has(key)) return [{ kind: 'set', pointer: `${pointer}/${key}`, value }];
  if (!fields.has(other)) return [{ kind: 'insert-property', pointer, key, value }];
  return [
    { kind: 'set', pointer: `${pointer}/${other}`, value },
    { kind: 'rename-key', pointer: `${pointer}/${other}`, key },
  ];
}

/** Leads on to a state, or to the end where no name is given; only of states that take Next or End. */
export function leadTo(draft: Draft, pointer: string, name: string | undefined): Refusal {
  const state = draft.state(pointer);
  if (state === undefined) return `There is no state at ${pointer}.`;
  if (!takesNext(state))
    return `${JSON.stringify(state.name)} is a ${state.type ?? 'state'} state, which leads nowhere by itself.`;
  return draft.changeAll(name === undefined ? leadToEnd(state) : leadOn(state, name));
}
