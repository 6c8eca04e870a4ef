import type { Definition, State } from '../asl/definition.ts';
import { allStates } from '../asl/scopes.ts';
import type { ObjectNode, ValueNode } from '../asl/syntax.ts';
import type { ApproachId } from './approach-ids.ts';
import { findRemarks, remarkWaits } from './definition-remarks.ts';
import { callsFunction, measurePath, needsStandard, type PathWeight } from './path-weight.ts';
import type { DefinitionValues } from './workload.ts';

/** What the model needs to know of a definition beside the workload. */
export interface DefinitionFacts {
  /** JSON Pointer of the Map state that fans out. */
  readonly mapPointer: string | undefined;
  /** JSON Pointer of the first state of its processor that calls a function; else of the Map. */
  readonly workerPointer: string | undefined;
  /** States that a run enters outside the Map, the Map itself included. */
  readonly parentStates: number;
  /** Length of the text: part of what an Express execution is billed as memory. */
  readonly definitionBytes: number;
  /** Events in the history of one pass through the processor; undefined: five for each state, and two. */
  readonly eventsPerChild: number | undefined;
  /** How the items are found; `unknown` without a distributed Map. */
  readonly reader: 'object' | 'listing' | 'inventory' | 'input' | 'unknown';
  /** Whether a ResultWriter takes the results; undefined: not known, so one is assumed where it is needed. */
  readonly writer: boolean | undefined;
  /** Name of a state within the processor that Express executions cannot have (.sync, task tokens, activities). */
  readonly standardOnly: string | undefined;
  /** The same of a state outside of it, which rules out an Express parent. */
  readonly parentStandardOnly: string | undefined;
}

export const NO_DEFINITION: DefinitionFacts = {
  mapPointer: undefined,
  workerPointer: undefined,
  parentStates: 1,
  definitionBytes: 0,
  eventsPerChild: undefined,
  reader: 'unknown',
  writer: undefined,
  standardOnly: undefined,
  parentStandardOnly: undefined,
};

/** What a definition tells of the workload: the facts for the model, and the values of the workload that it fixes. */
export interface DefinitionReading {
  readonly facts: DefinitionFacts;
  readonly values: DefinitionValues;
  /** The approach that the definition itself takes; undefined when it has no Map. */
  readonly approach: ApproachId | undefined;
  /** What of the definition the figures leave out or take for granted: sentences. */
  readonly remarks: readonly string[];
}

/**
 * Reads the first Map that fans out (a distributed one before an inline one, one within its children before it): its batch size, its concurrency, what one
 * pass through its processor enters and calls, how its tasks retry. Fields with an expression say nothing before a run.
 * `type` is the machine's own.
 */
export function readDefinitionFacts(
  definition: Definition,
  type: 'STANDARD' | 'EXPRESS' = 'STANDARD',
): DefinitionReading {
  const { machine, root } = definition;
  if (!machine) return { facts: NO_DEFINITION, values: {}, approach: undefined, remarks: [] };
  const states = [...allStates(definition)];
  const maps = states.filter((state) => state.type === 'Map' && state.scopes.length > 0);
  const map = findMapRun(maps) ?? maps[0];
  const processor = map?.scopes[0];
  const parent = {
    ...NO_DEFINITION,
    parentStates: Math.max(1, measurePath(machine).states),
    definitionBytes: root ? root.end - root.start : 0,
  };
  const remarks = findRemarks(maps, map, type);
  if (!map || !processor) return { facts: parent, values: {}, approach: undefined, remarks };
  const distributed = processor.mode === 'DISTRIBUTED';
  const path = measurePath(processor);
  const isInside = ({ pointer }: State): boolean => pointer.startsWith(`${map.pointer}/`);
  const inside = states.filter(isInside);
  const worker = inside.find((state) => callsFunction(state));
  const childType = distributed ? processor.executionType : type;
  return {
    facts: {
      ...parent,
      mapPointer: map.pointer,
      workerPointer: worker?.pointer ?? map.pointer,
      eventsPerChild: 2 + path.events + (distributed ? 0 : path.statesPerItem * INNER_EVENTS),
      ...(distributed ? { reader: readerOf(map), writer: map.fields.has('ResultWriter') } : {}),
      standardOnly: inside.find(needsStandard)?.name,
      parentStandardOnly: states.find((state) => !isInside(state) && needsStandard(state))?.name,
    },
    approach: `${distributed ? 'distributed' : 'inline'}-${childType === 'EXPRESS' ? 'express' : 'standard'}`,
    values: {
      ...(distributed ? childValues(path) : iterationValues(path)),
      ...(path.waitSeconds > 0 ? { waitMilliseconds: path.waitSeconds * 1000 } : {}),
      ...(worker ? { maxAttempts: attemptsOf(worker) } : {}),
      ...(distributed ? batchOf(map) : {}),
      ...concurrencyOf(map),
    },
    remarks: [
      ...remarks,
      ...remarkWaits(
        inside.filter(({ type: is, fields }) => is === 'Wait' && fields.get('Seconds')?.value?.kind !== 'number'),
      ),
    ],
  };
}

