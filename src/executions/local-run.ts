import type { SFNClient } from '@aws-sdk/client-sfn';
import { parseDefinition } from '../asl/parse.ts';
import type { WorkloadValues } from '../cost/workload.ts';
import type { ExecutionSnapshot, ExpectedItems, MapRunSnapshot } from '../protocol/execution-snapshot.ts';
import { createClient } from './connection.ts';
import { launchExecution, type FollowAttemptOptions } from './launch.ts';
import { startLocalRuntime, type LocalRuntime, type RuntimeEnvironment } from './local-runtime.ts';
import { measureRun } from './measure-run.ts';
import { outlineMachine } from './machine-outline.ts';
import { prepareRun, type PreparedRun, type RunRequest } from './prepare-run.ts';
import { putMachine } from './put-machine.ts';
import { redriveExecution, whyNotRedrivable } from './redrive.ts';
import { describeOutcome, type RunOutcome } from './run-outcome.ts';
import { RunRefused } from './run-refused.ts';

export interface LocalRunOptions extends RunRequest {
  /** Variables for the runtime process, such as AWS_ENDPOINT_URL_S3. */
  readonly environment?: RuntimeEnvironment | undefined;
  /** What local handlers print. */
  readonly onLog?: ((functionName: string, text: string) => void) | undefined;
}

/** How one attempt is watched. */
export interface AttemptOptions {
  /** Aborted: the execution is stopped, and ends as ABORTED. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((snapshot: ExecutionSnapshot) => void) | undefined;
  /** Whether snapshots tell about states, which costs reading the history. */
  readonly states?: boolean | undefined;
}

/** Looking is cheap on this machine: who waits for a run is told soon after its end. */
const LONGEST_PAUSE_MILLISECONDS = 200;
/** A busy Map may keep it from answering; its end is told by its process. */
const ANY_TIME = { requestMilliseconds: 0 };
const ROLE_ARN = 'arn:aws:iam::123456789012:role/local';

/**
 * One execution on a local Step Functions of its own, which stays until it is closed: so that what did not succeed can
 * be redriven, once its cause was mended.
 */
export class LocalRun {
  readonly #prepared: PreparedRun;
  readonly #options: LocalRunOptions;
  readonly #runtime: LocalRuntime;
  readonly #client: SFNClient;
  readonly #expected: ReadonlyMap<string, ExpectedItems>;
  readonly #died: Promise<never>;
  #executionArn: string | undefined;

  private constructor(
    prepared: PreparedRun,
    options: LocalRunOptions,
    runtime: LocalRuntime,
    client: SFNClient,
    expected: ReadonlyMap<string, ExpectedItems>,
  ) {
    this.#prepared = prepared;
    this.#options = options;
    this.#runtime = runtime;
    this.#client = client;
    this.#expected = expected;
    this.#died = runtime.died.then((reason) => Promise.reject(new Error(reason)));
    this.#died.catch(() => undefined);
  }

  /**
   * Finds fanout.json, fills in names, starts the local Step Functions. Rejects with RunRefused when it can't be run as
   * asked, with one line.
   */
  static async open(options: LocalRunOptions, signal?: AbortSignal): Promise<LocalRun> {
    const prepared = await prepareRun(options);
    signal?.throwIfAborted();
    const expected = new Map<string, ExpectedItems>();
    const runtime = await startLocalRuntime(
      prepared.runtime,
      {
        log: (functionName, _requestId, text) => options.onLog?.(functionName, text),
        expected: (mapRunArn, items) => expected.set(mapRunArn, items),
      },
      options.environment,
    );
    try {
      const { endpoint, region, accessKeyId, secretAccessKey } = runtime;
      const credentials = { accessKeyId, secretAccessKey };
      const client = await createClient({ endpoint, region, credentials }, ANY_TIME);
      return new LocalRun(prepared, options, runtime, client, expected);
    } catch (error) {
      await runtime.close();
      throw error;
    }
  }

