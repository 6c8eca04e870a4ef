import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionSnapshot } from '../protocol/execution-snapshot.ts';
import { followExecution, type FollowedExecution, type LookOptions } from './follow-execution.ts';
import type { MachineOutline } from './machine-outline.ts';

/** How an attempt of an execution is followed. */
export interface FollowAttemptOptions extends LookOptions {
  readonly client: SFNClient;
  readonly outline: MachineOutline;
  /** Aborted: the execution is stopped, and its end is waited for. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((snapshot: ExecutionSnapshot) => void) | undefined;
}

export interface LaunchOptions extends FollowAttemptOptions {
  readonly stateMachineArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** JSON text. */
  readonly input: string;
  readonly name?: string | undefined;
  readonly onStarted?: ((executionArn: string) => void) | undefined;
}

export interface LaunchedExecution extends Omit<FollowedExecution, 'events'> {
  readonly executionArn: string;
  /** Undefined for Express, whose history the API does not give. */
  readonly events: number | undefined;
}

/** Starts an execution and follows it to its end; Express ones synchronously. */
export async function launchExecution(options: LaunchOptions): Promise<LaunchedExecution> {
  return options.type === 'EXPRESS' ? runExpress(options) : runStandard(options);
}

async function runStandard(options: LaunchOptions): Promise<LaunchedExecution> {
  const { client, stateMachineArn, input, name, signal } = options;
  const { StartExecutionCommand } = await import('@aws-sdk/client-sfn');
  signal?.throwIfAborted();
  const started = await client.send(new StartExecutionCommand({ stateMachineArn, input, name }));
  const executionArn = started.executionArn ?? '';
  options.onStarted?.(executionArn);
  return followAttempt(executionArn, options);
}

/** Follows an attempt that was begun, to its end; stops it when its signal says so. */
export async function followAttempt(executionArn: string, options: FollowAttemptOptions): Promise<LaunchedExecution> {
  const { client, signal } = options;
  const { StopExecutionCommand } = await import('@aws-sdk/client-sfn');
  let stopping: Promise<unknown> = Promise.resolve();
  const stop = () => {
    stopping = client.send(new StopExecutionCommand({ executionArn }));
    // A failure to stop is told by following, which then does not end.
    stopping.catch(() => undefined);
  };
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  try {
    const followed = await followExecution({ ...options, executionArn, signal: undefined });
    await stopping;
    return { executionArn, ...followed };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function runExpress({
  client,
  stateMachineArn,
  input,
  name,
  signal,
  onStarted,
}: LaunchOptions): Promise<LaunchedExecution> {
  const { StartSyncExecutionCommand } = await import('@aws-sdk/client-sfn');
  const command = new StartSyncExecutionCommand({ stateMachineArn, input, name });
  const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
  onStarted?.(answer.executionArn ?? '');
  return {
    executionArn: answer.executionArn ?? '',
    status: answer.status ?? 'FAILED',
    output: answer.output,
    error: answer.error,
    cause: answer.cause,
    startDate: answer.startDate,
    stopDate: answer.stopDate,
    events: undefined,
    mapRuns: [],
  };
}
