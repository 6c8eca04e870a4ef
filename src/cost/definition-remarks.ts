import type { State } from '../asl/definition.ts';

/**
 * What the figures of a definition leave out or take for granted, a sentence each with what to do. `maps` are all its
 * Maps, `chosen` is the one that is priced, `type` is the machine's own.
 */
export function findRemarks(
  maps: readonly State[],
  chosen: State | undefined,
  type: 'STANDARD' | 'EXPRESS',
): readonly string[] {
  if (!chosen) return ['The definition has no Map: the figures are those of a Map with the workload, added to it.'];
  const isDistributed = (map: State): boolean => map.scopes[0]?.mode === 'DISTRIBUTED';
  const isWithin = (map: State, outer: State): boolean => map.pointer.startsWith(`${outer.pointer}/`);
  const outer = maps.find((map) => isWithin(chosen, map));
  const inner = maps.filter((map) => isWithin(map, chosen));
  const apart = maps.filter((map) => map !== chosen && map !== outer && !isWithin(map, chosen));
  const innerMaps = inner.filter((map) => !isDistributed(map));
  const isBatched = isDistributed(chosen) && chosen.fields.has('ItemBatcher');
  return [
    ...(isDistributed(chosen) && type === 'EXPRESS'
      ? [
          `${chosen.name} is a distributed Map in an Express workflow, which AWS refuses: make the workflow a Standard one, as these figures take it.`,
        ]
      : []),
    ...(outer ? [describeOuter(chosen, outer, isDistributed(outer))] : []),
    ...(innerMaps.length > 0 && !isBatched
      ? [
          `${names(innerMaps)} within ${chosen.name} is taken to iterate once for each item: set ${isDistributed(chosen) ? 'statesPerItem and lambdaCallsPerItem' : 'statesPerChild and lambdaCallsPerChild'} where it does more.`,
        ]
      : []),
    ...(apart.length > 0
      ? [`Only ${chosen.name} is priced; iterations and children of ${names(apart)} are not: estimate them apart.`]
      : []),
  ];
}

/** What is left out of a Map that runs again for each item of another. */
function describeOuter(chosen: State, outer: State, isDistributed: boolean): string {
  return isDistributed
    ? `${chosen.name} runs within the children of ${outer.name}: all items are priced as one Map Run; the children of ${outer.name}, a start and their own states each, come on top.`
    : `${chosen.name} runs within ${outer.name}: one Map Run of it is counted; set runsPerMonth to all of them.`;
}

/** Wait states whose length the definition does not say. */
export const remarkWaits = (waits: readonly State[]): readonly string[] =>
  waits.length === 0
    ? []
    : [
        `How long ${names(waits)} waits is known in a run only, and not counted: set waitMilliseconds for what a child waits.`,
      ];

const names = (states: readonly State[]): string => states.map(({ name }) => name).join(', ');
