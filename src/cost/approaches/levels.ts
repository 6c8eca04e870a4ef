import { MAX_INLINE_CONCURRENCY } from '../../asl/quotas.ts';
import type { DefinitionFacts } from '../definition-facts.ts';
import type { Ledger } from '../ledger.ts';
import type { MapLevel } from '../map-levels.ts';
import { ratioOf } from '../money.ts';
import type { PathWeight } from '../path-weight.ts';
import { roundsOfResults } from '../result-rounds.ts';
import { MAX_MAP_RUN_CONCURRENCY } from '../service-quotas.ts';
import type { Workload } from '../workload-fields.ts';
import { addExpress, expressMemoryMb } from './express.ts';
import { addLambda } from './lambda.ts';
import { addReader, addRequests, addWriter, type Runs } from './s3.ts';
import { batchItems, groupItems } from './work.ts';

/** What all levels of one estimate are charged to. */
interface Charge {
  readonly ledger: Ledger;
  readonly workload: Workload;
  readonly facts: DefinitionFacts;
}

/** What executions a level's own states run in: those of Express ones are no transitions. */
type Host = 'STANDARD' | 'EXPRESS';

/** The states of the machine itself, outside of all Maps: what they call. Their transitions are charged by each approach. */
export function addParentCalls(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  addCalls({ ledger, workload, facts }, facts.parent, { times: 1, atOnce: 1, who: 'functions outside the Maps' });
}

/** The children or iterations of the Map that the one which works on the items is in: one for each of its Map Runs. */
export function addOuter(ledger: Ledger, workload: Workload, facts: DefinitionFacts): void {
  const { outer } = facts;
  if (!outer) return;
  const items = workload.outerItems * (outer.kind === 'INLINE' ? 1 : batchItems(outer, workload.itemBytes));
  addLevel({ ledger, workload, facts }, outer, { count: 1, items }, 'STANDARD');
}

/** Maps beside it; those that go over the results of its Map Run only where it has one (`withResults`). */
export function addBeside(
  ledger: Ledger,
  workload: Workload,
  facts: DefinitionFacts,
  { host, withResults }: { readonly host: Host; readonly withResults: boolean },
): void {
  for (const level of facts.beside) {
    if (level.over !== 'files')
      addLevel({ ledger, workload, facts }, level, { count: 1, items: itemsOf(level, workload) }, host);
    else if (withResults) addReduction({ ledger, workload, facts }, level);
  }
}

/** Items of one run of a level whose number the workload says; a batch is told by the level around. */
export function itemsOf({ over }: MapLevel, { items, outerItems, otherItems, innerItems }: Workload): number {
  if (over === 'outer') return outerItems;
  if (over === 'other') return otherItems > 0 ? otherItems : items;
  return innerItems;
}

/** Rounds over the result files of the Map Run, one Map Run for each file and round. */
function addReduction(charge: Charge, level: MapLevel): void {
  const { workload, facts } = charge;
  const reducer = level.within.find(({ over }) => over === 'records');
  const { groups, recordBytes } = roundsOfResults(workload, facts.records, reducer);
  const files = groups.reduce((sum, group) => sum + group.files, 0);
  addUnits(charge, level, files, 'STANDARD');
  for (const inner of level.within)
    if (inner !== reducer) addLevel(charge, inner, { count: files, items: workload.innerItems }, 'STANDARD');
  if (!reducer) return;
  const rounds = groups.reduce((sum, group) => sum + group.files * group.rounds.length, 0);
  addRounds(charge, reducer, rounds - files * (reducer.loop?.least ?? 1), 'STANDARD');
  const runs = groups.flatMap((group) => group.rounds.map(({ records }) => ({ count: group.files, items: records })));
  addMapRuns(charge, reducer, runs, recordBytes);
}

