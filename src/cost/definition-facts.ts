import type { Definition, State } from '../asl/definition.ts';
import { allScopes, allStates } from '../asl/scopes.ts';
import type { ApproachId } from './approach-ids.ts';
import { findRemarks, remarkLoops, remarkWaits } from './definition-remarks.ts';
import {
  batchLimitsOf,
  exportOf,
  maxConcurrencyOf,
  numberAt,
  readerOf,
  type ReaderKind,
  type RecordKind,
} from './map-fields.ts';
import { findUncounted, readLevels, type MapLevel } from './map-levels.ts';
import { findLoops, loopOf, measureOnce } from './map-loops.ts';
import { callsFunction, measurePath, needsStandard, NOTHING, type PathWeight } from './path-weight.ts';
import type { DefinitionValues } from './workload.ts';

/** What the model needs to know of a definition beside the workload. */
export interface DefinitionFacts {
  /** JSON Pointer of the Map state that fans out. */
  readonly mapPointer: string | undefined;
  /** JSON Pointer of the first state of its processor that calls a function; else of the Map. */
  readonly workerPointer: string | undefined;
  readonly mapName: string;
  /** States that a run enters outside of all Maps, the outermost Maps themselves included. */
  readonly parentStates: number;
  /** What these states call. */
  readonly parent: PathWeight;
  /** What the states of one child or iteration ask of S3, those for each item of a batch told apart. */
  readonly child: PathWeight;
  /** Whether a Map within a child goes over its batch; else it has items of its own. */
  readonly batched: boolean;
  /** The Map in whose children the one that works on the items runs. */
  readonly outer: MapLevel | undefined;
  /** Maps that run beside it. */
  readonly beside: readonly MapLevel[];
  /** Length of the text: part of what an Express execution is billed as memory. */
  readonly definitionBytes: number;
  /** Events in the history of one pass through the processor; undefined: five for each state, and two. */
  readonly eventsPerChild: number | undefined;
  /** How the items are found; `unknown` without a distributed Map. */
  readonly reader: ReaderKind;
  /** Whether a ResultWriter takes the results; undefined: not known, so one is assumed where it is needed. */
  readonly writer: boolean | undefined;
  /** What a ResultWriter writes of each child. */
  readonly records: RecordKind;
  /** Name of a state within the processor that Express executions cannot have (.sync, task tokens, activities). */
  readonly standardOnly: string | undefined;
  /** The same of a state outside of it, which rules out an Express parent. */
  readonly parentStandardOnly: string | undefined;
}

export const NO_DEFINITION: DefinitionFacts = {
  mapPointer: undefined,
  workerPointer: undefined,
  mapName: 'the Map',
  parentStates: 1,
  parent: NOTHING,
  child: NOTHING,
  batched: false,
  outer: undefined,
  beside: [],
  definitionBytes: 0,
  eventsPerChild: undefined,
  reader: 'unknown',
  writer: undefined,
  records: 'NONE',
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
  const levels = map && readLevels(machine, map);
  const way = measureOnce(machine, levels ? [levels.top] : []);
  const parent = {
    ...NO_DEFINITION,
    parentStates: Math.max(1, way.states),
    parent: way,
    definitionBytes: root ? root.end - root.start : 0,
  };
  const looped = maps.filter((each) => loopOf(each) !== undefined);
  const remarks = [
    ...findRemarks(map, levels, type),
    ...remarkLoops([
      ...(levels ? findUncounted(maps, levels) : []),
      ...[...allScopes(definition)].flatMap((scope) => findLoops(scope, looped)),
    ]),
  ];
  if (!map || !processor || !levels) return { facts: parent, values: {}, approach: undefined, remarks };
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
      mapName: map.name,
      child: path,
      batched: distributed && map.fields.has('ItemBatcher'),
      outer: levels.outer,
      beside: levels.beside,
      workerPointer: worker?.pointer ?? map.pointer,
      eventsPerChild: 2 + path.events + (distributed ? 0 : path.statesPerItem * INNER_EVENTS),
      ...(distributed
        ? { reader: readerOf(map), writer: exportOf(map) !== undefined, records: exportOf(map) ?? 'NONE' }
        : {}),
      standardOnly: inside.find(needsStandard)?.name,
      parentStandardOnly: states.find((state) => !isInside(state) && needsStandard(state))?.name,
    },
    approach: `${distributed ? 'distributed' : 'inline'}-${childType === 'EXPRESS' ? 'express' : 'standard'}`,
    values: {
      ...valuesOf(path, distributed ? (map.fields.has('ItemBatcher') ? 'batch' : 'child') : 'iteration'),
      ...(path.waitSeconds > 0 ? { waitMilliseconds: path.waitSeconds * 1000 } : {}),
      ...(worker ? { maxAttempts: attemptsOf(worker) } : {}),
      ...(distributed ? batchOf(map) : {}),
      ...concurrencyOf(map, levels.outer),
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
export const INNER_EVENTS = 7;

/**
 * What one pass enters and calls. An inline Map within it goes over the items of a batch; where there is no batch, over
 * `innerItems` of the workload.
 */
function valuesOf(path: PathWeight, pass: 'batch' | 'child' | 'iteration'): DefinitionValues {
  const inner = { states: path.statesPerItem, calls: path.callsPerItem };
  return {
    statesPerChild: Math.max(1, path.states),
    lambdaCallsPerChild: path.calls,
    ...(inner.states === 0
      ? {}
      : pass === 'batch'
        ? { statesPerItem: inner.states, lambdaCallsPerItem: inner.calls }
        : { inner: { ...inner, within: pass } }),
    ...(path.iterationsAtOnce > 0 && pass !== 'iteration' ? { innerConcurrency: path.iterationsAtOnce } : {}),
  };
}

/** Items and bytes of a batch; nothing where only the run will tell. */
function batchOf(map: State): DefinitionValues {
  const { items, bytes } = batchLimitsOf(map);
  return {
    ...(items === undefined ? {} : { itemsPerBatch: items }),
    ...(bytes === undefined ? {} : { inputBytesPerBatch: bytes }),
  };
}

/** Children at once: of each Map Run, times the children that have one where a distributed Map is around it. */
function concurrencyOf(map: State, outer: MapLevel | undefined): DefinitionValues {
  const each = maxConcurrencyOf(map);
  if (each === undefined) return {};
  const runs = outer && outer.kind !== 'INLINE' ? (outer.maxConcurrency ?? 1) : 1;
  return { concurrency: Math.min(Math.min(each, 10_000) * runs, 1_000_000) };
}

/** Most attempts of its retriers, the first included; a retrier's default is three retries. */
function attemptsOf(state: State): number {
  const retry = state.fields.get('Retry')?.value;
  const retriers = retry?.kind === 'array' ? retry.items : [];
  return retriers.reduce((most, each) => Math.max(most, 1 + (numberAt(each, 'MaxAttempts') ?? 3)), 1);
}
