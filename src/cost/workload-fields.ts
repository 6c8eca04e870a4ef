/** What is to be processed, and how. Every field but `items` has a default; schemas/workload.schema.json says more. */
export interface Workload {
  /** Items of one run. */
  readonly items: number;
  readonly runsPerMonth: number;
  /** Items of a Map in whose children the Map runs that works on the items: files that each have a Map Run. */
  readonly outerItems: number;
  /** Items of a Map within a child or iteration, where they are no batch. */
  readonly innerItems: number;
  /** Items of each other Map beside the one that works on the items; 0: as many as that one has. */
  readonly otherItems: number;
  /** How often a Map in a loop runs; 0: worked out from the sizes where it reduces results, else once. */
  readonly loopRounds: number;
  readonly itemsPerBatch: number;
  /** Iterations, child executions or messages' batches at once. */
  readonly concurrency: number;
  /** States that one child execution enters, that is one batch; inline: one iteration. */
  readonly statesPerChild: number;
  /** States that a child enters for each of its items besides: an inline Map over the batch. */
  readonly statesPerItem: number;
  /** Invocations of Lambda functions by one child; inline: by one iteration. */
  readonly lambdaCallsPerChild: number;
  /** Invocations for each item of a child besides. */
  readonly lambdaCallsPerItem: number;
  /** Time of one item's work. */
  readonly taskMilliseconds: number;
  /** Time of one call of a function that is not part of the work on the items. */
  readonly otherCallMilliseconds: number;
  /** Time that a child (inline: an iteration) spends in Wait states, beside its work. */
  readonly waitMilliseconds: number;
  /** Items worked at once within a child. */
  readonly innerConcurrency: number;
  readonly lambdaMemoryMb: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** What a new execution environment takes before its first invocation. */
  readonly initMilliseconds: number;
  /** Invocations at once that the account allows for. */
  readonly lambdaConcurrency: number;
  readonly itemBytes: number;
  readonly resultBytes: number;
  /** Share of the tasks that run once more. */
  readonly retryRate: number;
  /** Share of the tasks that fail for good. */
  readonly failureRate: number;
  /** How often a task is tried that fails for good. */
  readonly maxAttempts: number;
  readonly sqsBatchSize: number;
  /** Bytes that an Express execution logs for each state that it enters. */
  readonly logBytesPerState: number;
  /** Seconds that a run may take; 0: any time. */
  readonly deadlineSeconds: number;
  /** Dollars that it is worth not to own the parts of a pipeline, a month. */
  readonly upkeepPerMonth: number;
  readonly freeTier: boolean;
  readonly standardChildBilling: 'perTransition' | 'perChild';
}

export type WorkloadField = keyof Workload;

export interface NumberRule {
  readonly kind: 'number';
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly unit: string;
  readonly meaning: string;
}

export type FieldRule =
  | NumberRule
  | { readonly kind: 'choice'; readonly fallback: string; readonly values: readonly string[]; readonly meaning: string }
  | { readonly kind: 'boolean'; readonly fallback: boolean; readonly meaning: string };

type Range = readonly [fallback: number, min: number, max: number];

const whole = ([fallback, min, max]: Range, unit: string, meaning: string): NumberRule => ({
  kind: 'number',
  fallback,
  min,
  max,
  whole: true,
  unit,
  meaning,
});
const decimal = (range: Range, unit: string, meaning: string): NumberRule => ({
  ...whole(range, unit, meaning),
  whole: false,
});

