import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { HistoryRow } from '../protocol/history-row.ts';
import { detailsOf } from './event-details.ts';
import type { HistoryStates } from './history-states.ts';

/** Types that tell of something that went wrong. */
const FAILED = /(?:Failed|TimedOut|Aborted)$/;
/** Characters of what an event is about. */
const MOST_ABOUT = 160;

/** Makes the rows of a table of events as they come. */
export class HistoryRows {
  readonly #states: HistoryStates;
  #last: number | undefined;

  /** `states`: to which the events were added before. */
  constructor(states: HistoryStates) {
    this.#states = states;
  }

  /** Of the next events, in the order of their ids. */
  add(events: readonly HistoryEvent[]): HistoryRow[] {
    return events.map((event) => {
      const { id = 0, type = '' } = event;
      const at = event.timestamp?.getTime() ?? 0;
      const since = this.#last === undefined ? undefined : at - this.#last;
      this.#last = at;
      const visit = this.#states.visitOf(id);
      const isFailed = FAILED.test(type);
      return {
        id,
        type,
        at,
        since,
        state: visit?.name,
        pointer: visit?.pointer,
        about: describeEvent(event),
        isFailed,
      };
    });
  }
}

/** What an event is about besides its type, in one line. */
function describeEvent(event: HistoryEvent): string {
  const { error, resourceType, resource, index, mapRunArn, redriveCount } = detailsOf(event) as EventFacts;
  const said = [
    error,
    resourceType === undefined || resource === undefined ? resource : `${resourceType}:${resource}`,
    index === undefined ? undefined : `iteration ${index}`,
    mapRunArn,
    redriveCount === undefined ? undefined : `redrive ${redriveCount}`,
  ];
  return said
    .filter((part) => part !== undefined)
    .join(' · ')
    .slice(0, MOST_ABOUT);
}

/** What some events tell, in the API's types. */
interface EventFacts {
  readonly error?: string;
  readonly resourceType?: string;
  readonly resource?: string;
  readonly index?: number;
  readonly mapRunArn?: string;
  readonly redriveCount?: number;
}
