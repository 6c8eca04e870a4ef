import { detailsOf } from './event-details.ts';
import { EVENT_TYPES, type EventType, type History, type HistoryEvent, type HistoryPage } from './events.ts';

/** The number of an event type in the column of types. */
export const EVENT_NUMBER: Readonly<Record<EventType, number>> = Object.fromEntries(
  EVENT_TYPES.map((type, index) => [type, index]),
) as Record<EventType, number>;

const FIRST_CAPACITY = 64;
/** What is only counted needs no columns: most children of a distributed Map are. */
const NO_TYPES = new Uint8Array(0);
const NO_IDS = new Uint32Array(0);
const NO_TIMES = new Float64Array(0);
const NO_TEXTS: ReadonlyMap<unknown, string> = new Map();

/**
 * An execution's events as columns: a hundred thousand of them are a few typed arrays and references to values that
 * exist anyway. They take AWS's shape only when they are read.
 */
export class EventLog implements History {
  #length = 0;
  #types = NO_TYPES;
  #previous = NO_IDS;
  #times = NO_TIMES;
  readonly #names: (string | undefined)[] = [];
  readonly #payloads: unknown[] = [];
  readonly #keep: boolean;
  readonly #texts: ReadonlyMap<unknown, string>;
  readonly #before: History | undefined;
  /** Of `before`. */
  readonly #first: number;

  /**
   * Without `keep` events are only counted. `texts`: JSON texts that stand for a value as they were given, such as the
   * execution's input with its white space. `before`: the events that came first, which lie elsewhere.
   */
  constructor(keep: boolean, texts = NO_TEXTS, before?: History) {
    this.#keep = keep;
    this.#texts = texts;
    this.#before = before;
    this.#first = before?.length ?? 0;
  }

  get length(): number {
    return this.#first + this.#length;
  }

  /**
   * Adds an event and gives its id. `name`: the state's, for events that carry one. `payload`: what event-details.ts
   * makes the details of this type from.
   */
  append(type: EventType, previous: number, time: number, name?: string, payload?: unknown): number {
    const index = this.#length++;
    const id = this.#first + index + 1;
    if (!this.#keep) return id;
    if (index === this.#types.length) this.#grow();
    this.#types[index] = EVENT_NUMBER[type];
    this.#previous[index] = previous;
    this.#times[index] = time;
    this.#names.push(name);
    this.#payloads.push(payload);
    return id;
  }

  read({ from, count, reverse = false }: HistoryPage = {}): HistoryEvent[] {
    const events: HistoryEvent[] = [];
    const length = this.#keep ? this.length : 0;
    const step = reverse ? -1 : 1;
    let id = from ?? (reverse ? length : 1);
    for (let left = count ?? length; left > 0 && id >= 1 && id <= length;) {
      const before = id <= this.#first ? this.#readBefore(id, left, reverse) : [this.#eventAt(id)];
      if (before.length === 0) break;
      for (const event of before) events.push(event);
      left -= before.length;
      id += step * before.length;
    }
    return events;
  }

  /** At once: what several of them share is then read once. */
  #readBefore(from: number, most: number, reverse: boolean): HistoryEvent[] {
    const count = reverse ? most : Math.min(most, this.#first - from + 1);
    return this.#before?.read({ from, count, reverse }) ?? [];
  }

  #eventAt(id: number): HistoryEvent {
    const index = id - 1 - this.#first;
    const type = EVENT_TYPES[this.#types[index] ?? 0] ?? 'ExecutionStarted';
    return {
      timestamp: (this.#times[index] ?? 0) / 1000,
      type,
      id,
      previousEventId: this.#previous[index] ?? 0,
      ...detailsOf(type, this.#names[index], this.#payloads[index], this.#texts),
    };
  }

  #grow(): void {
    const capacity = Math.max(this.#types.length * 2, FIRST_CAPACITY);
    const types = new Uint8Array(capacity);
    types.set(this.#types);
    this.#types = types;
    const previous = new Uint32Array(capacity);
    previous.set(this.#previous);
    this.#previous = previous;
    const times = new Float64Array(capacity);
    times.set(this.#times);
    this.#times = times;
  }
}
