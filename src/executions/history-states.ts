import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { StateCounts } from '../protocol/execution-snapshot.ts';
import { detailsOf } from './event-details.ts';

/** One time that an execution was in a state. */
interface Visit {
  /** Of the event that it was entered with. */
  readonly id: number;
  readonly name: string;
  readonly pointer: string;
  /** `MapStateEntered` and its like: what it was entered with. */
  readonly entered: string;
  readonly counts: MutableCounts;
  /** The visit of the Map or Parallel that this one is inside of. */
  readonly parent: Visit | undefined;
  over: boolean;
  /** What it was counted as when it was over. */
  outcome: 'succeeded' | 'failed' | undefined;
  /** It has been exited: no redrive takes it up again. */
  exited: boolean;
  /** How often the execution had been redriven when it was over. */
  redrives: number;
  /** A task of it has failed and nothing has followed yet: a retry, a catch, or the end. */
  failing: boolean;
}

type MutableCounts = { -readonly [K in keyof StateCounts]: StateCounts[K] };

const FAILURES: ReadonlySet<string> = new Set([
  'TaskFailed',
  'TaskTimedOut',
  'TaskStartFailed',
  'TaskSubmitFailed',
  'LambdaFunctionFailed',
  'LambdaFunctionTimedOut',
  'LambdaFunctionScheduleFailed',
  'LambdaFunctionStartFailed',
  'ActivityFailed',
  'ActivityTimedOut',
  'ActivityScheduleFailed',
  'MapStateFailed',
  'MapRunFailed',
  'ParallelStateFailed',
  'EvaluationFailed',
]);
const SCHEDULED: ReadonlySet<string> = new Set([
  'TaskScheduled',
  'LambdaFunctionScheduled',
  'ActivityScheduled',
  'MapStateStarted',
  'ParallelStateStarted',
]);

/** What follows upon the last event inside a Map or Parallel and belongs to the Map or Parallel itself. */
const ENDS_INSIDE = /^(Map|Parallel)(?:Iteration|State)(Succeeded|Failed|Aborted)$/;

/**
 * Counts what an execution's states do, from its history as it grows. State names are unique in a state machine, so a
 * name leads to one pointer; a state that the definition does not have (an older revision) is left out.
 */
export class HistoryStates {
  readonly #pointers: ReadonlyMap<string, string>;
  readonly #counts = new Map<string, MutableCounts>();
  /** By event id: the visit that the event belongs to. */
  readonly #visits: (Visit | undefined)[] = [];
  readonly #mapRuns = new Map<string, string>();
  #lastId = 0;
  #redrives = 0;

  /** `pointers`: state name → JSON Pointer. */
  constructor(pointers: ReadonlyMap<string, string>) {
    this.#pointers = pointers;
  }

  /** The id of the last event that was added. */
  get lastId(): number {
    return this.#lastId;
  }

