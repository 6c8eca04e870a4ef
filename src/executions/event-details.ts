import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';

/** What an event tells besides its type, by the names of the API; nothing for an event that tells nothing. */
export function detailsOf(event: HistoryEvent): Readonly<Record<string, unknown>> {
  const found = Object.entries(event).find(([key, value]) => key.endsWith('EventDetails') && value !== undefined);
  return (found?.[1] ?? {}) as Readonly<Record<string, unknown>>;
}

/** A text of an event. */
export interface EventText {
  /** `input`, `output`, `cause` …, as in the API. */
  readonly name: string;
  readonly text: string;
  /** Step Functions has cut it short. */
  readonly isCut: boolean;
}

/** The texts of an event that was read with its data, in the order of the API. */
export function textsOf(event: HistoryEvent): EventText[] {
  const details = detailsOf(event);
  return Object.entries(details).flatMap(([name, value]) => {
    // `inputDetails` and its like only say whether `input` was cut.
    if (value === undefined || /^(?:input|output|assignedVariables)Details$/.test(name)) return [];
    const about = details[`${name}Details`] as { readonly truncated?: boolean } | undefined;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [{ name, text, isCut: about?.truncated === true }];
  });
}

/** The most events that one request gives. */
const MOST_EVENTS = 1000;

/** Reads single events of a history with their data. The API has no way to ask for one: it is read to, from the nearer end. */
export class EventReader {
  readonly #executionArn: string;
  /** The last page: who looks at an event looks at its neighbours next. */
  #page: readonly HistoryEvent[] = [];

  constructor(executionArn: string) {
    this.#executionArn = executionArn;
  }

  /** `total`: how many events there are known to be. Undefined: there is no such event. Rejects with the API's error. */
  async read(client: SFNClient, id: number, total: number, signal?: AbortSignal): Promise<HistoryEvent | undefined> {
    const known = this.#page.find((event) => event.id === id);
    if (known !== undefined) return known;
    const { paginateGetExecutionHistory } = await import('@aws-sdk/client-sfn');
    const isNearEnd = total - id < id;
    const away = isNearEnd ? total - id + 1 : id;
    const pages = paginateGetExecutionHistory(
      { client, pageSize: Math.max(1, Math.min(away, MOST_EVENTS)) },
      { executionArn: this.#executionArn, reverseOrder: isNearEnd, includeExecutionData: true },
      signal === undefined ? {} : { abortSignal: signal },
    );
    for await (const { events = [] } of pages) {
      const found = events.find((event) => event.id === id);
      if (found === undefined) continue;
      this.#page = events;
      return found;
    }
    return undefined;
  }
}
