import type { State } from '../asl/definition.ts';
import { ancestorsOf, type LevelReading } from './map-levels.ts';

/**
 * What the figures of a definition leave out or take for granted, a sentence each with what to do. `chosen` is the Map
 * that is priced as the one that works on the items, `type` is the machine's own.
 */
export function findRemarks(
  chosen: State | undefined,
  levels: LevelReading | undefined,
  type: 'STANDARD' | 'EXPRESS',
): readonly string[] {
  if (!chosen || !levels)
    return ['The definition has no Map: the figures are those of a Map with the workload, added to it.'];
  const { passedOver, tooFarOut } = levels;
  const [outer] = ancestorsOf(chosen);
  return [
    ...(chosen.scopes[0]?.mode === 'DISTRIBUTED' && type === 'EXPRESS'
      ? [
          `${chosen.name} is a distributed Map in an Express workflow, which AWS refuses: make the workflow a Standard one, as these figures take it.`,
        ]
      : []),
    ...(tooFarOut.length > 0
      ? [
          `${outer?.name ?? ''} runs within ${names(tooFarOut)} in turn: one child of it is counted, and what it has beside ${outer?.name ?? ''} is not; set runsPerMonth to all of them.`,
        ]
      : []),
    ...(passedOver.length > 0
      ? [
          `${names(passedOver)} ${passedOver.length > 1 ? 'are' : 'is'} not priced: what is priced goes another way at a Choice. Estimate it apart.`,
        ]
      : []),
  ];
}

/** States that are entered again and again, which only a run counts. */
export const remarkLoops = (loops: readonly State[]): readonly string[] =>
  loops.length === 0
    ? []
    : [
        `${names(loops)} ${loops.length > 1 ? 'are in loops' : 'is in a loop'}: the way through is priced once, and each further round comes on top.`,
      ];

/** Wait states whose length the definition does not say. */
export const remarkWaits = (waits: readonly State[]): readonly string[] =>
  waits.length === 0
    ? []
    : [
        `How long ${names(waits)} waits is known in a run only, and not counted: set waitMilliseconds for what a child waits.`,
      ];

const names = (states: readonly State[]): string => states.map(({ name }) => name).join(', ');
