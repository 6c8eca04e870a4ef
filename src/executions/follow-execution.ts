import type { SFNClient } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionSnapshot, ExecutionStatus, MapRunSnapshot } from '../protocol/execution-snapshot.ts';
import { HistoryStates } from './history-states.ts';
import { pointerOfMapRun, type MachineOutline } from './machine-outline.ts';
import { countEvents, readMapRuns, readNewEvents } from './read-execution.ts';

export interface FollowOptions {
  readonly client: SFNClient;
  readonly executionArn: string;
  readonly outline: MachineOutline;
  /** Polling ends, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((snapshot: ExecutionSnapshot) => void) | undefined;
  /** Whether snapshots tell about states, which costs reading the history. */
  readonly states: boolean;
  /** Longest pause between two looks, in milliseconds; 2000 unless said. */
  readonly longestPause?: number | undefined;
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

/** Milliseconds. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;

/** Looks at an execution until it has ended: often while something changes, less and less while nothing does. */
export async function followExecution(options: FollowOptions): Promise<FollowedExecution> {
  const { client, executionArn, outline, signal, onProgress, states: wanted } = options;
  const { longestPause = LONGEST_PAUSE } = options;
  const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
  const request = signal === undefined ? {} : { abortSignal: signal };
  const states = new HistoryStates(outline.pointers);
  const pointerOf = (mapRunArn: string) => states.mapRuns.get(mapRunArn) ?? pointerOfMapRun(outline, mapRunArn);
  const watchMapRuns = async () => (outline.hasMapRuns ? readMapRuns(client, executionArn, pointerOf, signal) : []);
  let pause = FIRST_PAUSE;
  let seen = '';
  for (;;) {
    const answer = await client.send(new DescribeExecutionCommand({ executionArn }), request);
    const status = answer.status ?? 'RUNNING';
    const ended = status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
    if (wanted) states.add(await readNewEvents(client, executionArn, states.lastId, signal));
    const mapRuns = onProgress !== undefined || ended ? await watchMapRuns() : [];
    let changed = false;
    if (onProgress !== undefined) {
      const snapshot = { executionArn, status, states: states.states, mapRuns, at: new Date().toISOString() };
      const shown = JSON.stringify([snapshot.states, mapRuns]);
      changed = shown !== seen;
      if (changed || ended) onProgress(snapshot);
      seen = shown;
    }
    if (ended)
      return {
        status,
        output: answer.output,
        error: answer.error,
        cause: answer.cause,
        startDate: answer.startDate,
        stopDate: answer.stopDate,
        events: wanted ? states.lastId : await countEvents(client, executionArn, signal),
        mapRuns,
      };
    pause = changed ? FIRST_PAUSE : Math.min(pause * 1.5, longestPause);
    await sleep(pause, undefined, request.abortSignal === undefined ? {} : { signal: request.abortSignal });
  }
}