  /** By JSON Pointer. */
  get states(): Readonly<Record<string, StateCounts>> {
    return Object.fromEntries([...this.#counts].map(([pointer, counts]) => [pointer, { ...counts }]));
  }

  /** Map Run ARN → JSON Pointer of its Map. */
  get mapRuns(): ReadonlyMap<string, string> {
    return this.#mapRuns;
  }

  /** The state that an event belongs to, and the id of the event that it was entered with; undefined: none that is known. */
  visitOf(eventId: number): { readonly id: number; readonly name: string; readonly pointer: string } | undefined {
    return this.#visits[eventId];
  }

  /** Adds the next events, in the order of their ids. */
  add(events: readonly HistoryEvent[]): void {
    for (const event of events) {
      const id = event.id ?? 0;
      if (id <= this.#lastId) continue;
      this.#lastId = id;
      const previous = this.#visits[event.previousEventId ?? 0];
      this.#takeUp(previous, event.type ?? '');
      this.#visits[id] = this.#addEvent(event, previous);
    }
  }

  /** A state that an earlier attempt left without an exit is at work again as soon as something follows upon it. */
  #takeUp(previous: Visit | undefined, type: string): void {
    // What is entered stands beside a state that is over, and inside of what that one is inside of.
    let visit = type.endsWith('StateEntered') && previous?.over === true ? previous.parent : previous;
    if (type.startsWith('Execution')) return;
    for (; visit !== undefined; visit = visit.parent) {
      if (!visit.over || visit.exited || visit.redrives === this.#redrives) continue;
      visit.over = visit.failing = false;
      visit.counts.running++;
      if (visit.outcome !== undefined) visit.counts[visit.outcome]--;
    }
  }

  #addEvent(event: HistoryEvent, previous: Visit | undefined): Visit | undefined {
    const type = event.type ?? '';
    if (type.endsWith('StateEntered')) return this.#enter(event, previous);
    if (type.endsWith('StateExited')) {
      const name = event.stateExitedEventDetails?.name;
      const visit = this.#climb(previous, (candidate) => candidate.name === name, undefined);
      if (visit === undefined) return visit;
      this.#leave(visit, visit.failing ? 'failed' : 'succeeded');
      visit.exited = true;
      return visit;
    }
    const ended = ENDS_INSIDE.exec(type);
    if (ended !== null) {
      const [, container = '', outcome] = ended;
      const failed = outcome === 'Failed' ? 'failed' : undefined;
      previous = this.#climb(previous, ({ entered, over }) => !over && entered === `${container}StateEntered`, failed);
    }
    if (type.startsWith('Execution')) {
      this.#endExecution(event, previous);
      return previous;
    }
    if (previous === undefined) return undefined;
    if (FAILURES.has(type)) {
      previous.failing = true;
      previous.counts.error = errorOf(event) ?? previous.counts.error ?? 'States.TaskFailed';
    } else if (SCHEDULED.has(type) && previous.failing) {
      previous.failing = false;
      previous.counts.retries++;
    } else if (type.endsWith('StateAborted')) this.#leave(previous, undefined);
    else if (type === 'MapRunStarted') {
      const arn = event.mapRunStartedEventDetails?.mapRunArn;
      if (arn !== undefined) this.#mapRuns.set(arn, previous.pointer);
    }
    return previous;
  }

  #enter(event: HistoryEvent, previous: Visit | undefined): Visit | undefined {
    const { name } = event.stateEnteredEventDetails ?? {};
    const pointer = this.#pointers.get(name ?? '');
    if (name === undefined || pointer === undefined) return previous;
    let counts = this.#counts.get(pointer);
    if (counts === undefined)
      this.#counts.set(pointer, (counts = { entered: 0, running: 0, succeeded: 0, failed: 0, retries: 0 }));
    counts.entered++;
    counts.running++;
    // After a state that is over its follower stands beside it; after one that still runs it stands inside.
    const parent = previous?.over === true ? previous.parent : previous;
    return {
      id: event.id ?? 0,
      name,
      pointer,
      entered: event.type ?? '',
      counts,
      parent,
      over: false,
      outcome: undefined,
      exited: false,
      redrives: 0,
      failing: false,
    };
  }

  #endExecution(event: HistoryEvent, last: Visit | undefined): void {
    if (event.type === 'ExecutionRedriven') this.#redrives++;
    if (event.type === 'ExecutionStarted' || event.type === 'ExecutionRedriven') return;
    if (event.type === 'ExecutionFailed' && last !== undefined) {
      last.counts.error = event.executionFailedEventDetails?.error ?? last.counts.error ?? 'States.TaskFailed';
      for (let visit: Visit | undefined = last; visit !== undefined; visit = visit.parent) this.#leave(visit, 'failed');
    }
    // What was at work when the execution ended has been torn down.
    for (const visit of this.#visits) if (visit !== undefined) this.#leave(visit, undefined);
  }

  #leave(visit: Visit, outcome: 'succeeded' | 'failed' | undefined): void {
    if (visit.over) return;
    visit.over = true;
    visit.outcome = outcome;
    visit.redrives = this.#redrives;
    visit.counts.running = Math.max(0, visit.counts.running - 1);
    if (outcome !== undefined) visit.counts[outcome]++;
  }

  /**
   * From the last visit inside a Map or Parallel up to the one that is looked for; what still ran on the way has come to
   * `outcome`. The visit itself where there is none such: an older history may lack its start.
   */
  #climb(
    from: Visit | undefined,
    isWanted: (visit: Visit) => boolean,
    outcome: 'failed' | undefined,
  ): Visit | undefined {
    for (let visit = from; visit !== undefined; visit = visit.parent) {
      if (isWanted(visit)) return visit;
      this.#leave(visit, outcome);
    }
    return from;
  }
}

function errorOf(event: HistoryEvent): string | undefined {
  const { error } = detailsOf(event);
  return typeof error === 'string' ? error : undefined;
}
