import type { Scope } from '../../asl/definition.ts';
import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { ItemPosition, MapRunFunctions, MapRunRequest } from '../contracts.ts';
import { rejectWhenAborted } from './abort.ts';
import { startChild } from './child-execution.ts';
import { failFrom } from './fail-from.ts';
import { Cancelled, Failure, Terminated } from './failure.ts';
import { Group } from './group.ts';
import { StateScope, type Frame } from './frame.ts';
import { lineOfItem } from './item-line.ts';
import { compileBatcher, compileReader, compileWriter } from './map-storage.ts';
import { compileInputOutput } from './input-output.ts';
import { compileItems } from './map-items.ts';
import { compileSelector, compileTolerated } from './map-fields.ts';
import { compileNumber } from './number-field.ts';
import type { Plan, StatePlan } from './plan.ts';
import { compileErrorHandling } from './retry-catch.ts';
import type { StateContext } from './state-context.ts';

/** Redrives of one Map Run (Step Functions quotas). */
const MAX_REDRIVES = 1000;

/** A distributed Map: evaluates everything that depends on the state's input and hands it to the MapRunner. */
export function compileDistributedMap(context: StateContext, processor: Scope): StatePlan['run'] {
  const { fields, state } = context;
  const executionType = processor.executionType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD';
  const scope = context.compileScope(processor, executionType);
  const io = compileInputOutput(fields, undefined);
  const reader = compileReader(fields);
  const readItems = compileItems(fields, true);
  const selector = compileSelector(fields);
  const batcher = compileBatcher(fields);
  const writer = compileWriter(fields);
  const concurrency = compileNumber(fields, 'MaxConcurrency', { integer: true, min: 0 });
  const tolerated = compileTolerated(fields);
  const label = fields.string('Label');
  const handleErrors = compileErrorHandling(context, 'MapStateFailed');
  if (!scope) return () => null;
  const plan: Plan = { type: executionType, scope, timeoutSeconds: undefined };

  /** What runs the items, whichever attempt of the Map it is. */
  const functionsOf = (frame: Frame, selected: JsonValue, runLabel: string, mapRunArn: string): MapRunFunctions => ({
    selectItem: selector && ((item, at) => selector.evaluate(new StateScope(atItem(frame, item, at), selected))),
    runChild: (child, signal) => startChild(frame.run, plan, runLabel, mapRunArn, child, signal),
    drained: (signal) => frame.run.options.tasks.drained?.(signal),
  });

  const startRun = async (frame: Frame, selected: JsonValue): Promise<JsonValue> => {
    const { executionArn, stateMachineArn, uuid, mapRuns } = frame.run.options;
    const maxConcurrency = (await concurrency(frame, selected)) ?? 0;
    fields.probe?.see('maxConcurrency', maxConcurrency);
    const items = reader ? undefined : await readItems(frame, selected);
    frame.record('MapStateStarted', { length: countItems(items) });
    const { count, percentage } = await tolerated(frame, selected);
    const runLabel = label ?? uuid();
    const mapRunArn = `${stateMachineArn.replace(':stateMachine:', ':mapRun:')}/${runLabel}:${uuid()}`;
    const request: MapRunRequest = {
      mapRunArn,
      executionArn,
      stateMachineArn,
      stateName: state.name,
      pointer: state.pointer,
      label: runLabel,
      executionType,
      source: reader ? { reader: await reader(frame, selected) } : { items: items ?? [] },
      ...functionsOf(frame, selected, runLabel, mapRunArn),
      batcher: await batcher?.(frame, selected),
      maxConcurrency,
      toleratedFailurePercentage: percentage,
      toleratedFailureCount: count,
      writer: await writer?.(frame, selected),
      journal: frame.run.options.journal,
    };
    beginRun(frame, mapRunArn);
    frame.record('MapRunStarted', { mapRunArn });
    return runMap(frame, (signal) => mapRuns.run(request, signal));
  };

  /** Everything else was evaluated when the run was started, and holds on. Undefined: it cannot be redriven. */
  const redriveRun = async (frame: Frame, selected: JsonValue): Promise<JsonValue | undefined> => {
    const { mapRuns, limits } = frame.run.options;
    const { redrives } = mapRuns;
    const mapRunArn = frame.resume?.kind === 'MAP_RUN' ? frame.resume.mapRunArn : undefined;
    if (mapRunArn === undefined || redrives === undefined) return undefined;
    const count = await Promise.race([redrives.prepare(mapRunArn), rejectWhenAborted(frame.group.signal)]);
    if (count === undefined) return undefined;
    if (limits === 'aws' && count >= MAX_REDRIVES)
      throw new Failure('States.Runtime', `A Map Run can be redriven ${MAX_REDRIVES} times: ${mapRunArn}`, true);
    beginRun(frame, mapRunArn);
    frame.record('MapRunRedriven', { mapRunArn, redriveCount: count + 1 });
    const functions = functionsOf(frame, selected, labelOf(mapRunArn), mapRunArn);
    return runMap(frame, (signal) => redrives.redrive(mapRunArn, functions, signal));
  };

  const attempt = async (frame: Frame, input: JsonValue): Promise<JsonValue> => {
    const selected = io.selectInput(frame, input);
    const result = (await redriveRun(frame, selected)) ?? (await startRun(frame, selected));
    frame.record('MapRunSucceeded');
    const succeeded = frame.run.record('MapStateSucceeded', frame.last);
    return failFrom(frame, succeeded, () => io.makeOutput(frame, input, selected, result));
  };
  return (frame, input) => handleErrors(frame, input, () => attempt(frame, input));
}

/** From now on the state can be resumed with this run. */
function beginRun(frame: Frame, mapRunArn: string): void {
  frame.inside = { point: () => ({ kind: 'MAP_RUN', mapRunArn }) };
  frame.resume = undefined;
  frame.run.beginInside(frame.line, { kind: 'MAP_RUN', mapRunArn });
}

/** `…:mapRun:machine/label:uuid`; of a Map within the children of another, `…:mapRun:machine/outer/label:uuid`. */
function labelOf(mapRunArn: string): string {
  return mapRunArn.split(':').at(-2)?.split('/').at(-1) ?? '';
}

/** What an ItemReader will find is not known yet. */
function countItems(items: JsonValue | undefined): number {
  return Array.isArray(items) ? items.length : Object.keys(items ?? {}).length;
}

/** Ends at once when the state is torn down, whatever the Map Run still has to clear up. */
async function runMap(frame: Frame, work: (signal: AbortSignal) => Promise<JsonValue>): Promise<JsonValue> {
  const group = new Group(frame.group);
  try {
    return await Promise.race([work(group.signal), rejectWhenAborted(group.signal)]);
  } catch (thrown) {
    if (thrown instanceof Cancelled || thrown instanceof Terminated) throw thrown;
    if (frame.group.reason) throw frame.group.reason;
    const failure = frame.failure(thrown);
    frame.record('MapRunFailed', { error: failure.error, cause: failure.cause });
    throw failure;
  } finally {
    group.leave();
  }
}

function atItem(frame: Frame, item: JsonValue, { index, key, source }: ItemPosition): Frame {
  const value: JsonObject = { Index: index, Value: item };
  if (key !== undefined) value['Key'] = key;
  value['Source'] = source;
  return lineOfItem(frame, value);
}
