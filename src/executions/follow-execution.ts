import type { DescribeExecutionOutput, HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionSnapshot, ExecutionStatus, MapRunSnapshot } from '../protocol/execution-snapshot.ts';
import { isExpressArn } from './execution-machine.ts';
import { HistoryStates } from './history-states.ts';
import { pointerOfMapRun, type MachineOutline } from './machine-outline.ts';
import { countEvents, readMapRuns, readNewEvents } from './read-execution.ts';
import { Trouble, type OnTrouble } from './trouble.ts';
import type { Visibility } from './visibility.ts';

/** How an execution is looked at: asked for before each look, so that it may change meanwhile. Times are milliseconds. */
export interface LookOptions {
  /** Whether snapshots tell about states, which costs reading the history; `last`: the last one does. */
  readonly states: boolean | 'last';
  /** Pause while something changes: 50 unless said, which is for a runtime on this machine. */
  readonly shortestPause?: number | undefined;
  /** Longest pause between two looks; 2000 unless said. */
  readonly longestPause?: number | undefined;
  /** Nobody is asked while nobody looks; always visible unless said. */
  readonly visibility?: Visibility | undefined;
  /** How long the endpoint may be gone, throttle or not answer before following ends; 0 unless said. */
  readonly patience?: number | undefined;
  /** Told when the endpoint does not answer, and (undefined) when it does again. */
  readonly onTrouble?: OnTrouble | undefined;
}

export interface FollowOptions extends LookOptions {
  /** Or how to get the one of now, before each look. */
  readonly client: SFNClient | (() => Promise<SFNClient>);
  readonly executionArn: string;
  readonly outline: MachineOutline;
  /** Polling ends, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((snapshot: ExecutionSnapshot) => void) | undefined;
  /** Told what each look finds, before its snapshot. */
  readonly onDescribed?: ((execution: DescribeExecutionOutput) => void) | undefined;
  /** Told of new events, in the order of their ids and without data; where snapshots tell about states. */
  readonly onEvents?: ((events: readonly HistoryEvent[]) => void) | undefined;
  /** What was read of the history before, to go on with. */
  readonly history?: HistoryStates | undefined;
  /** How it waits, where not for the whole pause. */
  readonly pauseFor?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** How an execution ended. `output` is JSON text. */
export interface FollowedExecution {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startDate: Date | undefined;
  readonly stopDate: Date | undefined;
  readonly events: number;
  readonly mapRuns: readonly MapRunSnapshot[];
}

/** For AWS and other endpoints, whose quotas and bills are shared: at most a look a second, and minutes of patience. */
export const REMOTE_LOOKS = { shortestPause: 1000, longestPause: 5000, patience: 10 * 60_000 };

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;
/** Each pause is so many times the one before, while nothing changes. */
const GROWTH = 1.5;

/**
 * Looks at an execution until it has ended: often while something changes, less and less while nothing does, and not at
 * all while nobody sees it.
 */
export async function followExecution(options: FollowOptions): Promise<FollowedExecution> {
  const { signal, visibility, pauseFor = pause } = options;
  const trouble = new Trouble(options.patience ?? 0, options.onTrouble);
  const look = createLook(options);
  let wait = 0;
  let shortest: number | undefined;
  for (;;) {
    await visibility?.whenVisible(signal);
    const { shortestPause = FIRST_PAUSE, longestPause = LONGEST_PAUSE } = options;
    // At another pace the pauses begin anew.
    if (shortest !== shortestPause) wait = shortest = shortestPause;
    try {
      const { ended, changed } = await look();
      trouble.isOver();
      if (ended !== undefined) return ended;
      wait = changed ? shortestPause : Math.min(wait * GROWTH, longestPause);
    } catch (error) {
      wait = trouble.meet(error, wait, longestPause);
    }
    await pauseFor(wait, signal);
  }
}

interface Look {
  readonly ended: FollowedExecution | undefined;
  readonly changed: boolean;
}

/** Gives what looks once; a look that failed half-way is made again as a whole. */
function createLook(options: FollowOptions): () => Promise<Look> {
  const { executionArn, outline, signal, onProgress } = options;
  const request = signal === undefined ? {} : { abortSignal: signal };
  const states = options.history ?? new HistoryStates(outline.pointers);
  const pointerOf = (mapRunArn: string) => states.mapRuns.get(mapRunArn) ?? pointerOfMapRun(outline, mapRunArn);
  let seen = '';
  return async () => {
    const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
    const client = typeof options.client === 'function' ? await options.client() : options.client;
    const answer = await client.send(new DescribeExecutionCommand({ executionArn }), request);
    const status = answer.status ?? 'RUNNING';
    const hasEnded = status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
    options.onDescribed?.(answer);
    const isTold = options.states === true || (hasEnded && options.states === 'last');
    if (isTold) {
      const events = await readNewEvents(client, executionArn, states.lastId, signal);
      states.add(events);
      if (events.length > 0) options.onEvents?.(events);
    }
    const hasToCount = outline.hasMapRuns && (onProgress !== undefined || hasEnded);
    const mapRuns = hasToCount ? await readMapRuns(client, executionArn, pointerOf, signal) : [];
    let changed = false;
    if (onProgress !== undefined) {
      const snapshot = { executionArn, status, states: states.states, mapRuns, at: new Date().toISOString() };
      const shown = JSON.stringify([snapshot.states, mapRuns]);
      changed = shown !== seen;
      if (changed || hasEnded) onProgress(snapshot);
      seen = shown;
    }
    if (!hasEnded) return { ended: undefined, changed };
    // Express executions have no history that could be read.
    const isCounted = isTold || isExpressArn(executionArn);
    const events = isCounted ? states.lastId : await countEvents(client, executionArn, signal);
    return { ended: { ...describeEnd(answer, status), events, mapRuns }, changed };
  };
}

function describeEnd(
  { output, error, cause, startDate, stopDate }: DescribeExecutionOutput,
  status: FollowedExecution['status'],
): Omit<FollowedExecution, 'events' | 'mapRuns'> {
  return { status, output, error, cause, startDate, stopDate };
}

const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