/** The first distributed Map; where its children have one of their own, that one: it works on the items. */
function findMapRun(maps: readonly State[]): State | undefined {
  const run = maps.find((map) => map.scopes[0]?.mode === 'DISTRIBUTED');
  return run && (findMapRun(maps.filter(({ pointer }) => pointer.startsWith(`${run.pointer}/`))) ?? run);
}

/** Events of one state of an inline Map within a child, its share of the iteration's own included. */
const INNER_EVENTS = 7;

/** A child of a distributed Map: an inline Map within it goes over the items of its batch. */
const childValues = (path: PathWeight): DefinitionValues => ({
  statesPerChild: Math.max(1, path.states),
  lambdaCallsPerChild: path.calls,
  ...(path.statesPerItem > 0 ? { statesPerItem: path.statesPerItem, lambdaCallsPerItem: path.callsPerItem } : {}),
  ...(path.iterationsAtOnce > 0 ? { innerConcurrency: path.iterationsAtOnce } : {}),
});

/** An iteration of an inline Map has no batch: a Map within it is taken to iterate once, which a remark says. */
const iterationValues = (path: PathWeight): DefinitionValues => ({
  statesPerChild: Math.max(1, path.states + path.statesPerItem),
  lambdaCallsPerChild: path.calls + path.callsPerItem,
});

/** Items and bytes of a batch; 1 item without an ItemBatcher, nothing where only the run will tell. */
function batchOf(map: State): DefinitionValues {
  const batcher = map.fields.get('ItemBatcher')?.value;
  if (batcher === undefined) return { itemsPerBatch: 1 };
  const most = numberAt(batcher, 'MaxItemsPerBatch');
  const bytes = numberAt(batcher, 'MaxInputBytesPerBatch');
  return {
    ...(most !== undefined && most > 0 ? { itemsPerBatch: most } : {}),
    ...(bytes !== undefined && bytes > 0 ? { inputBytesPerBatch: bytes } : {}),
  };
}

function concurrencyOf(map: State): DefinitionValues {
  const concurrency = map.node && numberAt(map.node, 'MaxConcurrency');
  return concurrency !== undefined && concurrency > 0 ? { concurrency: Math.min(concurrency, 10_000) } : {};
}

function readerOf(map: State): DefinitionFacts['reader'] {
  const reader = map.fields.get('ItemReader')?.value;
  if (reader === undefined) return 'input';
  const resource = textAt(reader, 'Resource') ?? '';
  if (resource.endsWith(':s3:listObjectsV2')) return 'listing';
  const config = objectOf(valueAt(reader, 'ReaderConfig'));
  return textAt(config, 'InputType') === 'MANIFEST' || textAt(config, 'ManifestType') !== undefined
    ? 'inventory'
    : 'object';
}

/** Most attempts of its retriers, the first included; a retrier's default is three retries. */
function attemptsOf(state: State): number {
  const retry = state.fields.get('Retry')?.value;
  const retriers = retry?.kind === 'array' ? retry.items : [];
  return retriers.reduce((most, each) => Math.max(most, 1 + (numberAt(each, 'MaxAttempts') ?? 3)), 1);
}

const objectOf = (node: ValueNode | undefined): ObjectNode | undefined => (node?.kind === 'object' ? node : undefined);

function valueAt(node: ValueNode | undefined, name: string): ValueNode | undefined {
  return objectOf(node)?.properties.find(({ key }) => key.value === name)?.value;
}

function numberAt(node: ValueNode | undefined, name: string): number | undefined {
  const value = valueAt(node, name);
  return value?.kind === 'number' ? value.value : undefined;
}

function textAt(node: ValueNode | undefined, name: string): string | undefined {
  const value = valueAt(node, name);
  return value?.kind === 'string' ? value.value : undefined;
}
