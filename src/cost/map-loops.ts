import type { Scope, State } from '../asl/definition.ts';
import { textAt, valueAt } from './map-fields.ts';
import { measureFrom, measurePath, nextStates, NOTHING, startOf, type PathWeight } from './path-weight.ts';

/** A loop that a Map is in, within its own scope. */
export interface MapLoop {
  /** What once round enters and calls, the Map's own state included. */
  readonly cycle: PathWeight;
  /** Rounds that no Choice can pass by. */
  readonly least: 0 | 1;
  /** Size of a file at which a Choice leaves the loop: it compares `Size` with this number. */
  readonly endsAtBytes: number | undefined;
}

/** The loop of a Map; undefined where nothing leads from it back to it. */
export function loopOf(map: State): MapLoop | undefined {
  const back = statesBefore(map.scope, [map], () => true);
  if (!nextStates(map).some((next) => next === map || back.has(next))) return undefined;
  const start = startOf(map.scope);
  return {
    cycle: measureFrom(map, (state) => back.has(state)),
    least: start && waysRoundTo(map.scope, [map]).has(start) ? 0 : 1,
    endsAtBytes: map.scope.states.map((state) => sizeLimitOf(state, back)).find((limit) => limit !== undefined),
  };
}

/**
 * What the longest way through a scope enters without its loops about Maps; `kept` are Maps that are counted all the same.
 */
export function measureOnce(scope: Scope, kept: readonly State[] = []): PathWeight {
  const start = startOf(scope);
  const looped = scope.states.filter(
    (state) => state.type === 'Map' && !kept.includes(state) && loopOf(state)?.least === 0,
  );
  if (!start || looped.length === 0) return measurePath(scope);
  const onTheWay = waysRoundTo(scope, looped);
  return onTheWay.has(start) ? measureFrom(start, (state) => onTheWay.has(state)) : NOTHING;
}

/** Whether one of two states of a scope can follow the other. */
export function canFollow(first: State, second: State): boolean {
  return statesBefore(first.scope, [second], () => true).has(first);
}

/** States that come to an end of the scope, a failure apart, without any of these states. */
function waysRoundTo(scope: Scope, avoided: readonly State[]): ReadonlySet<State> {
  const ends = scope.states.filter(
    (state) => !avoided.includes(state) && state.type !== 'Fail' && nextStates(state).length === 0,
  );
  return new Set([...ends, ...statesBefore(scope, ends, (state) => !avoided.includes(state))]);
}

/** States from which one of these can be reached, through states that `isAllowed` accepts. */
function statesBefore(
  { states }: Scope,
  targets: readonly State[],
  isAllowed: (state: State) => boolean,
): ReadonlySet<State> {
  const before = new Map<State, State[]>();
  for (const state of states)
    for (const next of nextStates(state)) {
      const known = before.get(next);
      if (known) known.push(state);
      else before.set(next, [state]);
    }
  const found = new Set<State>();
  const waiting = [...targets];
  for (let state = waiting.pop(); state; state = waiting.pop())
    for (const each of before.get(state) ?? [])
      if (!found.has(each) && isAllowed(each)) {
        found.add(each);
        waiting.push(each);
      }
  return found;
}

/** A state of each loop of a scope that no Map of `known` is in. */
export function findLoops(scope: Scope, known: readonly State[]): readonly State[] {
  const round = scope.states.filter((state) => !known.includes(state));
  const allowed = new Set(round);
  // What can be taken away from the front, again and again, is in no loop.
  const entries = new Map(round.map((state) => [state, 0]));
  const targets = (state: State): State[] => nextStates(state).filter((each) => allowed.has(each));
  for (const state of round) for (const next of targets(state)) entries.set(next, (entries.get(next) ?? 0) + 1);
  const free = round.filter((state) => entries.get(state) === 0);
  for (let state = free.pop(); state; state = free.pop()) {
    allowed.delete(state);
    for (const next of targets(state)) {
      const left = (entries.get(next) ?? 0) - 1;
      entries.set(next, left);
      if (left === 0) free.push(next);
    }
  }
  const first = round.find((state) => allowed.has(state));
  return first ? [first] : [];
}

/** The number that a Choice compares a `Size` with to leave a loop of the states `back`. */
function sizeLimitOf(choice: State, back: ReadonlySet<State>): number | undefined {
  if (choice.type !== 'Choice' || !back.has(choice)) return undefined;
  for (const { kind, target, rule } of choice.transitions) {
    const next = choice.scope.byName.get(target.value);
    if (kind !== 'choice' || !rule || !next || back.has(next)) continue;
    const condition = /\.Size\s*(<=?)\s*(\d+)\b/.exec(textAt(rule, 'Condition') ?? '');
    if (condition) return Number(condition[2]) - (condition[1] === '<' ? 1 : 0);
    if (!/\.Size$/.test(textAt(rule, 'Variable') ?? '')) continue;
    const [most, below] = ['NumericLessThanEquals', 'NumericLessThan'].map((name) => valueAt(rule, name));
    if (most?.kind === 'number') return most.value;
    if (below?.kind === 'number') return below.value - 1;
  }
  return undefined;
}
