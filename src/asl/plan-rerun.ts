import type { Definition, State } from './definition.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { refuseRerun } from './rerun-refusals.ts';
import { allStates } from './scopes.ts';
import { setKey, stringOf, toJson } from './values.ts';

/** The distributed Map of a Map Run, or why it is not known, as a sentence. */
export type FoundMap = { readonly map: State } | { readonly refused: string };

/**
 * The Map that a Map Run is of: by the Label in its ARN; of Maps without a Label, for which one is made up, the only one,
 * or the one that is named.
 */
export function findRerunMap(definition: Definition, mapRunArn: string, name?: string): FoundMap {
  const maps = [...allStates(definition)].filter(({ scopes }) => scopes.some(({ mode }) => mode === 'DISTRIBUTED'));
  const labelOf = (state: State): string | undefined => stringOf(state.fields.get('Label')?.value);
  const label = mapRunArn.split(':').at(-2)?.split('/').at(-1);
  const named = name === undefined ? maps : maps.filter((state) => state.name === name);
  const labelled = named.filter((state) => labelOf(state) === label);
  const candidates = labelled.length > 0 ? labelled : named.filter((state) => labelOf(state) === undefined);
  const [map, second] = candidates;
  if (map !== undefined && second === undefined) return { map };
  const names = maps.map((state) => JSON.stringify(state.name)).join(', ');
  if (maps.length === 0) return { refused: 'The definition has no distributed Map.' };
  return {
    refused:
      map === undefined
        ? `The results are of a Map with the Label ${JSON.stringify(label ?? '')}, and the definition has ${names}: take the definition that was run.`
        : `Several Maps of the definition may have had this Map Run: name one of ${candidates.map((state) => JSON.stringify(state.name)).join(', ')}.`,
  };
}

/** How the items of a Map are batched, as far as the definition says. */
export type Batching =
  | { readonly kind: 'NONE' }
  /** By number alone. */
  | { readonly kind: 'COUNT'; readonly maxItems: number }
  /** By size, or by what only the execution knows. */
  | { readonly kind: 'OTHER' };

export function batchingOf(map: State): Batching {
  const node = map.fields.get('ItemBatcher')?.value;
  if (node === undefined) return { kind: 'NONE' };
  const batcher = toJson(node);
  const { MaxItemsPerBatch: maxItems, ...others } = isJsonObject(batcher) ? batcher : {};
  const isCount = typeof maxItems === 'number' && !Object.keys(others).some((key) => key.startsWith('Max'));
  return isCount ? { kind: 'COUNT', maxItems } : { kind: 'OTHER' };
}

/** What the new execution gets its items from: its input, which is the array of them, or a JSON file of a bucket. */
export type RerunSource =
  { readonly kind: 'INPUT' } | { readonly kind: 'FILE'; readonly bucket: string; readonly key: string };

export interface RerunRequest {
  readonly map: State;
  /** `aws`, `aws-cn` …, of the ARNs. */
  readonly partition: string;
  readonly source: RerunSource;
  /** How items make inputs of children; absent: each is an input. */
  readonly batcher: { readonly maxItems: number; readonly batchInput: JsonValue | undefined } | undefined;
  /** Where the results are written, as they were before: the ResultWriter's Bucket and Prefix. */
  readonly writer: { readonly bucket: string; readonly prefix: string };
  /** What a Map Run was given, as DescribeMapRun tells, for fields that are not written in the definition. */
  readonly known?: Readonly<Record<string, number>> | undefined;
}

/** A definition to run, or why there is none, as a sentence. */
export type RerunPlan = { readonly definition: JsonObject } | { readonly refused: string };

/** Fields of the machine and of the Map that stay what they are. */
const MACHINE_FIELDS = ['Comment', 'QueryLanguage', 'Version', 'TimeoutSeconds'];
const MAP_FIELDS = ['Type', 'Comment', 'QueryLanguage', 'Label', 'ItemProcessor', 'Iterator', 'Retry'];
/** Numbers of the Map, which may come from its input. */
const NUMBERS = ['MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'];

/**
 * A copy of a definition that runs a Map over items that are given: the Map alone, since what comes before it was done,
 * and what comes after it would take some of the results for all of them. The items are what children were given, so
 * there is no ItemSelector any more, and BatchInput is what it was; where the Map's input says how many may run or fail,
 * that has to be known. Nothing is read from the execution's input but the items.
 */
export function planRerun(definition: Definition, request: RerunRequest): RerunPlan {
  const { map } = request;
  const refused = refuseRerun(map);
  if (refused !== undefined) return { refused };
  const root = definition.machine && toJson(definition.machine.node);
  const before = map.node && toJson(map.node);
  if (!isJsonObject(root) || !isJsonObject(before)) return { refused: 'The definition holds no state machine.' };
  const numbers = pickNumbers(map.name, before, request.known ?? {});
  if (typeof numbers === 'string') return { refused: numbers };
  const replaced: JsonObject = {
    ...pick(before, MAP_FIELDS),
    ...numbers,
    ...itemsOf(map, request),
    ...batcherOf(request),
    ResultWriter: writerOf(map, before.ResultWriter, request),
    End: true,
  };
  // What stays where it was is easier to compare.
  const state = { ...pick(replaced, Object.keys(before)), ...replaced };
  const states: JsonObject = {};
  setKey(states, map.name, state);
  return { definition: { ...pick(root, MACHINE_FIELDS), StartAt: map.name, States: states } };
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = object[key];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

/** The numbers that are written, or known; a sentence for one that is neither. */
function pickNumbers(name: string, map: JsonObject, known: Readonly<Record<string, number>>): JsonObject | string {
  const numbers: JsonObject = {};
  for (const field of NUMBERS) {
    const value = map[field];
    const path = map[`${field}Path`];
    const isOpen = path !== undefined || (typeof value === 'string' && value.startsWith('{%'));
    if (!isOpen) {
      if (value !== undefined) numbers[field] = value;
      continue;
    }
    const told = known[field];
    if (told === undefined)
      return `The ${path === undefined ? field : `${field}Path`} of "${name}" reads what the Map was given, which its results do not hold: write a number for it into a copy of the definition, and take that.`;
    numbers[field] = told;
  }
  return numbers;
}

function itemsOf({ queryLanguage }: State, { source, partition }: RerunRequest): JsonObject {
  const isJsonata = queryLanguage === 'JSONata';
  if (source.kind === 'INPUT') return isJsonata ? { Items: '{% $states.input %}' } : {};
  return {
    ItemReader: {
      Resource: `arn:${partition}:states:::s3:getObject`,
      ReaderConfig: { InputType: 'JSON' },
      [isJsonata ? 'Arguments' : 'Parameters']: { Bucket: source.bucket, Key: source.key },
    },
  };
}

function batcherOf({ batcher }: RerunRequest): JsonObject {
  if (batcher === undefined) return {};
  const { maxItems, batchInput } = batcher;
  return {
    ItemBatcher: { MaxItemsPerBatch: maxItems, ...(batchInput === undefined ? {} : { BatchInput: batchInput }) },
  };
}

function writerOf({ queryLanguage }: State, before: JsonValue | undefined, request: RerunRequest): JsonObject {
  const { bucket, prefix } = request.writer;
  return {
    ...(isJsonObject(before) ? pick(before, ['WriterConfig']) : {}),
    Resource:
      isJsonObject(before) && typeof before.Resource === 'string'
        ? before.Resource
        : `arn:${request.partition}:states:::s3:putObject`,
    [queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters']: {
      Bucket: bucket,
      ...(prefix === '' ? {} : { Prefix: prefix }),
    },
  };
}
