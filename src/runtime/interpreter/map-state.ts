import type { JsonValue } from '../../asl/json.ts';
import { compileDistributedMap } from './distributed-map.ts';
import { StateScope, type Frame } from './frame.ts';
import { compileInputOutput } from './input-output.ts';
import { Iterations, type SelectItem } from './iterations.ts';
import { compileItems } from './map-items.ts';
import { compileNumber } from './number-field.ts';
import type { StatePlan } from './plan.ts';
import { compileErrorHandling } from './retry-catch.ts';
import type { StateContext } from './state-context.ts';
import type { FieldReader } from './field-reader.ts';
import type { Template } from '../../asl/expressions/expression.ts';

/** Iterations of an inline Map that run at once, whatever MaxConcurrency says (Step Functions quotas). */
const MOST_ITERATIONS = 40;

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
  const handleErrors = compileErrorHandling(context, 'MapStateFailed');

  const runItems = (frame: Frame, selected: JsonValue, items: JsonValue, lanes: number) => {
    if (!Array.isArray(items) || !scope) return [];
    frame.record('MapStateStarted', { length: items.length });
    const selectItem: SelectItem | undefined =
      selector && ((iteration) => selector.evaluate(new StateScope(iteration, selected)));
    return new Iterations(frame, scope, items, lanes, selectItem).run();
  };
  const finish = (frame: Frame, input: JsonValue, selected: JsonValue, results: JsonValue[]) => {
    frame.run.record('MapStateSucceeded', frame.last);
    return io.makeOutput(frame, input, selected, results);
  };
  const attempt = (frame: Frame, input: JsonValue): JsonValue | Promise<JsonValue> => {
    const selected = io.selectInput(frame, input);
    const limit = concurrency(frame, selected);
    const items = readItems(frame, selected);
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

/** ItemSelector, or in JSONPath its old name Parameters. */
export function compileSelector(fields: FieldReader): Template | undefined {
  return fields.template(!fields.isJsonata && fields.has('Parameters') ? 'Parameters' : 'ItemSelector');
}

function lanesOf(maxConcurrency: number | undefined): number {
  return maxConcurrency ? Math.min(maxConcurrency, MOST_ITERATIONS) : MOST_ITERATIONS;
}
