import { MAX_INLINE_CONCURRENCY } from '../../asl/quotas.ts';
import type { JsonValue } from '../../asl/json.ts';
import { compileDistributedMap } from './distributed-map.ts';
import { failFrom } from './fail-from.ts';
import { StateScope, type Frame } from './frame.ts';
import { compileInputOutput } from './input-output.ts';
import { Iterations, type SelectItem } from './iterations.ts';
import { compileSelector, compileTolerated } from './map-fields.ts';
import { compileItems } from './map-items.ts';
import { compileNumber } from './number-field.ts';
import type { ScopePlan, StatePlan } from './plan.ts';
import { compileErrorHandling } from './retry-catch.ts';
import type { StateContext } from './state-context.ts';
import { compileTestedMap } from './tested-map.ts';

const TOLERATED = [
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
];

/** Map: inline here, distributed in distributed-map.ts. */
export function compileMap(context: StateContext, type: 'STANDARD' | 'EXPRESS'): StatePlan['run'] {
  const { fields, state } = context;
  const [processor] = state.scopes;
  if (!processor) {
    fields.refuse('ItemProcessor', 'is missing');
    return () => null;
  }
  fields.value(processor.under ?? 'ItemProcessor');
  if (processor.mode === 'DISTRIBUTED') {
    if (type === 'EXPRESS')
      fields.refuse('ItemProcessor', 'is distributed, which only Standard state machines can run');
    return compileDistributedMap(context, processor);
  }
  const scope = context.compileScope(processor);
  const io = compileInputOutput(fields, undefined);
  const readItems = compileItems(fields, false);
  const concurrency = compileNumber(fields, 'MaxConcurrency', { integer: true, min: 0 });
  const selector = compileSelector(fields);
  // AWS takes these in an inline Map too, where nothing is tolerated: recorded of a count, and warned of by validation.
  const hasTolerated = TOLERATED.some((name) => fields.has(name));
  const tolerated = compileTolerated(fields);
  const handleErrors = compileErrorHandling(context, 'MapStateFailed');
  if (fields.probe)
    return compileTestedMap(context, { io, readItems, concurrency, selector, tolerated, handleErrors }, fields.probe);

  const runItems = (frame: Frame, selected: JsonValue, items: JsonValue, lanes: number) => {
    if (!Array.isArray(items) || !scope) return [];
    if (frame.resume === undefined) frame.record('MapStateStarted', { length: items.length });
    return hasTolerated
      ? tolerated(frame, selected).then(() => iterate(frame, selected, items, lanes, scope))
      : iterate(frame, selected, items, lanes, scope);
  };
  const iterate = (frame: Frame, selected: JsonValue, items: JsonValue[], lanes: number, plan: ScopePlan) => {
    const selectItem: SelectItem | undefined =
      selector && ((iteration) => selector.evaluate(new StateScope(iteration, selected)));
    return new Iterations(frame, plan, items, lanes, selectItem).run();
  };
  const finish = (frame: Frame, input: JsonValue, selected: JsonValue, results: JsonValue[]) => {
    const succeeded = frame.run.record('MapStateSucceeded', frame.last);
    return failFrom(frame, succeeded, () => io.makeOutput(frame, input, selected, results));
  };
  const attempt = (frame: Frame, input: JsonValue): JsonValue | Promise<JsonValue> => {
    const selected = io.selectInput(frame, input);
    const limit = concurrency(frame, selected);
    const items = frame.resume?.kind === 'ITERATIONS' ? [...frame.resume.items] : readItems(frame, selected);
    const results =
      limit instanceof Promise || items instanceof Promise
        ? Promise.all([items, limit]).then(([list, count]) => runItems(frame, selected, list, lanesOf(count)))
        : runItems(frame, selected, items, lanesOf(limit));
    return results instanceof Promise
      ? results.then((list) => finish(frame, input, selected, list))
      : finish(frame, input, selected, results);
  };
  return (frame, input) => handleErrors(frame, input, () => attempt(frame, input));
}

function lanesOf(maxConcurrency: number | undefined): number {
  return maxConcurrency ? Math.min(maxConcurrency, MAX_INLINE_CONCURRENCY) : MAX_INLINE_CONCURRENCY;
}
