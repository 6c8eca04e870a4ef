import type { Change } from '../asl/changes.ts';
import type { State } from '../asl/definition.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { nodeAt } from '../asl/pointer.ts';
import { toJson } from '../asl/values.ts';
import { addRule } from './connect.ts';
import type { Draft, Refusal } from './draft.ts';
import { freshName, successorOf } from './flow.ts';
import type { Part } from './gesture.ts';

/** Where a kind of part stands, and the types that have it. */
const LISTS: Readonly<Record<Part, { readonly list: string; readonly types: readonly string[] }>> = {
  branch: { list: 'Branches', types: ['Parallel'] },
  rule: { list: 'Choices', types: ['Choice'] },
  catcher: { list: 'Catch', types: ['Task', 'Map', 'Parallel'] },
  retrier: { list: 'Retry', types: ['Task', 'Map', 'Parallel'] },
};

/** Adds a branch, choice rule, catcher or retrier that is valid as it is. A catcher leads to a Fail state of its own. */
export function addPart(draft: Draft, pointer: string, part: Part): Refusal {
  const state = draft.state(pointer);
  if (state === undefined) return `There is no state at ${pointer}.`;
  const { list, types } = LISTS[part];
  if (!types.includes(state.type ?? ''))
    return `${JSON.stringify(state.name)} is a ${state.type ?? 'state'} state: only ${types.join(', ')} states have ${list}.`;
  switch (part) {
    case 'branch': {
      const name = freshName(draft.definition, 'Pass');
      return add(draft, state, list, { StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    }
    case 'rule': {
      const target = successorOf(state) ?? state.scope.states.find((other) => other !== state)?.name;
      return target === undefined ? 'A rule leads to a state: insert one first.' : addRule(draft, state, target);
    }
    case 'catcher': {
      const name = freshName(draft.definition, 'Failed');
      return add(draft, state, list, { ErrorEquals: ['States.ALL'], Next: name }, [addFail(state, name)]);
    }
    case 'retrier': {
      // One for errors that another one retries already would never be used.
      const retried = toJson(state.fields.get(list)?.value ?? NONE);
      const error = RETRIED.find((each) => !namesError(retried, each));
      if (error === undefined) return 'There is one for all errors (States.ALL) already: change its ErrorEquals.';
      return add(draft, state, list, {
        ErrorEquals: [error],
        IntervalSeconds: 1,
        MaxAttempts: 3,
        BackoffRate: 2,
        JitterStrategy: 'FULL',
      });
    }
  }
}

/** Before what catches all errors, which has to be the last. */
function add(
  draft: Draft,
  { pointer, fields }: State,
  list: string,
  part: JsonObject,
  besides: readonly Change[] = [],
): Refusal {
  const value = fields.get(list)?.value;
  if (value === undefined)
    return draft.changeAll([{ kind: 'insert-property', pointer, key: list, value: [part] }, ...besides]);
  if (value.kind !== 'array') return `${list} is no list: mend it in the text.`;
  const last = value.items.at(-1);
  const isLastForAll = last !== undefined && list !== 'Branches' && catchesAll(toJson(last));
  if (isLastForAll && catchesAll(part))
    return 'There is one for all errors (States.ALL) already: change its ErrorEquals.';
  const index = isLastForAll ? value.items.length - 1 : value.items.length;
  return draft.changeAll([{ kind: 'insert-item', pointer: `${pointer}/${list}`, value: part, index }, ...besides]);
}

/** What a retrier is for at first: the first of these that none is for yet. */
const RETRIED = ['States.TaskFailed', 'States.Timeout', 'States.ALL'] as const;
const NONE = { kind: 'null', start: 0, end: 0 } as const;

function namesError(list: JsonValue, error: string): boolean {
  return Array.isArray(list) && list.some((each) => errorsOf(each).includes(error));
}

function catchesAll(part: JsonValue): boolean {
  return errorsOf(part).includes('States.ALL');
}

function errorsOf(part: JsonValue): readonly JsonValue[] {
  const errors = isJsonObject(part) ? part.ErrorEquals : undefined;
  return Array.isArray(errors) ? errors : [];
}

/** After the state, in the text as well. */
function addFail(state: State, name: string): Change {
  const { scope } = state;
  const value = { Type: 'Fail', Error: 'Failed', Cause: 'An error was caught.' };
  const index = scope.states.indexOf(state) + 1;
  return { kind: 'insert-property', pointer: `${scope.pointer}/States`, key: name, value, index };
}

/** A part changes places with its neighbour, each in its own text. */
export function movePart(draft: Draft, pointer: string, by: -1 | 1): Refusal {
  const [, list = '', at = ''] = /^(.*)\/(\d+)$/.exec(pointer) ?? [];
  const { root, text } = draft.definition;
  const items = nodeAt(root, list);
  const from = Number(at);
  const one = items?.kind === 'array' ? items.items[from] : undefined;
  const other = items?.kind === 'array' ? items.items[from + by] : undefined;
  if (at === '' || one === undefined || other === undefined) return 'There is nothing to change places with.';
  // Its lines lie at the same depth, so the texts can be exchanged as they are.
  const swapped = [
    { start: one.start, end: one.end, text: text.slice(other.start, other.end) },
    { start: other.start, end: other.end, text: text.slice(one.start, one.end) },
  ];
  const isErrors = list.endsWith('/Catch') || list.endsWith('/Retry');
  const comesFirst = by === -1 ? one : other;
  if (isErrors && catchesAll(toJson(comesFirst))) return 'What stands for all errors (States.ALL) has to be the last.';
  return draft.exchange(list, from, from + by, swapped);
}
