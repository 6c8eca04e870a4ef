/** What the pipeline needs of the world. aws.ts reaches AWS; a local run and the tests stand in for it. */
export interface Ports {
  readonly table: Table;
  readonly work: Queue;
  readonly parked: ParkedQueue;
  readonly files: Files;
  /** Starts the splitter for a job that has begun, without waiting for it. */
  continueSplit(job: string): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
  /** Milliseconds that this invocation has left. */
  remaining(): number;
  log(message: string, details?: Readonly<Record<string, unknown>>): void;
  readonly settings: Settings;
  readonly task: Task;
  readonly reduce: Reduce;
}

export interface Settings {
  readonly format: Format;
  /** Counter shards of a new job: one takes about 500 tasks a second. */
  readonly shards: number;
  /** After so many items the splitter writes how far it is; the splitter's own number where it is not said. */
  readonly itemsPerCheckpoint?: number;
  /** What the keys of outputs begin with, such as `output/`. */
  readonly outputPrefix: string;
}

export type Format = 'jsonl' | 'csv';

/** task.ts: the work on one item. What it returns becomes JSON. */
export type Task = (item: unknown, context: TaskContext) => unknown;

export interface TaskContext {
  readonly job: string;
  /** Place of the item in its file, from 0. */
  readonly index: number;
}

/** reduce.ts: all outcomes, in the order of the items, to the text of the output. */
export type Reduce = (outcomes: AsyncIterable<Outcome>, job: FinishedJob) => AsyncIterable<string>;

export type Outcome =
  | { readonly index: number; readonly status: 'DONE'; readonly result: unknown }
  | { readonly index: number; readonly status: 'FAILED'; readonly error: string };

export interface FinishedJob {
  readonly job: string;
  readonly total: number;
  /** 1, and one more for each task that was redriven. */
  readonly version: number;
  /** Key of the input. */
  readonly key: string;
}

export type Value = string | number | boolean;
export type Row = Readonly<Record<string, Value>>;
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** That there is no such row, or that a row has all of these values. */
export type Condition = 'missing' | Row;

export interface Write {
  readonly key: Key;
  /** One of them has to hold; without any the write is unconditional. */
  readonly when?: readonly Condition[];
  readonly set?: Row;
  readonly add?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
}

export interface Table {
  /** Strongly consistent, each row by itself: together they are no snapshot. */
  read(keys: readonly Key[]): Promise<(Row | undefined)[]>;
  /**
   * Writes all of them or none. Resolves with the places of the writes whose conditions do not hold; with none of them
   * it is written. Throws BusyError where trying again later may help.
   */
  write(writes: readonly Write[]): Promise<readonly number[]>;
  /** The rows of a partition, strongly consistent, in the order of `sk`, page by page. */
  list(pk: string): AsyncIterable<readonly Row[]>;
  /** Open jobs that nothing has touched since this time. Eventually consistent. */
  listOpenJobs(touchedBefore: number): Promise<readonly string[]>;
}

export interface Queue {
  /**
   * At most 10 messages of 256 KiB together, hidden for so many seconds. Resolves with the places of those that were not
   * taken. Throws BusyError where trying again later may help.
   */
  send(bodies: readonly string[], delaySeconds?: number): Promise<readonly number[]>;
}

export interface ParkedQueue extends Queue {
  /** Up to 10 messages, which stay hidden for a while; none when there are no more. */
  receive(): Promise<readonly ParkedMessage[]>;
  remove(receipt: string): Promise<void>;
}

export interface ParkedMessage {
  readonly body: string;
  readonly receipt: string;
}

export interface InputFile {
  readonly bucket: string;
  readonly key: string;
  /** Empty where the bucket keeps no versions; then the ETag says whether it is still the same file. */
  readonly versionId: string;
  readonly etag: string;
}

export interface Files {
  /** The text of exactly this file, in pieces. Throws GoneError once it was deleted or replaced. */
  open(file: InputFile): AsyncIterable<string>;
  /** Whole or not at all. */
  write(key: string, text: AsyncIterable<string>): Promise<void>;
}

/** The service did not do it, for now: a throttle, or a conflict with another transaction. */
export class BusyError extends Error {
  override name = 'BusyError';
}

/** The input file is no longer what the event was about. */
export class GoneError extends Error {
  override name = 'GoneError';
}

/** Thrown by task.ts for an item that will never work: it fails at once instead of being tried again. */
export class TaskFailure extends Error {
  override name = 'TaskFailure';
}

/** By name: what throws it may have loaded this module a second time. */
export function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
