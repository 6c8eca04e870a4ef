import type { State } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import type { Draft, Refusal } from './draft.ts';
import { isTerminal, jumpAt } from './flow.ts';
import { leadTo } from './relink.ts';

/** Leads a state to another of its scope: Next, or a rule or Default of a Choice. */
export function connectStates(draft: Draft, from: string, to: string): Refusal {
  const source = draft.state(from);
  const target = draft.state(to);
  if (source === undefined || target === undefined) return 'The state is not there any more.';
  const refused = refuseLine(source, target);
  if (refused !== undefined) return refused;
  if (source.type !== 'Choice') return leadTo(draft, from, target.name);
  // Without rules it is no Choice yet; a Default comes when there is one.
  const choices = source.fields.get('Choices')?.value;
  const hasRules = choices?.kind === 'array' && choices.items.length > 0;
  return hasRules && !source.fields.has('Default')
    ? draft.put(from, 'Default', target.name)
    : addRule(draft, source, target.name);
}

function refuseLine(source: State, target: State): Refusal {
  if (source.scope.pointer !== target.scope.pointer)
    return `${JSON.stringify(source.name)} and ${JSON.stringify(target.name)} are not in one flow: no line leaves a Map or a branch.`;
  return isTerminal(source)
    ? `${JSON.stringify(source.name)} is a ${source.type ?? ''} state: nothing follows it.`
    : undefined;
}

/** A choice rule to begin with: true for every input that there can be, so that it says what it does. */
function ruleTo({ queryLanguage }: Pick<State, 'queryLanguage'>, name: string): JsonObject {
  return queryLanguage === 'JSONata'
    ? { Condition: '{% $exists($states.input) %}', Next: name }
    : { Variable: '$', IsPresent: true, Next: name };
}

export function addRule(draft: Draft, choice: State, name: string): Refusal {
  const rule = ruleTo(choice, name);
  return choice.fields.get('Choices')?.value?.kind === 'array'
    ? draft.change({ kind: 'insert-item', pointer: `${choice.pointer}/Choices`, value: rule })
    : draft.put(choice.pointer, 'Choices', [rule]);
}

/** Leads jumps to another state of their scope, or to its end. */
export function reconnect(draft: Draft, pointers: readonly string[], to: string | undefined): Refusal {
  const target = to === undefined ? undefined : draft.state(to);
  if (to !== undefined && target === undefined) return `There is no state at ${to}.`;
  if (pointers.length === 0) return 'The line is not there any more.';
  for (const pointer of pointers) {
    const jump = jumpAt(draft.definition, pointer);
    if (jump === undefined) return 'The line is not there any more.';
    if (target !== undefined && target.scope.pointer !== jump.scope.pointer)
      return `No line leaves a Map or a branch: ${JSON.stringify(target.name)} is elsewhere.`;
    const refused = target === undefined ? cut(draft, jump) : draft.set(pointer, target.name);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function cut(draft: Draft, { from, transition }: NonNullable<ReturnType<typeof jumpAt>>): Refusal {
  if (from === undefined || transition === undefined)
    return 'A flow has to start somewhere: lead its start to another state.';
  if (transition.kind === 'next') return leadTo(draft, from.pointer, undefined);
  return `A ${transition.kind === 'catch' ? 'catcher' : 'Choice'} cannot end the flow by itself: lead it to a Succeed state, or remove it.`;
}
