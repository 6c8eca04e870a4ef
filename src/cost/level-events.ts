import { furtherRounds, itemsOf, roundsOf } from './approaches/levels.ts';
import type { DefinitionFacts } from './definition-facts.ts';
import type { MapLevel } from './map-levels.ts';
import { roundsOfResults } from './result-rounds.ts';
import type { Workload } from './workload-fields.ts';

/** Events of an iteration itself, begun and ended. */
const ITERATION_EVENTS = 2;

/**
 * Events in the history of a Standard execution beside those of its own Map that works on the items: of the states
 * outside of all Maps, and of inline Maps beside it; around it, and over its results, where that is a Map Run.
 */
export function countEventsBeside(workload: Workload, facts: DefinitionFacts, hasMapRun: boolean): number {
  const { parent, outer, beside, records } = facts;
  const around = hasMapRun && outer?.kind === 'INLINE' ? workload.outerItems * eventsOfIteration(outer, workload) : 0;
  return beside.reduce((sum, level) => {
    // As many items as the other Map has are a guess, which prices and rules nothing out.
    if (level.over === 'other' && workload.otherItems === 0) return sum;
    if (level.over !== 'files') return sum + eventsOf(level, workload);
    if (!hasMapRun) return sum;
    const reducer = level.within.find(({ over }) => over === 'records');
    const { groups } = roundsOfResults(workload, records, reducer);
    const rounds = groups.map((group) => group.files * (group.rounds.length - (reducer?.loop?.least ?? 1)));
    const files = groups.reduce((all, group) => all + group.files, 0) * eventsOfIteration(level, workload);
    return sum + files + rounds.reduce((all, each) => all + each, 0) * (reducer?.loop?.cycle.events ?? 0);
  }, parent.events + around);
}

/** Of a Map each time that it is come to; those of a Map Run are in the histories of its children. */
function eventsOf(level: MapLevel, workload: Workload): number {
  const further = furtherRounds(level, workload) * (level.loop?.cycle.events ?? 0);
  if (level.kind !== 'INLINE') return further;
  return roundsOf(level, workload) * itemsOf(level, workload) * eventsOfIteration(level, workload) + further;
}

const eventsOfIteration = ({ unit, within }: MapLevel, workload: Workload): number =>
  within
    .filter(({ over }) => over !== 'records')
    .reduce((sum, inner) => sum + eventsOf(inner, workload), ITERATION_EVENTS + unit.events);