function addLevel(charge: Charge, level: MapLevel, { count, items }: Runs, host: Host): void {
  const rounds = roundsOf(level, charge.workload);
  addRounds(charge, level, count * furtherRounds(level, charge.workload), host);
  const runs = { count: count * rounds, items };
  if (level.kind !== 'INLINE') {
    addMapRuns(charge, level, [runs], charge.workload.itemBytes);
    return;
  }
  addUnits(charge, level, runs.count * items, host);
  for (const inner of level.within)
    addLevel(charge, inner, { count: runs.count * items, items: itemsOf(inner, charge.workload) }, host);
}

/** How often a Map runs each time that it is come to. */
export const roundsOf = ({ loop }: MapLevel, { loopRounds }: Workload): number => (loop ? Math.max(1, loopRounds) : 1);

/** Rounds that are not on the longest way around the Map, which is counted with the level that it is in. */
export const furtherRounds = (level: MapLevel, workload: Workload): number =>
  roundsOf(level, workload) - (level.loop?.least ?? 1);

/** What a loop enters in each round beside the Map, and the Map itself. */
function addRounds(charge: Charge, { loop, name, pointer }: MapLevel, rounds: number, host: Host): void {
  if (!loop || rounds <= 0) return;
  if (host === 'STANDARD')
    charge.ledger.add('stateTransition', {
      item: `States of the rounds of ${name}`,
      perRun: ratioOf(rounds * loop.cycle.states),
      pointer,
    });
  else
    charge.ledger.add('logGb', {
      item: `Rounds of ${name}: logs`,
      perRun: { numerator: BigInt(rounds * loop.cycle.states * charge.workload.logBytesPerState), denominator: GB },
      pointer,
    });
  addCalls(charge, loop.cycle, { times: rounds, atOnce: 1, who: `functions of the rounds of ${name}`, pointer });
}

/** Iterations of an inline Map, without those of Maps within them. */
function addUnits(charge: Charge, level: MapLevel, iterations: number, host: Host): void {
  const { name, pointer, unit } = level;
  if (host === 'STANDARD')
    charge.ledger.add('stateTransition', {
      item: `States of the iterations of ${name}`,
      perRun: ratioOf(iterations * unit.states),
      pointer,
    });
  else
    charge.ledger.add('logGb', {
      item: `Iterations of ${name}: logs`,
      perRun: { numerator: BigInt(iterations * unit.states * charge.workload.logBytesPerState), denominator: GB },
      pointer,
    });
  addCalls(charge, unit, {
    times: iterations,
    atOnce: lanesOf(level, iterations),
    who: `functions of ${name}`,
    pointer,
  });
}

const GB = 1_000_000_000n;

/** Map Runs of a level: starts, children, what they read and write; `itemBytes` is the size of what they go over. */
function addMapRuns(charge: Charge, level: MapLevel, runs: readonly Runs[], itemBytes: number): void {
  const { ledger, workload, facts } = charge;
  const { name, pointer, unit, kind } = level;
  const together = batchItems(level, itemBytes);
  const groups = runs.flatMap(({ count, items }) =>
    groupItems(items, together).map((group) => ({ count: group.count * count, items: group.items })),
  );
  const children = groups.reduce((sum, group) => sum + group.count, 0);
  ledger.add('stateTransition', { item: `Starts of children of ${name}`, perRun: ratioOf(children), pointer });
  if (kind === 'STANDARD') {
    if (workload.standardChildBilling === 'perTransition')
      ledger.add('stateTransition', {
        item: `States of the children of ${name}`,
        perRun: ratioOf(children * unit.states),
        pointer,
      });
  } else
    addExpress(ledger, {
      who: `Children of ${name}`,
      executions: groups.map((group) => ({
        count: group.count,
        milliseconds: unitMilliseconds(level, workload, group.items),
        waitMilliseconds: unit.waitSeconds * 1000,
      })),
      memoryMb: expressMemoryMb(facts.definitionBytes, Math.max(0, ...groups.map(({ items }) => items)) * itemBytes),
      attempts: ratioOf(1),
      logBytes: children * unit.states * workload.logBytesPerState,
      pointer,
    });
  addCalls(charge, unit, { times: children, atOnce: lanesOf(level, children), who: `functions of ${name}`, pointer });
  for (const { count, items } of runs) addReader(ledger, level.reader, { name, pointer, count, items });
  if (level.writes)
    addWriter(ledger, {
      name,
      pointer,
      groups: runs.map((run) => ({ count: run.count, bytes: writtenBytes(charge, level, run) })),
    });
  addWithin(charge, level, groups, kind === 'EXPRESS' ? 'EXPRESS' : 'STANDARD');
}

