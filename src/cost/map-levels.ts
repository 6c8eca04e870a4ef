import type { Scope, State } from '../asl/definition.ts';
import {
  batchLimitsOf,
  exportOf,
  maxConcurrencyOf,
  readerOf,
  readsMadeFile,
  type BatchLimits,
  type ReaderKind,
  type RecordKind,
} from './map-fields.ts';
import { canFollow, loopOf, measureOnce, type MapLoop } from './map-loops.ts';
import type { PathWeight } from './path-weight.ts';

/** A Map beside or around the one that works on the items: a level of children or iterations of its own. */
export interface MapLevel {
  readonly name: string;
  readonly pointer: string;
  /** The type of its children, or INLINE. */
  readonly kind: 'INLINE' | 'STANDARD' | 'EXPRESS';
  /** What one child or iteration enters and calls, each Map within it as one state. */
  readonly unit: PathWeight;
  /**
   * What it goes over: `outerItems`, `otherItems` or `innerItems` of the workload, the `batch` of the child that it is
   * in, the result `files` of the Map Run, or the `records` in one of them.
   */
  readonly over: 'outer' | 'other' | 'inner' | 'batch' | 'files' | 'records';
  readonly batch: BatchLimits;
  readonly maxConcurrency: number | undefined;
  readonly reader: ReaderKind;
  readonly writes: RecordKind | undefined;
  readonly loop: MapLoop | undefined;
  readonly within: readonly MapLevel[];
  /** Maps of its processor that a child or iteration does not come to which comes to those of `within`. */
  readonly passedOver: readonly State[];
}

export interface LevelReading {
  /** The outermost Map that the one that works on the items is in; itself where it is in none. */
  readonly top: State;
  /** The Map in whose children or iterations the one that works on the items runs. */
  readonly outer: MapLevel | undefined;
  /** Maps that run beside it in the same execution. */
  readonly beside: readonly MapLevel[];
  /** Maps that are not priced, on any level, because what is priced takes another way, or nests deeper than two levels. */
  readonly passedOver: readonly State[];
  readonly tooFarOut: readonly State[];
}

/** Reads the Maps of a machine around `chosen`, which works on the items; those within it belong to its own children. */
export function readLevels(machine: Scope, chosen: State): LevelReading {
  const around = ancestorsOf(chosen);
  const [nearest, ...tooFarOut] = around;
  const top = around.at(-1) ?? chosen;
  const { taken, passedOver } = takeOneWay(mapsIn(machine), top);
  const results = nearest ? undefined : exportOf(chosen);
  const outer = nearest && levelOf(nearest, 'outer', chosen);
  const beside = taken.map((map) => levelOf(map, results && isReduce(map, chosen) ? 'files' : 'other'));
  const levels = [...(outer ? [outer] : []), ...beside].flatMap(withAllWithin);
  return {
    top,
    outer,
    beside,
    passedOver: [...passedOver, ...levels.flatMap((level) => level.passedOver)],
    tooFarOut,
  };
}

/** Those of the Maps of a scope that one run can come to, and the others; `first`, which it does come to, is in neither. */
function takeOneWay(maps: readonly State[], first: State | undefined): Record<'taken' | 'passedOver', State[]> {
  const taken: State[] = [];
  const passedOver: State[] = [];
  for (const map of maps) {
    if (map === first) continue;
    const isOnTheWay = [...(first ? [first] : []), ...taken].every((each) => runsWith(each, map));
    (isOnTheWay ? taken : passedOver).push(map);
  }
  return { taken, passedOver };
}

/** A level, and all that are within it. */
export const withAllWithin = (level: MapLevel): readonly MapLevel[] => [level, ...level.within.flatMap(withAllWithin)];

/** Maps of a machine in a loop whose rounds no level of a reading counts; what it passes over is not priced at all. */
export function findUncounted(maps: readonly State[], { outer, beside, passedOver }: LevelReading): readonly State[] {
  const levels = [...(outer?.within ?? []), ...beside].flatMap(withAllWithin);
  const counted = new Set(levels.filter(({ loop, over }) => loop && over !== 'files').map(({ pointer }) => pointer));
  const isLeftOut = ({ pointer }: State): boolean =>
    passedOver.some((each) => pointer === each.pointer || pointer.startsWith(`${each.pointer}/`));
  return maps.filter((map) => !counted.has(map.pointer) && !isLeftOut(map) && loopOf(map) !== undefined);
}

/** Maps that a state is within, from the inside outwards. */
export function ancestorsOf(state: State): readonly State[] {
  const owners: State[] = [];
  for (let owner = state.scope.owner; owner; owner = owner.scope.owner) if (owner.type === 'Map') owners.push(owner);
  return owners;
}

/** Maps of a scope and of the branches in it, not those within Maps. */
export function mapsIn({ states }: Scope): readonly State[] {
  return states.flatMap((state) =>
    state.type === 'Map' ? (state.scopes.length > 0 ? [state] : []) : state.scopes.flatMap(mapsIn),
  );
}

function levelOf(map: State, over: MapLevel['over'], chosen?: State): MapLevel {
  const [processor] = map.scopes;
  const distributed = processor?.mode === 'DISTRIBUTED';
  const batch = distributed ? batchLimitsOf(map) : { items: 1, bytes: undefined };
  const isBatched = batch.items !== 1;
  const { taken, passedOver } = takeOneWay(processor ? mapsIn(processor) : [], chosen);
  const overOf = (each: State): MapLevel['over'] => {
    if (over === 'files' && isReducer(each)) return 'records';
    return isBatched && each.scopes[0]?.mode !== 'DISTRIBUTED' ? 'batch' : 'inner';
  };
  return {
    name: map.name,
    pointer: map.pointer,
    kind: distributed ? (processor.executionType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD') : 'INLINE',
    unit: measureOnce(processor ?? map.scope, chosen ? [chosen] : []),
    over,
    batch,
    maxConcurrency: maxConcurrencyOf(map),
    reader: distributed ? readerOf(map) : 'unknown',
    writes: distributed ? exportOf(map) : undefined,
    loop: over === 'outer' ? undefined : loopOf(map),
    within: taken.map((each) => levelOf(each, overOf(each))),
    passedOver,
  };
}

/** Whether an inline Map after a Map Run has a Map Run of its own over a file that is made in the run. */
const isReduce = (map: State, chosen: State): boolean =>
  map.scope === chosen.scope &&
  map.scopes[0]?.mode !== 'DISTRIBUTED' &&
  canFollow(chosen, map) &&
  map.scopes.some((scope) => mapsIn(scope).some(isReducer));

const isReducer = (map: State): boolean => map.scopes[0]?.mode === 'DISTRIBUTED' && readsMadeFile(map);

/** Whether a run can enter both: one follows the other, or they are in different branches of a Parallel. */
function runsWith(first: State, second: State): boolean {
  for (const a of outwardsFrom(first))
    for (const b of outwardsFrom(second)) if (a.scope === b.scope) return a === b || canFollow(a, b) || canFollow(b, a);
  return true;
}

function outwardsFrom(state: State): readonly State[] {
  const found: State[] = [];
  for (let at: State | undefined = state; at; at = at.scope.owner) found.push(at);
  return found;
}
