import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { HandledFailure, InspectedStep } from '../interpreter/probe.ts';

/** Besides what the interpreter sees: what becomes of the items of a Map. */
export type Step = InspectedStep | 'afterItemBatcher' | 'afterItemSelector' | 'afterItemsPointer';

const NUMBERS: ReadonlySet<Step> = new Set(['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage']);

const RESULT_PASS: readonly Step[] = ['afterInputPath', 'afterParameters'];
/** What AWS does not show of a state, by its Type. */
const HIDDEN: Readonly<Record<string, readonly Step[]>> = {
  Parallel: ['afterArguments', 'afterInputPath', 'afterParameters'],
  // It has neither ResultSelector nor ResultPath.
  Wait: ['afterResultPath', 'afterResultSelector'],
};

/** What was seen of a state while it ran: `inspectionData` of TestState. */
export class Inspection {
  readonly #steps = new Map<Step, JsonValue>();
  /** Set when the state failed and has a Retry or Catch to look at. */
  handled: HandledFailure | undefined;

  see(step: Step, value: JsonValue): void {
    this.#steps.set(step, value);
  }

  /**
   * `input`: as text. `variables`: all that the next state would see.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html
   */
  describe(stateType: string, input: string, variables: JsonObject): JsonObject {
    const data: JsonObject = { input };
    // A Pass state that has its Result looks at nothing else.
    const hidden = stateType === 'Pass' && this.#steps.has('result') ? RESULT_PASS : HIDDEN[stateType];
    for (const [step, value] of this.#steps)
      if (!hidden?.includes(step)) data[step] = NUMBERS.has(step) ? value : JSON.stringify(value);
    if (Object.keys(variables).length > 0) data['variables'] = JSON.stringify(variables);
    const details = this.#describeFailure();
    if (Object.keys(details).length > 0) data['errorDetails'] = details;
    return data;
  }

  #describeFailure(): JsonObject {
    const details: JsonObject = {};
    const { catchIndex, retryIndex, retryBackoffIntervalSeconds } = this.handled ?? {};
    if (catchIndex !== undefined) details['catchIndex'] = catchIndex;
    if (retryIndex !== undefined) details['retryIndex'] = retryIndex;
    if (retryBackoffIntervalSeconds !== undefined)
      // The API has whole seconds.
      details['retryBackoffIntervalSeconds'] = Math.floor(retryBackoffIntervalSeconds);
    return details;
  }
}
