import type { Scope, State } from '../asl/definition.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { MAX_EXPRESS_SECONDS } from '../asl/quotas.ts';
import { numberOf, stringOf } from '../asl/values.ts';
import { spotOfValue } from './report.ts';
import type { RuleContext } from './rule-context.ts';

/** Times of a Task that an EXPRESS execution never reaches. */
const TASK_TIMES = ['TimeoutSeconds', 'HeartbeatSeconds'];

/**
 * What takes longer than an EXPRESS execution may.
 * https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export function checkExpressTimes(context: RuleContext): void {
  const { machine } = context.definition;
  if (machine && context.type === 'EXPRESS') checkExecution(context, machine);
  for (const scope of context.scopes)
    if (scope.mode === 'DISTRIBUTED' && scope.executionType === 'EXPRESS') checkExecution(context, scope);
}

/** One execution, from the scope that it begins in. */
function checkExecution(context: RuleContext, scope: Scope): void {
  let waited = 0;
  for (const wait of waitsOn(longestWay(scope, new Map()))) {
    waited += secondsOf(wait);
    if (waited <= MAX_EXPRESS_SECONDS) continue;
    const property = wait.fields.get('Seconds');
    if (property)
      context.report(
        'EXPRESS_TIMEOUT',
        spotOfValue(property, wait.pointer),
        `Up to here this way waits ${waited} seconds, and an EXPRESS execution ends after ${MAX_EXPRESS_SECONDS}.`,
        { page: PAGES.workflowTypes },
      );
    break;
  }
}

/** In an EXPRESS execution: what a state says by itself that is too long. */
export function checkExpressTime({ report }: RuleContext, state: State): void {
  const names = state.type === 'Wait' ? ['Seconds'] : state.type === 'Task' ? TASK_TIMES : [];
  for (const name of names) {
    const property = state.fields.get(name);
    if (!property || (numberOf(property.value) ?? 0) <= MAX_EXPRESS_SECONDS) continue;
    const what = name === 'Seconds' ? 'before this wait does' : 'so that this is never reached';
    report(
      'EXPRESS_TIMEOUT',
      spotOfValue(property, state.pointer),
      `An EXPRESS execution ends after ${MAX_EXPRESS_SECONDS} seconds, ${what}.`,
      { page: PAGES.workflowTypes },
    );
  }
}

/** A way through some states: what it waits for first, how it goes on, and its seconds together. */
interface Way {
  readonly first: State | Way | undefined;
  readonly rest: Way | undefined;
  readonly seconds: number;
}

const NO_WAY: Way = { first: undefined, rest: undefined, seconds: 0 };

/** The Wait states on a way, in its order. */
function* waitsOn(way: Way): Generator<State> {
  for (let at: Way | undefined = way; at; at = at.rest) {
    if (at.first === undefined) continue;
    if ('seconds' in at.first) yield* waitsOn(at.first);
    else yield at.first;
  }
}

/** Of the ways from StartAt that enter no state twice, one that waits long. */
function longestWay(scope: Scope, known: Map<State, Way>): Way {
  const first = scope.byName.get(stringOf(scope.startAt) ?? '');
  if (first === undefined) return NO_WAY;
  // Own stack, since a scope may have thousands of states in a row.
  const open = new Set<State>();
  const stack = [first];
  for (let state = stack.at(-1); state; state = stack.at(-1)) {
    const next = targetsOf(state, scope).filter((target) => !known.has(target) && !open.has(target));
    if (known.has(state) || (open.has(state) && next.length === 0)) {
      stack.pop();
      open.delete(state);
      if (!known.has(state)) known.set(state, wayFrom(state, scope, known));
      continue;
    }
    open.add(state);
    for (const target of next) stack.push(target);
  }
  return known.get(first) ?? NO_WAY;
}

function wayFrom(state: State, scope: Scope, known: Map<State, Way>): Way {
  const own =
    state.type === 'Wait'
      ? { first: state, rest: undefined, seconds: secondsOf(state) }
      : longer(state.scopes.filter(({ mode }) => mode !== 'DISTRIBUTED').map((inner) => longestWay(inner, known)));
  const rest = longer(targetsOf(state, scope).flatMap((target) => known.get(target) ?? []));
  if (own.seconds === 0) return rest;
  return { first: own, rest, seconds: own.seconds + rest.seconds };
}

function longer(ways: readonly Way[]): Way {
  return ways.reduce((best, way) => (way.seconds > best.seconds ? way : best), NO_WAY);
}

/** A wait that is too long by itself is a finding of its own, and counts for nothing here. */
function secondsOf({ fields }: State): number {
  const seconds = numberOf(fields.get('Seconds')?.value) ?? 0;
  return seconds > MAX_EXPRESS_SECONDS ? 0 : seconds;
}

function targetsOf({ transitions }: State, { byName }: Scope): State[] {
  return transitions.flatMap(({ target }) => byName.get(target.value) ?? []);
}
