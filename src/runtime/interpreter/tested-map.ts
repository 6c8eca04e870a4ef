import type { Template } from '../../asl/expressions/expression.ts';
import type { JsonValue } from '../../asl/json.ts';
import { StateScope, type Frame } from './frame.ts';
import type { InputOutput } from './input-output.ts';
import { lineOfItem } from './item-line.ts';
import type { compileTolerated } from './map-fields.ts';
import type { ReadItems } from './map-items.ts';
import type { NumberField } from './number-field.ts';
import type { StatePlan } from './plan.ts';
import type { Probe } from './probe.ts';
import type { ErrorHandling } from './retry-catch.ts';
import type { StateContext } from './state-context.ts';

interface MapParts {
  readonly io: InputOutput;
  readonly readItems: ReadItems;
  readonly concurrency: NumberField;
  readonly selector: Template | undefined;
  readonly tolerated: ReturnType<typeof compileTolerated>;
  readonly handleErrors: ErrorHandling;
}

/** An inline Map under test: all of it but the iterations, for which the run's MapRunner answers as for a Map Run. */
export function compileTestedMap({ state }: StateContext, parts: MapParts, probe: Probe): StatePlan['run'] {
  const { io, readItems, concurrency, selector, tolerated, handleErrors } = parts;
  const attempt = async (frame: Frame, input: JsonValue): Promise<JsonValue> => {
    const { executionArn, stateMachineArn, mapRuns } = frame.run.options;
    const selected = io.selectInput(frame, input);
    const maxConcurrency = (await concurrency(frame, selected)) ?? 0;
    probe.see('maxConcurrency', maxConcurrency);
    const items = await readItems(frame, selected);
    const { count, percentage } = await tolerated(frame, selected);
    const request = {
      mapRunArn: '',
      executionArn,
      stateMachineArn,
      stateName: state.name,
      pointer: state.pointer,
      label: state.name,
      executionType: 'STANDARD',
      source: { items },
      selectItem:
        selector &&
        ((item: JsonValue, { index }: { readonly index: number }) =>
          selector.evaluate(new StateScope(lineOfItem(frame, { Index: index, Value: item }), selected))),
      batcher: undefined,
      maxConcurrency,
      toleratedFailurePercentage: percentage,
      toleratedFailureCount: count,
      writer: undefined,
      runChild: () => {
        throw new Error('The iterations of a Map under test do not run');
      },
    } as const;
    const results = await mapRuns.run(request, frame.group.signal);
    return io.makeOutput(frame, input, selected, results);
  };
  return (frame, input) => handleErrors(frame, input, () => attempt(frame, input));
}
