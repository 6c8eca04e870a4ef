import type { JsonValue } from '../asl/json.ts';
import { isJsonObject } from '../asl/json.ts';
import { fittingValues } from './approaches/work.ts';
import {
  WORKLOAD_FIELD_NAMES,
  WORKLOAD_FIELDS,
  type FieldRule,
  type Workload,
  type WorkloadField,
} from './workload-fields.ts';

/**
 * Where a value of the workload comes from, the strongest first: it was `given` for this estimate, measured in a `run`,
 * counted in the `data`, set by the `template` of a pipeline, written in fanout.json (`project`), read in the `definition`, or is the `default`.
 */
export const VALUE_SOURCES = ['given', 'run', 'data', 'template', 'project', 'definition', 'default'] as const;
export type ValueSource = (typeof VALUE_SOURCES)[number];

export interface Assumption {
  readonly field: WorkloadField;
  readonly value: number | string | boolean;
  readonly from: ValueSource;
}

export interface ReadWorkload {
  readonly workload: Workload;
  readonly assumptions: readonly Assumption[];
}

/** Why there is no workload. */
export interface WorkloadFault {
  /** One sentence each. */
  readonly errors: readonly string[];
  /** A number of items is all that it lacks: it can be asked for. */
  readonly onlyItemsMissing: boolean;
}

export type WorkloadValues = Partial<Record<WorkloadField, number | string | boolean>>;

/**
 * What a definition fixes. `inputBytesPerBatch` (MaxInputBytesPerBatch) fills a batch with items until it is full.
 * `inner` is what one iteration of an inline Map enters and calls where it goes over no batch, but over `innerItems` for
 * each child of a distributed Map or iteration of an inline one.
 */
export type DefinitionValues = WorkloadValues & {
  readonly inputBytesPerBatch?: number;
  readonly inner?: { readonly states: number; readonly calls: number; readonly within: 'child' | 'iteration' };
};

/** Values of a workload by where they come from; `given` and `project` are JSON that somebody wrote. */
export interface WorkloadSources {
  readonly run?: WorkloadValues | undefined;
  readonly data?: WorkloadValues | undefined;
  /** What the template of a pipeline says: it is what is deployed. */
  readonly template?: WorkloadValues | undefined;
  readonly project?: JsonValue | undefined;
}

/**
 * Puts a workload together: for each field the value of the strongest source that has one. `errors` names each field
 * that is unknown, of the wrong kind or outside its limits, or says that no number of items is known.
 */
export function readWorkload(
  given: JsonValue,
  fromDefinition: DefinitionValues,
  sources: WorkloadSources = {},
): ReadWorkload | WorkloadFault {
  const { run = {}, data = {}, template = {}, project = {} } = sources;
  if (!isJsonObject(given) || !isJsonObject(project))
    return { errors: ['A workload is a JSON object with at least `items`.'], onlyItemsMissing: false };
  const layers: Record<Exclude<ValueSource, 'default'>, Readonly<Record<string, unknown>>> = {
    given,
    run,
    data,
    template,
    project,
    definition: {},
  };
  layers.definition = fillInner(fillBatch(fromDefinition, [given, run, data, project]), [given, run, data, project]);
  const errors = [...new Set([given, run, project].flatMap((layer) => Object.keys(layer)))]
    .filter((name) => !Object.hasOwn(WORKLOAD_FIELDS, name))
    .map((name) => `Workload: there is no field ${name}; the fields are ${WORKLOAD_FIELD_NAMES.join(', ')}.`);
  const assumptions: Assumption[] = [];
  for (const field of WORKLOAD_FIELD_NAMES) {
    const rule = WORKLOAD_FIELDS[field];
    const from = VALUE_SOURCES.find((name) => name !== 'default' && layers[name][field] !== undefined) ?? 'default';
    const value = from === 'default' ? rule.fallback : layers[from][field];
    const problem = checkValue(field, rule, value);
    if (problem) errors.push(problem);
    else if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
      assumptions.push({ field, value, from });
  }
  const itemsMissing = assumptions.some(({ field, from }) => field === 'items' && from === 'default');
  if (itemsMissing)
    errors.push('How many items does a run have? Say it with --set items=N, or as workload.items in fanout.json.');
  if (errors.length > 0) return { errors, onlyItemsMissing: itemsMissing && errors.length === 1 };
  return {
    workload: Object.fromEntries(assumptions.map(({ field, value }) => [field, value])) as unknown as Workload,
    assumptions,
  };
}

/** Both limits of an ItemBatcher hold: the smaller one decides (input-output-itembatcher.html). */
function fillBatch(
  definition: DefinitionValues,
  stronger: readonly Readonly<Record<string, unknown>>[],
): Omit<DefinitionValues, 'inputBytesPerBatch'> {
  const { inputBytesPerBatch, ...values } = definition;
  if (inputBytesPerBatch === undefined) return values;
  const known = stronger.find(({ itemBytes }) => itemBytes !== undefined)?.itemBytes;
  const itemBytes = typeof known === 'number' && known > 0 ? known : Number(WORKLOAD_FIELDS.itemBytes.fallback);
  const fitting = Math.max(1, fittingValues(itemBytes, inputBytesPerBatch));
  return { ...values, itemsPerBatch: Math.min(fitting, Number(values.itemsPerBatch ?? fitting)) };
}

/** A child enters its own states, and those of the Map within it for each of that Map's items. */
function fillInner(
  { inner, ...values }: Omit<DefinitionValues, 'inputBytesPerBatch'>,
  stronger: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, unknown>> {
  if (inner === undefined) return values;
  const known = stronger.find(({ innerItems }) => innerItems !== undefined)?.innerItems;
  const times = typeof known === 'number' ? known : Number(WORKLOAD_FIELDS.innerItems.fallback);
  const [states, calls] = [inner.states * times, inner.calls * times];
  if (inner.within === 'child') return { ...values, statesPerItem: states, lambdaCallsPerItem: calls };
  return {
    ...values,
    statesPerChild: Number(values.statesPerChild ?? 0) + states,
    lambdaCallsPerChild: Number(values.lambdaCallsPerChild ?? 0) + calls,
  };
}

function checkValue(field: string, rule: FieldRule, value: unknown): string | undefined {
  if (rule.kind === 'boolean') return typeof value === 'boolean' ? undefined : `Workload: ${field} is true or false.`;
  if (rule.kind === 'choice')
    return typeof value === 'string' && rule.values.includes(value)
      ? undefined
      : `Workload: ${field} is ${rule.values.join(' or ')}.`;
  const fits =
    typeof value === 'number' && value >= rule.min && value <= rule.max && (!rule.whole || Number.isInteger(value));
  return fits
    ? undefined
    : `Workload: ${field} is a ${rule.whole ? 'whole ' : ''}number from ${rule.min} to ${rule.max}.`;
}

/** `--set` on a command line gives text: makes it the kind of value that the field holds, or leaves it to be refused. */
export function parseWorkloadValue(field: string, text: string): JsonValue {
  const rule = Object.hasOwn(WORKLOAD_FIELDS, field) ? WORKLOAD_FIELDS[field as WorkloadField] : undefined;
  if (rule?.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (rule?.kind === 'number') {
    const number = Number(text.replaceAll('_', ''));
    return text.trim() !== '' && Number.isFinite(number) ? number : text;
  }
  return text;
}
