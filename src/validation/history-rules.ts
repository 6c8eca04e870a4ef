import type { Scope, State } from '../asl/definition.ts';
import { isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { MAX_HISTORY_EVENTS } from '../asl/quotas.ts';
import { numberOf, propertyOf, stringOf } from '../asl/values.ts';
import { makeDistributed } from './make-distributed.ts';
import { spotOfState } from './report.ts';
import { modeOfMap, runsAsExpress, type RuleContext } from './rule-context.ts';

/** `[1..5000]`, the list of these numbers. */
const RANGE = /^\[\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*\]$/;
/** Of each iteration of an inline Map: MapIterationStarted and MapIterationSucceeded. */
const ITERATION_EVENTS = 2;

/**
 * Inline Maps whose items are known in number, and make more events than the history of a STANDARD execution can hold.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function checkHistory(context: RuleContext): void {
  for (const state of context.states) {
    if (modeOfMap(state) !== 'INLINE' || runsAsExpress(context, state)) continue;
    const items = countItems(state);
    const [processor] = state.scopes;
    if (items === undefined || !processor) continue;
    const each = ITERATION_EVENTS + countEvents(processor);
    const events = items.count * each;
    if (events >= MAX_HISTORY_EVENTS)
      context.report(
        'HISTORY_LIMIT',
        spotOfState(state),
        `${show(items.count)} items${items.why}, each with ${each} events or more, make ${show(events)}: an execution of type STANDARD fails at ${show(MAX_HISTORY_EVENTS)}. ${items.advice}`,
        { page: PAGES.quotas, fixes: items.isBatch ? [] : [makeDistributed(context.definition, state)] },
      );
  }
}

function show(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

interface KnownItems {
  readonly count: number;
  readonly why: string;
  readonly advice: string;
  readonly isBatch: boolean;
}

/** How many items a Map has, where its own text tells, or that of the distributed Map whose batch they are. */
function countItems(state: State): KnownItems | undefined {
  const items = state.fields.get('Items')?.value;
  const written = items?.kind === 'array' ? items.items.length : countRange(stringOf(items));
  const advice = 'Make the Map distributed.';
  if (written !== undefined) return { count: written, why: '', advice, isBatch: false };
  const batch = batchAround(state);
  if (batch === undefined || !readsBatch(state)) return undefined;
  return { count: batch, why: ' of one batch', advice: 'Make the batches smaller.', isBatch: true };
}

function countRange(text: string | undefined): number | undefined {
  const [, first, last] = (text !== undefined && isJsonataText(text) && RANGE.exec(jsonataSource(text).source)) || [];
  if (first === undefined || last === undefined) return undefined;
  return Math.max(0, Number(last) - Number(first) + 1);
}

/** MaxItemsPerBatch of the distributed Map that the state is the first in. */
function batchAround({ scope, name }: State): number | undefined {
  if (scope.mode !== 'DISTRIBUTED' || stringOf(scope.startAt) !== name) return undefined;
  const batcher = scope.owner?.fields.get('ItemBatcher')?.value;
  return numberOf(propertyOf(batcher, 'MaxItemsPerBatch')?.value);
}

function readsBatch({ fields }: State): boolean {
  const items = stringOf(fields.get('Items')?.value);
  if (items !== undefined) return isJsonataText(items) && jsonataSource(items).source === '$states.input.Items';
  return stringOf(fields.get('ItemsPath')?.value) === '$.Items' && !fields.has('InputPath');
}

/** The fewest events of one run through a scope: of the ways from StartAt to an end, the one that has the fewest. */
function countEvents(scope: Scope): number {
  const first = scope.byName.get(stringOf(scope.startAt) ?? '');
  if (first === undefined) return 0;
  const least = new Map<State, number>([[first, eventsOf(first)]]);
  const waiting = new Set([first]);
  let best = Infinity;
  for (const state of waiting) {
    // Taken in again once it is met on a shorter way.
    waiting.delete(state);
    const events = least.get(state) ?? 0;
    const targets = state.transitions.flatMap(({ target }) => scope.byName.get(target.value) ?? []);
    if (targets.length === 0) best = Math.min(best, events);
    for (const next of targets) {
      const sum = events + eventsOf(next);
      if (sum >= (least.get(next) ?? Infinity)) continue;
      least.set(next, sum);
      waiting.add(next);
    }
    if (isEnd(state)) best = Math.min(best, events);
  }
  return best === Infinity ? 0 : best;
}

function isEnd({ fields, type }: State): boolean {
  return fields.has('End') || type === 'Succeed' || type === 'Fail';
}

/** StateEntered and StateExited, and what happens in between: scheduled, started (submitted) and succeeded. */
function eventsOf(state: State): number {
  switch (state.type) {
    case 'Fail':
      return 1;
    case 'Task':
      return /\.(sync(:2)?|waitForTaskToken)$/.test(stringOf(state.fields.get('Resource')?.value) ?? '') ? 6 : 5;
    case 'Parallel':
      return 4 + state.scopes.reduce((sum, scope) => sum + countEvents(scope), 0);
    case 'Map':
      return 4;
    default:
      return 2;
  }
}
