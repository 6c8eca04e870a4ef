import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { textOf } from '../json-texts.ts';
import { ExitWithVariables } from '../history/event-details.ts';
import { EVENT_NUMBER } from '../history/event-log.ts';
import { EVENT_TYPES, type EventType } from '../history/events.ts';
import type { EventAt } from '../interpreter/execution-journal.ts';

/**
 * How a record names a value: a number that the value was given when it was told before, or one of these. A value that
 * several events share, as states share what they hand on, is told once.
 */
const NUMBERED = 0;
const UNNUMBERED = -1;

/** What the first element of a record says it is. */
export const TAG = { start: 0, event: 1, line: 2, inside: 3, redriven: 4, ended: 5, token: 6 } as const;

/** Takes values apart from the records that name them, and knows those that were told before. */
export class ValueWriter {
  #numbers = new WeakMap<object, number>();
  #count: number;
  #texts = '';

  /** `count`: how many values were numbered before. */
  constructor(count: number) {
    this.#count = count;
  }

  /** How the record that is being made names the value. */
  slotOf(value: JsonValue): number {
    if (typeof value !== 'object' || value === null) {
      this.#texts += `\t${JSON.stringify(value)}`;
      return UNNUMBERED;
    }
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#texts += `\t${textOf(value)}`;
    this.#numbers.set(value, ++this.#count);
    return NUMBERED;
  }

  /** The record of `head` with the values that it names for the first time. */
  finish(head: readonly unknown[]): string {
    const texts = this.#texts;
    this.#texts = '';
    return JSON.stringify(head) + texts;
  }
}

/** Finds the values that a record names; `T` is whatever stands for one. To be asked in the order of the slots. */
export class ValueReader<T> {
  readonly #numbered: readonly T[];
  readonly #values: readonly T[];
  readonly #onNumbered: (value: T) => void;
  #at = 0;

  /** `numbered`: all values with a number so far. `values`: those of this record. `onNumbered` gets each that is new. */
  constructor(numbered: readonly T[], values: readonly T[], onNumbered: (value: T) => void = () => undefined) {
    this.#numbered = numbered;
    this.#values = values;
    this.#onNumbered = onNumbered;
  }

  take(slot: unknown): T {
    const value =
      slot === NUMBERED || slot === UNNUMBERED ? this.#values[this.#at++] : this.#numbered[Number(slot) - 1];
    if (value === undefined) throw new SyntaxError('A record names a value that is not there.');
    if (slot === NUMBERED) this.#onNumbered(value);
    return value;
  }
}

/** Fields of events that hold values: the others are short. */
const VALUE_FIELDS = ['input', 'output', 'parameters'] as const;

/** What the payload of an event is, by its type. */
function kindOf(type: EventType): 'VALUE' | 'EXIT' | 'INDEX' | 'FIELDS' {
  if (type.endsWith('StateEntered')) return 'VALUE';
  if (type.endsWith('StateExited')) return 'EXIT';
  return type.startsWith('MapIteration') ? 'INDEX' : 'FIELDS';
}

const KINDS = EVENT_TYPES.map(kindOf);

/** The record of an event; `payload` as EventLog.append takes it. */
export function writeEvent(values: ValueWriter, execution: number, event: EventAt, payload: unknown): string {
  const { type, previous, time, name = 0, line = -1, next = 0 } = event;
  const number = EVENT_NUMBER[type];
  return values.finish([
    TAG.event,
    execution,
    number,
    previous,
    time,
    name,
    line,
    next,
    ...writePayload(values, KINDS[number] ?? 'FIELDS', payload),
  ]);
}

function writePayload(values: ValueWriter, kind: ReturnType<typeof kindOf>, payload: unknown): unknown[] {
  if (payload === undefined) return [];
  if (kind === 'INDEX') return [payload];
  if (kind === 'VALUE') return [values.slotOf(payload as JsonValue)];
  if (kind === 'EXIT')
    return payload instanceof ExitWithVariables
      ? [values.slotOf(payload.output), values.slotOf(payload.assigned)]
      : [values.slotOf(payload as JsonValue)];
  const fields: Record<string, unknown> = { ...(payload as object) };
  for (const field of VALUE_FIELDS)
    if (fields[field] !== undefined) fields[field] = values.slotOf(fields[field] as JsonValue);
  return [fields];
}

/** The event that a record tells, and what its values are. */
export interface ReadEvent<T> extends EventAt {
  /** Of an entered state its input, of an exited one its output. */
  readonly value: T | undefined;
  readonly assigned: T | undefined;
  readonly index: number | undefined;
  /** Named details; values apart. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  readonly fieldValues: ReadonlyMap<string, T>;
}

export function readEvent<T>(head: readonly unknown[], values: ValueReader<T>): ReadEvent<T> {
  const [, , number, previous, time, name, line, next, first, second] = head;
  const type = EVENT_TYPES[Number(number)];
  if (type === undefined) throw new SyntaxError('A record tells of an event of an unknown type.');
  const kind = KINDS[Number(number)];
  const fields = kind === 'FIELDS' ? (first as Readonly<Record<string, unknown>> | undefined) : undefined;
  return {
    type,
    previous: Number(previous),
    time: Number(time),
    name: typeof name === 'string' ? name : undefined,
    line: line === -1 ? undefined : Number(line),
    next: typeof next === 'string' ? next : undefined,
    value: (kind === 'VALUE' || kind === 'EXIT') && first !== undefined ? values.take(first) : undefined,
    assigned: kind === 'EXIT' && second !== undefined ? values.take(second) : undefined,
    index: kind === 'INDEX' ? Number(first) : undefined,
    fields,
    fieldValues: takeFields(fields ?? {}, values),
  };
}

function takeFields<T>(fields: Readonly<Record<string, unknown>>, values: ValueReader<T>): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const field of VALUE_FIELDS) if (fields[field] !== undefined) found.set(field, values.take(fields[field]));
  return found;
}

/** The payload as EventLog.append took it. */
export function payloadOf<T>(event: ReadEvent<T>, valueOf: (value: T) => JsonValue): unknown {
  if (event.index !== undefined) return event.index;
  if (event.value !== undefined) {
    const output = valueOf(event.value);
    return event.assigned === undefined ? output : new ExitWithVariables(output, valueOf(event.assigned) as JsonObject);
  }
  if (event.fields === undefined) return undefined;
  const fields: Record<string, unknown> = { ...event.fields };
  for (const [field, value] of event.fieldValues) fields[field] = valueOf(value);
  return fields;
}
