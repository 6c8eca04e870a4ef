import type { DefinitionFacts } from '../definition-facts.ts';
import type { MapLevel } from '../map-levels.ts';
import { roundsOfResults } from '../result-rounds.ts';
import type { Workload } from '../workload-fields.ts';
import { furtherRounds, itemsOf, lanesOf, roundsOf, unitMilliseconds } from './levels.ts';
import { batchItems } from './work.ts';

/** Time of what runs beside the Map that works on the items, in an execution of inline Maps, in milliseconds. */
export function besideMilliseconds(workload: Workload, { parent, beside }: DefinitionFacts): number {
  const own = parent.calls * workload.otherCallMilliseconds;
  return beside.reduce(
    (sum, level) => sum + (level.over === 'files' ? 0 : levelMilliseconds(level, workload).milliseconds),
    own,
  );
}

/** Map Runs that a run waits for one after the other, and the time of the work in them. */
export interface LevelTime {
  readonly mapRuns: number;
  readonly milliseconds: number;
}

/** What the levels around and beside a Map Run add to the time of a run, without its own children. */
export function timeOfLevels(workload: Workload, { parent, outer, beside, records }: DefinitionFacts): LevelTime {
  const own = { mapRuns: 0, milliseconds: parent.calls * workload.otherCallMilliseconds };
  const around = outer
    ? { mapRuns: outer.kind === 'INLINE' ? 0 : 1, milliseconds: unitMilliseconds(outer, workload, 1) }
    : { mapRuns: 0, milliseconds: 0 };
  const others = beside.map((level) => {
    if (level.over !== 'files') return levelMilliseconds(level, workload);
    const reducer = level.within.find(({ over }) => over === 'records');
    const { groups } = roundsOfResults(workload, records, reducer);
    const call = unitMilliseconds({ ...level, within: [] }, workload, 1);
    const rounds = reducer ? (groups.toSorted((a, b) => b.rounds.length - a.rounds.length)[0]?.rounds ?? []) : [];
    const turns = reducer
      ? rounds.map(({ children }) => turnsOf(reducer, children, workload) * unitMilliseconds(reducer, workload, 1))
      : [];
    return {
      mapRuns: rounds.length,
      milliseconds: turns.reduce((sum, each) => sum + each, groups.length > 0 ? call : 0),
    };
  });
  return [around, ...others].reduce(
    (sum, each) => ({ mapRuns: sum.mapRuns + each.mapRuns, milliseconds: sum.milliseconds + each.milliseconds }),
    own,
  );
}

function levelMilliseconds(level: MapLevel, workload: Workload): LevelTime {
  const rounds = roundsOf(level, workload);
  const items = itemsOf(level, workload);
  const batch = level.kind === 'INLINE' ? 1 : batchItems(level, workload.itemBytes);
  const turns = turnsOf(level, Math.ceil(items / batch), workload);
  const calls = (level.loop?.cycle.calls ?? 0) * workload.otherCallMilliseconds;
  return {
    mapRuns: level.kind === 'INLINE' ? 0 : rounds,
    milliseconds: rounds * turns * unitMilliseconds(level, workload, batch) + furtherRounds(level, workload) * calls,
  };
}

function turnsOf(level: MapLevel, units: number, { lambdaConcurrency }: Workload): number {
  const lanes = lanesOf(level, units);
  return Math.ceil(units / (level.unit.calls > 0 ? Math.min(lanes, lambdaConcurrency) : lanes));
}