function addWithin(charge: Charge, level: MapLevel, groups: readonly Runs[], host: Host): void {
  for (const inner of level.within)
    for (const { count, items } of groups)
      addLevel(charge, inner, { count, items: inner.over === 'batch' ? items : itemsOf(inner, charge.workload) }, host);
}

/** Children or iterations at once. */
export const lanesOf = ({ kind, maxConcurrency }: MapLevel, units: number): number =>
  Math.max(
    1,
    Math.min(maxConcurrency ?? Infinity, units, kind === 'INLINE' ? MAX_INLINE_CONCURRENCY : MAX_MAP_RUN_CONCURRENCY),
  );

/**
 * Time of one child or iteration, `batch` items in it: its calls one after the other, its Wait states, Maps within it, each
 * in all its rounds.
 */
export function unitMilliseconds(level: MapLevel, workload: Workload, batch: number): number {
  const { unit } = level;
  const within = level.within.map((inner) => {
    const items = inner.over === 'batch' ? batch : itemsOf(inner, workload);
    const turns = roundsOf(inner, workload) * Math.ceil(items / lanesOf(inner, items));
    const { loop } = inner;
    // Once round is one turn of the Wait states of an inline one; so is the unit, where the Map is on its way.
    const waits = inner.kind === 'INLINE' ? inner.unit.waitSeconds : 0;
    const round = loop ? timeOf(loop.cycle, workload) - waits * 1000 : 0;
    const counted = loop?.least === 0 ? 0 : waits * 1000;
    return turns * unitMilliseconds(inner, workload, 1) + furtherRounds(inner, workload) * round - counted;
  });
  return Math.max(
    0,
    within.reduce((sum, each) => sum + each, timeOf(unit, workload)),
  );
}

const timeOf = ({ calls, waitSeconds }: PathWeight, { otherCallMilliseconds }: Workload): number =>
  calls * otherCallMilliseconds + waitSeconds * 1000;

interface Calls {
  readonly times: number;
  readonly atOnce: number;
  readonly who: string;
  readonly pointer?: string;
}

/** Functions and requests to S3 that states outside of the work on the items call. */
function addCalls({ ledger, workload }: Charge, weight: PathWeight, { times, atOnce, who, pointer }: Calls): void {
  if (weight.calls > 0)
    addLambda(ledger, workload, {
      who,
      invocations: [{ count: times * weight.calls, milliseconds: workload.otherCallMilliseconds }],
      memoryMb: workload.lambdaMemoryMb,
      atOnce: Math.min(atOnce, workload.lambdaConcurrency),
      pointer,
    });
  addRequests(ledger, weight, { times, who: who.replace(/^functions/, 'states'), pointer });
}

/** Where a child's results lie, as a ResultWriter says it. */
const POINTER_BYTES = 500;

/** Results of a Map Run of a level: one for each item, with the item where they are not transformed. */
function writtenBytes({ workload, facts }: Charge, { over, writes }: MapLevel, { items }: Runs): number {
  if (over === 'outer') return facts.writer === true ? items * POINTER_BYTES : workload.items * workload.resultBytes;
  return items * (workload.resultBytes + (writes === 'NONE' ? workload.itemBytes : 0));
}