  /**
   * Takes over the newest execution of its data folder, which another process has run, so that it can be redriven; false
   * when there is none.
   */
  async takeOver(): Promise<boolean> {
    const { ListExecutionsCommand, ListStateMachinesCommand } = await import('@aws-sdk/client-sfn');
    const { stateMachines = [] } = await this.#whileAlive(this.#client.send(new ListStateMachinesCommand({})));
    for (const { stateMachineArn, type } of stateMachines) {
      if (type === 'EXPRESS') continue;
      const newest = new ListExecutionsCommand({ stateMachineArn, maxResults: 1 });
      const { executions = [] } = await this.#whileAlive(this.#client.send(newest));
      this.#executionArn ??= executions[0]?.executionArn;
    }
    return this.#executionArn !== undefined;
  }

  /** Creates the machine and runs its only execution to the end. Rejects as `open` does. */
  async start(attempt: AttemptOptions): Promise<RunOutcome> {
    const { definition, machineName: name, type, testCase, input } = this.#prepared;
    const machine = { name, definition, type, roleArn: ROLE_ARN };
    const arn = await this.#whileAlive(putMachine(this.#client, machine, attempt.signal)).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'InvalidDefinition') throw error;
      throw new RunRefused('definition', `${this.#options.definitionPath}: ${error.message}`);
    });
    const launched = await this.#whileAlive(
      launchExecution({
        ...this.#follow(attempt),
        stateMachineArn: testCase === undefined ? arn : `${arn}#${testCase}`,
        type,
        input,
      }),
    );
    this.#executionArn = launched.executionArn;
    return describeOutcome(launched);
  }

  /** Takes it up again where it ended, with the definition that it was started with and handlers as they are now. */
  async redrive(attempt: AttemptOptions): Promise<RunOutcome> {
    if (this.#executionArn === undefined) throw new Error('Nothing was started that could be redriven.');
    return describeOutcome(await this.#whileAlive(redriveExecution(this.#executionArn, this.#follow(attempt))));
  }

  /** JSON text, with all names filled in. */
  get definition(): string {
    return this.#prepared.definition;
  }

  /** Why it cannot be redriven, in one sentence; undefined: it can. */
  async whyNotRedrivable(): Promise<string | undefined> {
    if (this.#prepared.type === 'EXPRESS') return 'Express executions cannot be redriven.';
    if (this.#executionArn === undefined) return 'It was not started.';
    const reason = await this.#whileAlive(whyNotRedrivable(this.#client, this.#executionArn));
    return reason === undefined ? undefined : `${reason}.`;
  }

  /** What it tells of the workload, once it has ended. Rejects with RunRefused where there is nothing to measure. */
  async measure(): Promise<WorkloadValues> {
    if (this.#prepared.type === 'EXPRESS')
      throw new RunRefused('options', 'An Express execution leaves no history that could be measured.');
    if (this.#executionArn === undefined) throw new RunRefused('options', 'It was not started.');
    return this.#whileAlive(measureRun(this.#client, this.#executionArn));
  }

  /** Ends the local Step Functions; nothing can be redriven any more. */
  async close(): Promise<void> {
    this.#client.destroy();
    await this.#runtime.close();
  }

  #follow({ signal, onProgress, states = false }: AttemptOptions): FollowAttemptOptions {
    return {
      client: this.#client,
      outline: outlineMachine(parseDefinition(this.#prepared.definition, 'json')),
      signal,
      onProgress: onProgress && ((snapshot) => onProgress(this.#addExpected(snapshot))),
      states,
      longestPause: LONGEST_PAUSE_MILLISECONDS,
    };
  }

  #addExpected(snapshot: ExecutionSnapshot): ExecutionSnapshot {
    const add = (mapRun: MapRunSnapshot): MapRunSnapshot => {
      const expected = this.#expected.get(mapRun.mapRunArn);
      return expected === undefined ? mapRun : { ...mapRun, expected };
    };
    return { ...snapshot, mapRuns: snapshot.mapRuns.map(add) };
  }

  #whileAlive<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#died]);
  }
}
