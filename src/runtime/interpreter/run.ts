import { MAX_HISTORY_EVENTS, MAX_STANDARD_SECONDS } from '../../asl/quotas.ts';
import { EvaluationGate } from '../../asl/expressions/evaluation-gate.ts';
import type { ExpressionHost } from '../../asl/expressions/expression.ts';
import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { EventType } from '../history/events.ts';
import { EventLog } from '../history/event-log.ts';
import type { Stoppable } from '../contracts.ts';
import type { ExecutionOptions, Redrive } from './execution-contract.ts';
import type { InsideStart } from './execution-journal.ts';
import { Cancelled, Terminated } from './failure.ts';
import { Group } from './group.ts';
import { SizeLimit } from './size.ts';

/** How long states may run straight through before others get a turn, in milliseconds. */
const TURN = 20;
/** Reading the time for each state would cost more than the state. */
const STEPS_BETWEEN_LOOKS = 128;

/** `$$.Execution` and `$$.StateMachine`, which stay the same. */
interface RunContext {
  readonly Execution: JsonObject;
  readonly StateMachine: JsonObject;
}

/** One execution in progress: what all its branches and iterations share. */
export class Run {
  readonly options: ExecutionOptions;
  readonly log: EventLog;
  readonly group = new Group();
  readonly host: ExpressionHost;
  /** Undefined when limits are off. */
  readonly size: SizeLimit | undefined;
  #maxEvents: number;
  readonly #redrive: Redrive | undefined;
  readonly #pace: ExecutionOptions['pace'];
  #isClosed = false;
  #context: RunContext | undefined;
  #steps = 0;
  #turnEnds = performance.now() + TURN;
  /** Only counted for a journal. */
  #lines = 0;

  /** `host`: of the execution that this one is a child of, so that they share its gate. */
  constructor(options: ExecutionOptions, host?: ExpressionHost, redrive?: Redrive) {
    const { input, inputText, clock, hash, random, uuid, limits, type } = options;
    this.options = options;
    const texts = inputText === undefined ? undefined : new Map([[input, inputText]]);
    this.#redrive = redrive;
    this.#pace = type === 'STANDARD' ? options.pace : undefined;
    this.log = redrive?.history ?? new EventLog(options.keepHistory ?? true, texts);
    this.host = host ?? {
      hash,
      random,
      uuid,
      now: () => clock.now(),
      monotonic: () => performance.now(),
      gate: new EvaluationGate(),
    };
    this.size = limits === 'aws' ? new SizeLimit() : undefined;
    this.#maxEvents = limits === 'aws' && type === 'STANDARD' ? MAX_HISTORY_EVENTS : Infinity;
  }

  /** Made when an expression first asks: few children of a distributed Map have one that does. */
  get context(): RunContext {
    return (this.#context ??= makeContext(this.options, this.#redrive));
  }

  /**
   * Writes an event and gives its id. Ends the execution when the history is full. `line`: the number of the line that
   * goes on from the event; `next`: the state that follows upon an exit.
   */
  record(type: EventType, previous: number, name?: string, payload?: unknown, line?: number, next?: string): number {
    if (this.log.length >= this.#maxEvents - 1) this.#endFull();
    return this.#append(type, previous, name, payload, line, next);
  }

  /** A number for the line of a branch or iteration, which begins after the event `last`. */
  openLine(of: number, index: number, last: number): number {
    const { journal } = this.options;
    if (journal === undefined || this.#isClosed) return 0;
    journal.openLine(++this.#lines, of, index, last);
    return this.#lines;
  }

  /** The Parallel or Map that a line is in begins to work. */
  beginInside(line: number, start: InsideStart<JsonValue>): void {
    if (!this.#isClosed) this.options.journal?.beginInside(line, start);
  }

  /** The execution's last event, for which there is always room. */
  recordEnd(type: EventType, previous: number, payload: unknown): void {
    this.#append(type, previous, undefined, payload);
  }

  /** After this only `recordEnd` writes: what comes late from a line that was torn down belongs to no attempt any more. */
  close(): void {
    this.#isClosed = true;
    this.#maxEvents = 0;
  }

  /** True when states have run straight through for so long that others must get a turn. */
  isTurnOver(): boolean {
    if (++this.#steps % STEPS_BETWEEN_LOOKS !== 0) return false;
    return performance.now() > this.#turnEnds;
  }

  /** Lets everybody else have a turn. Virtual time stands meanwhile, since this is work. */
  async yieldTurn(): Promise<void> {
    await this.options.clock.work(() => new Promise<void>((resolve) => setImmediate(resolve)));
    this.#turnEnds = performance.now() + TURN;
  }

  /** What a state waits for before it is entered or retried; undefined: nothing. Kept, too, when `owner` is stopped. */
  awaitPace(owner: Stoppable): Promise<void> | undefined {
    return this.#pace?.transition(owner);
  }

  /** What a line waits for between two states; undefined: nothing. */
  pause(owner: Stoppable): Promise<void> | undefined {
    return this.isTurnOver() ? this.yieldTurn().then(() => this.awaitPace(owner)) : this.awaitPace(owner);
  }

  /**
   * Waits on the execution's clock. A Standard execution that would wait beyond its year ends there instead; who waits
   * for nobody's clock, as a callback does, is not woken by it.
   */
  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { clock, startDate, limits, type } = this.options;
    const year = limits === 'aws' && type === 'STANDARD' ? startDate + MAX_STANDARD_SECONDS * 1000 : Infinity;
    const left = year - clock.now();
    await clock.sleep(Math.min(milliseconds, left), signal);
    if (milliseconds > left) this.#endWith(new Terminated('TIMED_OUT', undefined, undefined));
  }

  #append(type: EventType, previous: number, name?: string, payload?: unknown, line?: number, next?: string): number {
    const time = this.options.clock.now();
    const id = this.log.append(type, previous, time, name, payload);
    this.options.journal?.event({ type, previous, time, name, line, next }, payload);
    this.options.onEvent?.(id);
    return id;
  }

  #endFull(): never {
    if (this.#isClosed) throw this.group.reason ?? new Cancelled();
    const cause = `The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`;
    this.#endWith(new Terminated('FAILED', 'States.Runtime', cause));
  }

  #endWith(end: Terminated): never {
    this.group.cancel(end);
    throw end;
  }
}

function makeContext(options: ExecutionOptions, redrive: Redrive | undefined): RunContext {
  return {
    Execution: {
      Id: options.executionArn,
      Input: options.input,
      StartTime: new Date(options.startDate).toISOString(),
      Name: options.executionName,
      RoleArn: options.roleArn,
      RedriveCount: redrive?.count ?? 0,
      ...(redrive && { RedriveTime: new Date(redrive.date).toISOString() }),
    },
    StateMachine: { Id: options.stateMachineArn, Name: options.stateMachineName },
  };
}
