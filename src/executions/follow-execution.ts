import type { DescribeExecutionOutput, HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionSnapshot, ExecutionStatus, MapRunSnapshot } from '../protocol/execution-snapshot.ts';
import { isExpressArn } from './execution-machine.ts';
import { HistoryStates } from './history-states.ts';
import { pointerOfMapRun, type MachineOutline } from './machine-outline.ts';
import { countEvents, readMapRuns, readNewEvents } from './read-execution.ts';
import { Trouble, type OnTrouble } from './trouble.ts';
import type { Visibility } from './visibility.ts';

/** How an execution is looked at. Times are milliseconds. */
export interface LookOptions {
  /** Whether snapshots tell about states, which costs reading the history. */
  readonly states: boolean;
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
  readonly client: SFNClient;
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
  /** How it waits; for tests. */
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
  const { shortestPause = FIRST_PAUSE, longestPause = LONGEST_PAUSE, patience = 0, onTrouble } = options;
  const trouble = new Trouble(patience, onTrouble);
  const look = await createLook(options);
  let wait = shortestPause;
  for (;;) {
    await visibility?.whenVisible(signal);
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
async function createLook(options: FollowOptions): Promise<() => Promise<Look>> {
  const { client, executionArn, outline, signal, onProgress, states: wanted } = options;
  const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
  const request = signal === undefined ? {} : { abortSignal: signal };
  const states = options.history ?? new HistoryStates(outline.pointers);
  const pointerOf = (mapRunArn: string) => states.mapRuns.get(mapRunArn) ?? pointerOfMapRun(outline, mapRunArn);
  const watchMapRuns = async () => (outline.hasMapRuns ? readMapRuns(client, executionArn, pointerOf, signal) : []);
  let seen = '';
  return async () => {
    const answer = await client.send(new DescribeExecutionCommand({ executionArn }), request);
    const status = answer.status ?? 'RUNNING';
    const hasEnded = status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
    options.onDescribed?.(answer);
    if (wanted) {
      const events = await readNewEvents(client, executionArn, states.lastId, signal);
      states.add(events);
      if (events.length > 0) options.onEvents?.(events);
    }
    const mapRuns = onProgress !== undefined || hasEnded ? await watchMapRuns() : [];
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
    const isCounted = wanted || isExpressArn(executionArn);
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
