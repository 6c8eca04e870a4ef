import type { JsonValue } from '../asl/json.ts';
import { isJsonObject } from '../asl/json.ts';

/** What is to be processed, and how. Every field but `items` has a default; schemas/workload.schema.json says more. */
export interface Workload {
  /** Items of one run. */
  readonly items: number;
  readonly runsPerMonth: number;
  readonly itemsPerBatch: number;
  /** Iterations or child executions at once. */
  readonly concurrency: number;
  /** States that one child execution enters, that is one batch; inline: one iteration. */
  readonly statesPerChild: number;
  /** Time of one item's work. */
  readonly taskMilliseconds: number;
  /** Items worked at once within a child. */
  readonly innerConcurrency: number;
  readonly lambdaMemoryMb: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly itemBytes: number;
  readonly resultBytes: number;
  /** Share of the tasks that run once more. */
  readonly retryRate: number;
  readonly sqsBatchSize: number;
  readonly freeTier: boolean;
  readonly standardChildBilling: 'perTransition' | 'perChild';
}

export type WorkloadField = keyof Workload;

type FieldRule =
  | {
      readonly kind: 'number';
      readonly fallback: number;
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
      readonly meaning: string;
    }
  | { readonly kind: 'choice'; readonly fallback: string; readonly values: readonly string[]; readonly meaning: string }
  | { readonly kind: 'boolean'; readonly fallback: boolean; readonly meaning: string };

const whole = (fallback: number, min: number, max: number, meaning: string): FieldRule => ({
  kind: 'number',
  fallback,
  min,
  max,
  whole: true,
  meaning,
});

/** The fields with their defaults, limits and meaning: the one source for the checks, the help and the schema. */
export const WORKLOAD_FIELDS: Readonly<Record<WorkloadField, FieldRule>> = {
  items: whole(0, 0, 1e12, 'Items of one run'),
  runsPerMonth: whole(1, 1, 1e9, 'Runs a month'),
  itemsPerBatch: whole(1, 1, 1e8, 'Items that one child execution gets'),
  concurrency: whole(1000, 1, 10_000, 'Iterations or child executions at once'),
  statesPerChild: whole(1, 1, 25_000, 'States that one child execution (or inline iteration) enters'),
  taskMilliseconds: {
    kind: 'number',
    fallback: 200,
    min: 0,
    max: 9e5,
    whole: false,
    meaning: "Time of one item's work",
  },
  innerConcurrency: whole(1, 1, 10_000, 'Items worked at once within a child'),
  lambdaMemoryMb: whole(512, 128, 10_240, "The function's memory in MB"),
  architecture: {
    kind: 'choice',
    fallback: 'x86_64',
    values: ['x86_64', 'arm64'],
    meaning: "The function's processor",
  },
  itemBytes: whole(1024, 1, 8 * 1024 * 1024, 'Bytes of an item'),
  resultBytes: whole(1024, 0, 1024 * 1024, "Bytes of an item's result"),
  retryRate: {
    kind: 'number',
    fallback: 0,
    min: 0,
    max: 1,
    whole: false,
    meaning: 'Share of the tasks that run once more',
  },
  sqsBatchSize: whole(10, 1, 10_000, 'Messages that the worker of the custom pipeline gets at once'),
  freeTier: { kind: 'boolean', fallback: false, meaning: "Take the account's monthly free quantities off" },
  standardChildBilling: {
    kind: 'choice',
    fallback: 'perTransition',
    values: ['perTransition', 'perChild'],
    meaning: 'What a Standard child costs: its start and each of its states, or its start alone',
  },
};

/** Where a value of the workload comes from, for the list of assumptions. */
export type ValueSource = 'given' | 'definition' | 'default';

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

type Values = Partial<Record<WorkloadField, number | string | boolean>>;

/**
 * Puts a workload together: what was given, else what the definition says, else the default. `errors` names each field
 * that is unknown, of the wrong kind or outside its limits, or says that no number of items is known.
 */
export function readWorkload(given: JsonValue, fromDefinition: Values): ReadWorkload | WorkloadFault {
  if (!isJsonObject(given))
    return { errors: ['A workload is a JSON object with at least `items`.'], onlyItemsMissing: false };
  const errors = Object.keys(given)
    .filter((name) => !(name in WORKLOAD_FIELDS))
    .map((name) => `Workload: there is no field ${name}; the fields are ${Object.keys(WORKLOAD_FIELDS).join(', ')}.`);
  const assumptions: Assumption[] = [];
  for (const [name, rule] of Object.entries(WORKLOAD_FIELDS)) {
    const field = name as WorkloadField;
    const from: ValueSource = Object.hasOwn(given, field)
      ? 'given'
      : fromDefinition[field] !== undefined
        ? 'definition'
        : 'default';
    const value = from === 'given' ? given[field] : from === 'definition' ? fromDefinition[field] : rule.fallback;
    const problem = checkValue(field, rule, value);
    if (problem) errors.push(problem);
    else if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
      assumptions.push({ field, value, from });
  }
  const itemsMissing = !Object.hasOwn(given, 'items') && fromDefinition.items === undefined;
  if (itemsMissing)
    errors.push('How many items does a run have? Say it with --set items=N, or as workload.items in fanout.json.');
  if (errors.length > 0) return { errors, onlyItemsMissing: itemsMissing && errors.length === 1 };
  return {
    workload: Object.fromEntries(assumptions.map(({ field, value }) => [field, value])) as unknown as Workload,
    assumptions,
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