/** The fields with their defaults, limits and meaning: the one source for the checks, the help, the sliders and the schema. */
export const WORKLOAD_FIELDS: Readonly<Record<WorkloadField, FieldRule>> = {
  items: whole([0, 0, 1e12], 'items', 'Items of one run'),
  runsPerMonth: whole([1, 1, 1e9], 'runs', 'Runs a month'),
  outerItems: whole(
    [1, 1, 1e8],
    'items',
    'Items of the Map around the one that works on the items, as files that each have a Map Run',
  ),
  innerItems: whole(
    [1, 0, 1000],
    'items',
    'Items of an inline Map within a child or iteration, where they are no batch',
  ),
  otherItems: whole(
    [0, 0, 1e12],
    'items',
    'Items of each other Map, beside the one that works on the items; 0 for as many as that one has, or result files',
  ),
  loopRounds: whole(
    [0, 0, 1000],
    'rounds',
    'How often a Map in a loop runs; 0 to work it out from the sizes where it reduces results, and once elsewhere',
  ),
  itemsPerBatch: whole([1, 1, 1e8], 'items', 'Items that one child execution gets'),
  concurrency: whole([1000, 1, 1e6], '', 'Iterations, child executions or invocations of a worker at once'),
  statesPerChild: whole([1, 1, 25_000], 'states', 'States that one child execution (or inline iteration) enters'),
  statesPerItem: whole(
    [0, 0, 25_000],
    'states',
    'States that a child enters for each of its items besides, where an inline Map goes over the batch',
  ),
  lambdaCallsPerChild: whole(
    [1, 0, 1000],
    'calls',
    'Invocations of functions by one child (or inline iteration), each with its whole batch',
  ),
  lambdaCallsPerItem: whole([0, 0, 1000], 'calls', 'Invocations of functions for each item of a child besides'),
  taskMilliseconds: decimal([200, 0, 9e5], 'ms', "Time of one item's work"),
  otherCallMilliseconds: decimal(
    [200, 0, 9e5],
    'ms',
    'Time of one call of a function that is not part of the work on the items, as of one that reduces results',
  ),
  waitMilliseconds: decimal(
    [0, 0, 3.1536e10],
    'ms',
    'Time that a child (or inline iteration) spends in Wait states, beside its work',
  ),
  innerConcurrency: whole([1, 1, 10_000], 'items', 'Items worked at once within a child'),
  lambdaMemoryMb: whole([512, 128, 10_240], 'MB', "The function's memory in MB"),
  architecture: {
    kind: 'choice',
    fallback: 'x86_64',
    values: ['x86_64', 'arm64'],
    meaning: "The function's processor",
  },
  initMilliseconds: decimal(
    [250, 0, 10_000],
    'ms',
    'Time that a new execution environment of a function takes to start, which is billed; every run starts with new ones',
  ),
  lambdaConcurrency: whole([1000, 1, 1e6], '', "Invocations at once that the account's Lambda quota allows for"),
  itemBytes: whole([1024, 1, 8 * 1024 * 1024], 'bytes', 'Bytes of an item'),
  resultBytes: decimal([1024, 0, 1024 * 1024], 'bytes', "Bytes of an item's result, as it is stored"),
  retryRate: decimal([0, 0, 1], '', 'Share of the tasks that run once more'),
  failureRate: decimal([0, 0, 1], '', 'Share of the tasks that fail for good, after all their attempts'),
  maxAttempts: whole(
    [4, 1, 1000],
    'attempts',
    'How often a Map state tries a task that fails for good (a queue gives a message five times)',
  ),
  sqsBatchSize: whole([10, 1, 10_000], 'messages', 'Messages that the worker of the custom pipeline gets at once'),
  logBytesPerState: whole(
    [0, 0, 1e6],
    'bytes',
    'Bytes that an Express execution writes to CloudWatch Logs for each state: 0 at level ERROR or OFF, about 1,000 at ALL',
  ),
  deadlineSeconds: whole([0, 0, 31_536_000], 's', 'Seconds that a run may take at most; 0 for any time'),
  upkeepPerMonth: whole(
    [200, 0, 1e6],
    '$',
    'Dollars a month that a pipeline of your own has to save before its upkeep is worth it',
  ),
  freeTier: { kind: 'boolean', fallback: false, meaning: "Take the account's monthly free quantities off" },
  standardChildBilling: {
    kind: 'choice',
    fallback: 'perTransition',
    values: ['perTransition', 'perChild'],
    meaning: 'What a Standard child costs: its start and each of its states, or its start alone',
  },
};

export const WORKLOAD_FIELD_NAMES = Object.keys(WORKLOAD_FIELDS) as readonly WorkloadField[];
