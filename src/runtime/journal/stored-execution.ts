import type { JsonValue } from '../../asl/json.ts';
import { parseKeepingNumbers } from '../../asl/kept-numbers.ts';
import { EventLog } from '../history/event-log.ts';
import { detailsOf } from '../history/event-details.ts';
import type { History, HistoryEvent, HistoryPage } from '../history/events.ts';
import type { ExecutionResult } from '../interpreter/execution-contract.ts';
import type { InsideStart } from '../interpreter/execution-journal.ts';
import { withoutOversized, type LinePoint } from '../interpreter/resume-point.ts';
import type { Disk } from './disk.ts';
import { payloadOf, readEvent, TAG, ValueReader } from './event-records.ts';
import { recordAt, type Place, type RecordAt } from './journal-file.ts';
import { LinePoints } from './line-points.ts';

/** How an attempt ended; the output is read when somebody asks. */
type StoredEnd = { readonly stopDate: number } & (
  | { readonly status: 'SUCCEEDED'; readonly output: Place }
  | { readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; readonly error?: string; readonly cause?: string }
);

/** One execution as its records tell it: read in order once, and only places are kept. */
export class StoredExecution {
  readonly #disk: Disk;
  readonly #events: Place[] = [];
  readonly #numbered: Place[] = [];
  readonly #lines = new LinePoints<Place>();
  #end: StoredEnd | undefined;
  #history: EventLog | undefined;
  redriveCount = 0;
  /** Milliseconds since 1970. */
  redriveDate: number | undefined;
  readonly redriveTokens: { readonly token: string; readonly date: number }[] = [];

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** How many values have a number. */
  get values(): number {
    return this.#numbered.length;
  }

  /** How many events there are. */
  get events(): number {
    return this.#events.length;
  }

