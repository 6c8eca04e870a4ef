import type { State } from '../asl/definition.ts';
import type { Draft, Refusal } from './draft.ts';
import { isEnding, takesNext } from './flow.ts';

/** Has a state lead on to another of its scope, in the place of its End. */
export function leadOn(draft: Draft, state: State, name: string): Refusal {
  const { pointer, fields } = state;
  if (fields.has('Next')) return draft.set(`${pointer}/Next`, name);
  if (!fields.has('End')) return draft.put(pointer, 'Next', name);
  return (
    draft.change({ kind: 'rename-key', pointer: `${pointer}/End`, key: 'Next' }) ?? draft.set(`${pointer}/Next`, name)
  );
}

/** Has a state end its scope, in the place of its Next. */
export function leadToEnd(draft: Draft, state: State): Refusal {
  const { pointer, fields } = state;
  if (isEnding(state)) return undefined;
  if (fields.has('End')) return draft.set(`${pointer}/End`, true);
  if (!fields.has('Next')) return draft.put(pointer, 'End', true);
  return (
    draft.change({ kind: 'rename-key', pointer: `${pointer}/Next`, key: 'End' }) ?? draft.set(`${pointer}/End`, true)
  );
}

/** Leads on to a state, or to the end where no name is given; only of states that take Next or End. */
export function leadTo(draft: Draft, pointer: string, name: string | undefined): Refusal {
  const state = draft.state(pointer);
  if (state === undefined) return `There is no state at ${pointer}.`;
  if (!takesNext(state))
    return `${JSON.stringify(state.name)} is a ${state.type ?? 'state'} state, which leads nowhere by itself.`;
  return name === undefined ? leadToEnd(draft, state) : leadOn(draft, state, name);
}
