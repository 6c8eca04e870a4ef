import type { DefinitionReading } from './definition-facts.ts';
import { withAllWithin, type MapLevel } from './map-levels.ts';
import { roundsOfResults } from './result-rounds.ts';
import { count } from './say.ts';
import type { Workload, WorkloadField } from './workload-fields.ts';
import type { Assumption } from './workload.ts';

/**
 * What the figures of the other levels of a definition rest on, a sentence each with what to set: how many items each
 * level has, how often it goes round, how long its calls take; and what was said that no level asks for.
 */
export function describeLevels(
  definition: DefinitionReading | undefined,
  workload: Workload,
  assumptions: readonly Assumption[],
): readonly string[] {
  const isAssumed = (field: WorkloadField): boolean =>
    assumptions.find((each) => each.field === field)?.from === 'default';
  const said = (field: WorkloadField): number => Number(assumptions.find((each) => each.field === field)?.value ?? 0);
  const facts = definition?.facts;
  const { outer, beside = [], mapName = '', records = 'NONE' } = facts ?? {};
  const others = beside.filter(({ over }) => over === 'other');
  const levels = [...(outer?.within ?? []), ...beside].flatMap(withAllWithin);
  const inner = levels.filter(({ over }) => over === 'inner');
  const asksInner = inner.length > 0 || definition?.values.inner !== undefined;
  const looped = levels.filter(({ loop, over }) => loop !== undefined && over !== 'files' && over !== 'records');
  const reduced = beside.filter(({ over }) => over === 'files');
  const calls =
    (facts?.parent.calls ?? 0) > 0 || [...(outer ? [outer] : []), ...beside].flatMap(withAllWithin).some(hasCalls);
  return [
    ...(outer ? [describeOuter(outer, mapName, workload, said('outerItems'), isAssumed('outerItems'))] : []),
    ...others.map(
      ({ name }) =>
        `${name} is priced with ${count(workload.otherItems || workload.items)} items${workload.otherItems > 0 ? '' : `, as many as ${mapName} has: set otherItems where it has another number`}.`,
    ),
    ...(others.length > 0
      ? [
          `${names(others)} would stay beside a custom pipeline, whose figures do not hold what ${others.length > 1 ? 'they cost' : 'it costs'}.`,
        ]
      : []),
    ...unknownBatches([...(outer ? [outer] : []), ...beside].flatMap(withAllWithin)),
    ...(asksInner
      ? [
          `${inner.length > 0 ? names(inner) : `The Map within ${mapName}`} is taken to have ${count(workload.innerItems)} ${workload.innerItems === 1 ? 'item' : 'items'} each time${isAssumed('innerItems') ? ': set innerItems where it has more' : ''}; a Map within that, one.`,
        ]
      : []),
    ...looped.map(
      ({ name }) =>
        `${name} is in a loop, and priced with ${rounds(Math.max(1, workload.loopRounds))}${workload.loopRounds > 0 ? '' : ': set loopRounds, which only a run tells'}.`,
    ),
    ...reduced.flatMap((level) => describeReduction(level, mapName, workload, records)),
    ...(calls && isAssumed('otherCallMilliseconds')
      ? [
          `Calls of functions outside the work on the items are taken to last ${count(workload.otherCallMilliseconds)} ms each: set otherCallMilliseconds.`,
        ]
      : []),
    ...unused({
      outerItems: outer === undefined && said('outerItems') !== 1,
      innerItems: !asksInner && said('innerItems') !== 1,
      otherItems: others.length + reduced.length === 0 && said('otherItems') !== 0,
      loopRounds: looped.length + reduced.length === 0 && said('loopRounds') !== 0,
    }),
  ];
}

const hasCalls = ({ unit, loop }: MapLevel): boolean => unit.calls > 0 || (loop?.cycle.calls ?? 0) > 0;
const names = (levels: readonly MapLevel[]): string => levels.map(({ name }) => name).join(', ');
const rounds = (n: number): string => `${count(n)} ${n === 1 ? 'round' : 'rounds'}`;

function describeOuter(
  { name, kind }: MapLevel,
  mapName: string,
  { items, outerItems: runs }: Workload,
  outerItems: number,
  assumed: boolean,
): string {
  const units = kind === 'INLINE' ? 'iteration' : 'child';
  const some = runs === 1 ? `one ${units}` : `${count(runs)} ${kind === 'INLINE' ? 'iterations' : 'children'}`;
  const where = `${name} has ${some}, each with a Map Run of ${mapName}`;
  if (assumed) return `${where}: set outerItems to how many items ${name} has; that is taken for 1 here.`;
  return outerItems === 1
    ? `${where}.`
    : `${where}; the ${count(items)} items are taken to be spread evenly over them, and uneven ones may make up to ${count(runs - 1)} more children.`;
}

function describeReduction(
  level: MapLevel,
  mapName: string,
  workload: Workload,
  written: Parameters<typeof roundsOfResults>[1],
): readonly string[] {
  const reducer = level.within.find(({ over }) => over === 'records');
  if (!reducer) return [];
  const { groups, recordBytes } = roundsOfResults(workload, written, reducer);
  const files = groups.reduce((sum, group) => sum + group.files, 0);
  const [longest] = groups.toSorted((a, b) => b.rounds.length - a.rounds.length);
  const found = longest?.rounds ?? [];
  const children = found.map((round) => count(round.children)).join(' + ');
  const what =
    found.length === 0
      ? `so small that ${reducer.name} has nothing to do`
      : `${rounds(found.length)} of ${reducer.name}${files === 1 ? '' : ' a file'} (${children} ${children === '1' ? 'child' : 'children'})`;
  const least = Math.min(found.length, Math.max(reducer.loop?.least ?? 1, found.length > 0 ? 1 : 0));
  const told =
    workload.loopRounds > 0
      ? ''
      : found.length === 0
        ? ''
        : ` Only a run tells: at least ${rounds(least)}, and more where merged results grow; set resultBytes, or loopRounds.`;
  return [
    `${level.name} goes over the result files of ${mapName}: ${count(files)} with results of ${count(recordBytes)} bytes, ${what}, where a merged result is as long as one of a child.${told}`,
  ];
}

/** A level is dearest with an item in each batch; results are taken to be reduced in the largest batches there are. */
function unknownBatches(levels: readonly MapLevel[]): readonly string[] {
  const unknown = levels.filter(({ batch }) => batch.items === undefined && batch.bytes === undefined);
  return unknown.map(({ name, over }) =>
    over === 'records'
      ? `Batches of ${name} are known in a run only, and taken to be as large as an input may be.`
      : `Batches of ${name} are known in a run only, and taken to hold one item each, which is the dearest.`,
  );
}

/** Fields that somebody set and that nothing of the definition asks for: they would change nothing, and silently. */
function unused(fields: Partial<Record<WorkloadField, boolean>>): readonly string[] {
  const found = Object.entries(fields)
    .filter(([, isUnused]) => isUnused)
    .map(([field]) => field);
  return found.length === 0
    ? []
    : [
        `${found.join(', ')}: no Map of the definition asks for ${found.length > 1 ? 'them' : 'it'}, so ${found.length > 1 ? 'they change' : 'it changes'} nothing here.`,
      ];
}