  /** Throws SyntaxError for a record that does not go on from those before. */
  tell({ head, place, values }: RecordAt): void {
    const reader = new ValueReader(this.#numbered, values, (value) => this.#numbered.push(value));
    switch (head[0]) {
      case TAG.event:
        this.#events.push(place);
        this.#lines.tell(this.#events.length, readEvent(head, reader));
        break;
      case TAG.line:
        this.#lines.openLine(Number(head[2]), Number(head[3]), Number(head[4]), Number(head[5]));
        break;
      case TAG.inside:
        this.#lines.beginInside(Number(head[2]), readInside(head, reader));
        break;
      case TAG.redriven:
        this.#lines.beginAttempt();
        this.redriveCount = Number(head[2]);
        this.redriveDate = Number(head[3]);
        this.#end = undefined;
        break;
      case TAG.ended:
        this.#end = readEnd(head, reader);
        break;
      case TAG.token:
        this.redriveTokens.push({ token: String(head[2]), date: Number(head[3]) });
        break;
      default:
        throw new SyntaxError('A record is of an unknown kind.');
    }
  }

  /** Undefined: it was running. */
  get end(): { readonly result: ExecutionResult; readonly stopDate: number } | undefined {
    if (this.#end === undefined) return undefined;
    const { stopDate, ...end } = this.#end;
    const result = end.status === 'SUCCEEDED' ? { ...end, output: readValue(this.#disk, end.output) } : end;
    return { result, stopDate };
  }

  /** Where an attempt that did not succeed is taken up again. */
  point(): LinePoint {
    const known = new Map<Place, JsonValue>();
    const point = this.#lines.point((place) => readOnce(this.#disk, place, known));
    const end = this.#end;
    const isTooLarge = end?.status === 'FAILED' && end.error === 'States.DataLimitExceeded';
    return isTooLarge ? withoutOversized(point) : point;
  }

  /**
   * The history, to which another attempt can add. `given`: the execution's input and its text, which is shown as it
   * was given; it is the first value that has a number, if it has one. To be asked after the last record; there is one.
   */
  history(given?: { readonly input: JsonValue; readonly text: string }): EventLog {
    return (this.#history ??= this.#openHistory(given));
  }

  #openHistory(given: { readonly input: JsonValue; readonly text: string } | undefined): EventLog {
    const texts = new Map<unknown, string>(given === undefined ? [] : [[given.input, given.text]]);
    const values = new Map<Place, JsonValue>();
    const [first] = this.#numbered;
    if (first !== undefined && typeof given?.input === 'object' && given.input !== null) values.set(first, given.input);
    return new EventLog(true, texts, new StoredHistory(this.#disk, this.#events, this.#numbered, values, texts));
  }
}

function readInside(head: readonly unknown[], reader: ValueReader<Place>): InsideStart<Place> {
  const [, , , kind, first, isResumed, slot] = head;
  if (kind === 'MAP_RUN') return { kind, mapRunArn: String(first) };
  if (kind !== 'BRANCHES' && kind !== 'ITERATIONS') throw new SyntaxError('A record is of an unknown kind.');
  return { kind, value: reader.take(slot), count: Number(first), isResumed: isResumed === 1 };
}

function readEnd(head: readonly unknown[], reader: ValueReader<Place>): StoredEnd {
  const [, , status, date, first, cause] = head;
  const stopDate = Number(date);
  if (status === 'SUCCEEDED') return { status, stopDate, output: reader.take(first) };
  if (status !== 'FAILED' && status !== 'TIMED_OUT' && status !== 'ABORTED')
    throw new SyntaxError('A record tells of an unknown end.');
  return {
    status,
    stopDate,
    ...(typeof first === 'string' ? { error: first } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
  };
}

/** Events that lie in files: read when somebody asks. */
class StoredHistory implements History {
  readonly #disk: Disk;
  readonly #events: readonly Place[];
  readonly #numbered: readonly Place[];
  readonly #values: ReadonlyMap<Place, JsonValue>;
  readonly #texts: ReadonlyMap<unknown, string>;
  readonly length: number;

  constructor(
    disk: Disk,
    events: readonly Place[],
    numbered: readonly Place[],
    values: ReadonlyMap<Place, JsonValue>,
    texts: ReadonlyMap<unknown, string>,
  ) {
    this.#disk = disk;
    this.#events = [...events];
    this.#numbered = numbered;
    this.#values = values;
    this.#texts = texts;
    this.length = events.length;
  }

  read({ from, count, reverse = false }: HistoryPage = {}): HistoryEvent[] {
    const known = new Map(this.#values);
    const step = reverse ? -1 : 1;
    const events: HistoryEvent[] = [];
    let id = from ?? (reverse ? this.length : 1);
    for (let left = count ?? this.length; left > 0 && id >= 1 && id <= this.length; left--, id += step) {
      const place = this.#events[id - 1];
      if (place !== undefined) events.push(this.#eventAt(id, place, known));
    }
    return events;
  }

  #eventAt(id: number, place: Place, known: Map<Place, JsonValue>): HistoryEvent {
    const bytes = this.#disk.read(place.path, place.offset, place.length);
    const { head, values } = recordAt(place.path, bytes, 0, bytes.length, place.offset);
    const event = readEvent(head, new ValueReader(this.#numbered, values));
    const payload = payloadOf(event, (value) => readOnce(this.#disk, this.#same(value), known));
    return {
      timestamp: event.time / 1000,
      type: event.type,
      id,
      previousEventId: event.previous,
      ...detailsOf(event.type, event.name, payload, this.#texts),
    };
  }

  /** The input has one value, wherever it is named. */
  #same(value: Place): Place {
    const [first] = this.#numbered;
    return first !== undefined && first.path === value.path && first.offset === value.offset ? first : value;
  }
}

function readOnce(disk: Disk, place: Place, known: Map<Place, JsonValue>): JsonValue {
  let value = known.get(place);
  if (value === undefined) known.set(place, (value = readValue(disk, place)));
  return value;
}

/** The JSON value that lies at a place. */
export function readValue(disk: Disk, { path, offset, length }: Place): JsonValue {
  return parseKeepingNumbers(disk.read(path, offset, length).toString('utf8'));
}
