import type { Scope, State, Transition } from '../asl/definition.ts';
import { asStateType } from '../asl/fields.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { isSubstituted } from '../asl/values.ts';
import { changeString } from './edits.ts';
import { findNearest } from './nearest.ts';
import { spotOfKey, spotOfNode, spotOfObject, spotOfState } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const TERMINAL_TYPES: ReadonlySet<string | undefined> = new Set(['Succeed', 'Fail']);

/** Names and jumps: every scope by itself, then names over the whole definition. */
export function checkGraph(context: RuleContext): void {
  const nearest = nearestOfFew();
  for (const scope of context.scopes) checkScope(context, scope, nearest);
  checkNames(context);
}

type Nearest = (target: string, scope: Scope) => string | undefined;

/** Names compared at most in one run: where hundreds of targets are missing among thousands of names, typing must not wait. */
const MOST_COMPARISONS = 50_000;

function nearestOfFew(): Nearest {
  let left = MOST_COMPARISONS;
  return (target, { byName }) => {
    left -= byName.size;
    return left < 0 ? undefined : findNearest(target, byName.keys());
  };
}

function checkScope(context: RuleContext, scope: Scope, nearest: Nearest): void {
  if (scope.states.length === 0) {
    checkEmptyScope(context, scope);
    return;
  }
  checkStartAt(context, scope, nearest);
  for (const state of scope.states)
    for (const transition of state.transitions) checkTarget(context, scope, transition, nearest);
  if (!scope.states.some(isTerminal)) {
    reportNoEnd(context, scope);
    return;
  }
  checkReachability(context, scope);
}

function checkEmptyScope({ reject }: RuleContext, scope: Scope): void {
  const states = scope.node.properties.find(({ key }) => key.value === 'States');
  if (states?.value?.kind === 'object')
    reject(spotOfKey(states, scope.pointer), "'States' must not be empty.", PAGES.structure);
}

function checkStartAt(context: RuleContext, scope: Scope, nearest: Nearest): void {
  const { startAt } = scope;
  if (startAt?.kind !== 'string' || isSubstituted(startAt) || scope.byName.has(startAt.value)) return;
  // AWS calls a StartAt that leads nowhere a missing 'Next' target too.
  context.report(
    'MISSING_TRANSITION_TARGET',
    spotOfNode(startAt, `${scope.pointer}/StartAt`),
    `Missing 'Next' target: ${startAt.value}`,
    {
      page: PAGES.structure,
      fixes: fixesOfTarget(context, startAt, `${scope.pointer}/StartAt`, nearest(startAt.value, scope)),
    },
  );
}

function checkTarget(context: RuleContext, scope: Scope, { target, pointer }: Transition, nearest: Nearest): void {
  if (isSubstituted(target) || scope.byName.has(target.value)) return;
  const elsewhere = context.names.has(target.value);
  const hint = elsewhere
    ? ': that state is in another scope, and no state can go into or out of a Map or a branch.'
    : '';
  context.report(
    'MISSING_TRANSITION_TARGET',
    spotOfNode(target, pointer),
    `Missing 'Next' target: ${target.value}${hint}`,
    {
      page: PAGES.states,
      fixes: elsewhere ? [] : fixesOfTarget(context, target, pointer, nearest(target.value, scope)),
    },
  );
}

function fixesOfTarget(
  { definition }: RuleContext,
  target: Transition['target'],
  pointer: string,
  nearest: string | undefined,
) {
  return nearest === undefined ? [] : [changeString(definition, pointer, nearest)];
}

/** Also true where nobody can tell: a state that could not be read, of no known Type, or whose End is substituted. */
function isTerminal({ node, type, fields }: State): boolean {
  if (!node || TERMINAL_TYPES.has(type) || asStateType(type) === undefined) return true;
  const end = fields.get('End')?.value;
  return end !== undefined && (end.kind === 'substitution' || (end.kind === 'boolean' && end.value));
}

function reportNoEnd({ report }: RuleContext, scope: Scope): void {
  const states = scope.node.properties.find(({ key }) => key.value === 'States');
  const spot = states
    ? { ...spotOfKey(states, scope.pointer), pointer: scope.pointer }
    : spotOfObject(scope.node, scope.pointer);
  report('MISSING_END_STATE', spot, 'Workflow has no terminal state', { page: PAGES.states });
}

/**
 * Walks from StartAt, so that states which only lead to each other are found too. Where StartAt leads nowhere, any
 * state that something leads to counts as reached, as for AWS.
 */
function checkReachability({ report }: RuleContext, scope: Scope): void {
  const { startAt, states, byName } = scope;
  const isOpen = states.some((state) => !state.node || state.transitions.some(({ target }) => isSubstituted(target)));
  if (isOpen || startAt?.kind !== 'string' || isSubstituted(startAt)) return;
  const first = byName.get(startAt.value);
  const reached = new Set<State>();
  const reachTargets = ({ transitions }: State): void => {
    for (const { target } of transitions) {
      const next = byName.get(target.value);
      if (next !== undefined) reached.add(next);
    }
  };
  if (first) reached.add(first);
  else states.forEach(reachTargets);
  for (const state of reached) reachTargets(state);
  for (const state of states)
    if (!reached.has(state) && byName.get(state.name) === state)
      report('MISSING_TRANSITION_TARGET', spotOfState(state), `State "${state.name}" is not reachable.`, {
        page: PAGES.states,
      });
}

/** A name stands once in the whole definition, whatever the scope. */
function checkNames({ report, states }: RuleContext): void {
  const seen = new Set<string>();
  for (const state of states) {
    if (seen.has(state.name))
      report('DUPLICATE_STATE_NAME', spotOfState(state), `Duplicate State name: ${state.name}`, {
        page: PAGES.structure,
      });
    seen.add(state.name);
  }
}
