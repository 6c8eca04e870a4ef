import { parseDefinition } from '../asl/parse.ts';
import type { JsonValue } from '../asl/json.ts';
import type { ExecutionSnapshot, ExecutionStatus, MapRunSnapshot } from '../protocol/execution-snapshot.ts';
import { createClient } from './connection.ts';
import { launchExecution } from './launch.ts';
import { startLocalRuntime, type RuntimeEnvironment } from './local-runtime.ts';
import { outlineMachine } from './machine-outline.ts';
import { prepareRun, type PreparedRun, type RunRequest } from './prepare-run.ts';
import { putMachine } from './put-machine.ts';
import { RunRefused } from './run-refused.ts';

export interface RunLocallyOptions extends RunRequest {
  /** Aborted: the execution is stopped, and ends as ABORTED. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((snapshot: ExecutionSnapshot) => void) | undefined;
  /** Whether snapshots tell about states, which costs reading the history. */
  readonly states?: boolean | undefined;
  /** Variables for the runtime process, such as AWS_ENDPOINT_URL_S3. */
  readonly environment?: RuntimeEnvironment | undefined;
  /** What local handlers print. */
  readonly onLog?: ((functionName: string, text: string) => void) | undefined;
}

/** How a run ended; names as in the API of Step Functions, null for what it does not have. */
export interface RunOutcome {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  /** The value, not its text. */
  readonly output: JsonValue;
  readonly error: string | null;
  readonly cause: string | null;
  readonly executionArn: string;
  /** Number of events of the history; null for Express, which has none. */
  readonly events: number | null;
  readonly mapRuns: readonly Omit<MapRunSnapshot, 'pointer'>[];
  /** From start to stop of the execution, by the clock that it ran on. */
  readonly seconds: number;
}

/** Looking is cheap on this machine: who waits for a run is told soon after its end. */
const LONGEST_PAUSE_MILLISECONDS = 200;
const ROLE_ARN = 'arn:aws:iam::123456789012:role/local';

/**
 * Runs a definition with no account: finds fanout.json, fills in names, starts the local Step Functions, creates the
 * machine, runs it to its end. Rejects with RunRefused when it can't be run as asked, with one line.
 */
export async function runLocally(options: RunLocallyOptions): Promise<RunOutcome> {
  const prepared = await prepareRun(options);
  options.signal?.throwIfAborted();
  const log = (functionName: string, _requestId: string | undefined, text: string) =>
    options.onLog?.(functionName, text);
  const runtime = await startLocalRuntime(prepared.runtime, { log }, options.environment);
  try {
    const { endpoint, region, accessKeyId, secretAccessKey } = runtime;
    const client = await createClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    try {
      const died = runtime.died.then((reason) => Promise.reject(new Error(reason)));
      return await Promise.race([runPrepared(client, prepared, options), died]);
    } finally {
      client.destroy();
    }
  } finally {
    await runtime.close();
  }
}

async function runPrepared(
  client: Awaited<ReturnType<typeof createClient>>,
  prepared: PreparedRun,
  { signal, onProgress, states = false, definitionPath }: RunLocallyOptions,
): Promise<RunOutcome> {
  const { machineName, definition, type, input, testCase } = prepared;
  const machine = { name: machineName, definition, type, roleArn: ROLE_ARN };
  const arn = await putMachine(client, machine, signal).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'InvalidDefinition') throw error;
    throw new RunRefused('definition', `${definitionPath}: ${error.message}`);
  });
  const launched = await launchExecution({
    client,
    stateMachineArn: testCase === undefined ? arn : `${arn}#${testCase}`,
    type,
    input,
    outline: outlineMachine(parseDefinition(definition, 'json')),
    signal,
    onProgress,
    states,
    longestPause: LONGEST_PAUSE_MILLISECONDS,
  });
  const { startDate, stopDate, output } = launched;
  return {
    status: launched.status,
    output: output === undefined ? null : (JSON.parse(output) as JsonValue),
    error: launched.error ?? null,
    cause: launched.cause ?? null,
    executionArn: launched.executionArn,
    events: launched.events ?? null,
    mapRuns: launched.mapRuns.map(({ mapRunArn, status, itemCounts, executionCounts }) => ({
      mapRunArn,
      status,
      itemCounts,
      executionCounts,
    })),
    seconds: startDate && stopDate ? (stopDate.getTime() - startDate.getTime()) / 1000 : 0,
  };
}
