import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { EventDetail, EventType, HistoryEvent } from './events.ts';

/** Payload of an exit that also assigned variables. */
export class ExitWithVariables {
  readonly output: JsonValue;
  readonly assigned: JsonObject;
  constructor(output: JsonValue, assigned: JsonObject) {
    this.output = output;
    this.assigned = assigned;
  }
}

/** Payload of events with named details: values as they are; `input`, `output` and `parameters` become JSON text. */
export type EventRecord = Readonly<Record<string, JsonValue | undefined>>;

const NOT_TRUNCATED = { truncated: false } as const;
const TEXT_FIELDS: ReadonlySet<string> = new Set(['input', 'output', 'parameters']);

/** Types that have no details at all. Of the rest, all but states and iterations are made from an EventRecord. */
const BARE: ReadonlySet<EventType> = new Set<EventType>([
  'LambdaFunctionStarted',
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'ParallelStateFailed',
  'ParallelStateAborted',
  'MapStateSucceeded',
  'MapStateFailed',
  'MapStateAborted',
  'MapRunSucceeded',
  'MapRunAborted',
  'TaskStateAborted',
  'WaitStateAborted',
]);

/**
 * The details of an event under AWS's key (`stateEnteredEventDetails`, `taskFailedEventDetails` …), empty for a type
 * that has none. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function detailsOf(
  type: EventType,
  name: string | undefined,
  payload: unknown,
  texts: ReadonlyMap<unknown, string>,
): Partial<HistoryEvent> {
  if (BARE.has(type)) return {};
  if (type.endsWith('StateEntered'))
    return { stateEnteredEventDetails: { name, input: textOf(payload, texts), inputDetails: NOT_TRUNCATED } };
  if (type.endsWith('StateExited')) return { stateExitedEventDetails: exitDetails(name, payload, texts) };
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails` as const;
  if (type.startsWith('MapIteration')) return { [key]: { name, index: payload as number } };
  return { [key]: recordDetails(payload as EventRecord | undefined, texts) };
}

function exitDetails(
  name: string | undefined,
  payload: unknown,
  texts: ReadonlyMap<unknown, string>,
): Record<string, EventDetail> {
  if (!(payload instanceof ExitWithVariables))
    return { name, output: textOf(payload, texts), outputDetails: NOT_TRUNCATED };
  return {
    name,
    output: textOf(payload.output, texts),
    outputDetails: NOT_TRUNCATED,
    assignedVariables: Object.fromEntries(
      Object.entries(payload.assigned).map(([variable, value]) => [variable, JSON.stringify(value)]),
    ),
    assignedVariablesDetails: NOT_TRUNCATED,
  };
}

function recordDetails(
  record: EventRecord | undefined,
  texts: ReadonlyMap<unknown, string>,
): Record<string, EventDetail> {
  const details: Record<string, EventDetail> = {};
  for (const [field, value] of Object.entries(record ?? {})) {
    if (value === undefined) continue;
    details[field] = TEXT_FIELDS.has(field) ? textOf(value, texts) : value;
    if (field === 'input') details['inputDetails'] = NOT_TRUNCATED;
    if (field === 'output') details['outputDetails'] = NOT_TRUNCATED;
  }
  return details;
}

function textOf(value: unknown, texts: ReadonlyMap<unknown, string>): string {
  return texts.get(value) ?? JSON.stringify(value);
}
