import type { RuntimeOptions } from '../protocol/runtime-process.ts';
import { createClient, type Connection } from './connection.ts';
import type { LocalRuntimeEvents, LocalRuntime, RuntimeEnvironment } from './local-runtime.ts';
import { RunRefused } from './run-refused.ts';

/** What the local Step Functions serves, and how: what is not said stays as it was. */
export interface LocalSources {
  readonly options: Omit<RuntimeOptions, 'port' | 'auth' | 'dataDir'>;
  readonly environment: RuntimeEnvironment;
}

export interface LocalEndpointOptions {
  /** Undefined: nothing outlives the process. */
  readonly dataDir?: string | undefined;
  readonly events?: LocalRuntimeEvents | undefined;
  /** Told a line when it ended without being asked to. */
  readonly onDied: (reason: string) => void;
  /** Resolves when nobody is at work in the folder any more, or when that takes too long. */
  readonly waitForFolder?: ((dataDir: string) => Promise<void>) | undefined;
}

const NOTHING: LocalSources = {
  options: { buckets: {}, functions: {}, clock: 'real', limits: 'aws' },
  environment: {},
};

/**
 * The local Step Functions of a window: one process that starts when it is first asked for, keeps its executions in a
 * data folder, so that they are listed in later windows, and ends with the window.
 */
export class LocalEndpoint {
  readonly #dataDir: string | undefined;
  readonly #events: LocalRuntimeEvents;
  readonly #onDied: (reason: string) => void;
  readonly #waitForFolder: ((dataDir: string) => Promise<void>) | undefined;
  #sources = NOTHING;
  #runtime: Promise<LocalRuntime> | undefined;
  /** One change of what is served at a time. */
  #changing: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor({ dataDir, events = {}, onDied, waitForFolder }: LocalEndpointOptions) {
    this.#dataDir = dataDir;
    this.#events = events;
    this.#onDied = onDied;
    this.#waitForFolder = waitForFolder;
  }

  /** How it is reached now; starts it. Rejects with RunRefused where its folder is in use by another window. */
  async connect(): Promise<Connection> {
    if (this.#closed) throw new RunRefused('options', 'The local Step Functions has ended with its window.');
    const { endpoint, region, accessKeyId, secretAccessKey } = await (this.#runtime ??= this.#start());
    return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  }

  /**
   * Serves these buckets, handlers and mocks as well, and gives how it is reached now. What cannot be served beside what
   * is there already starts it anew on the same data; rejects with RunRefused where something runs on it meanwhile.
   */
  serve(wanted: LocalSources): Promise<Connection> {
    const serving = this.#changing.then(() => this.#serve(wanted));
    this.#changing = serving.catch(() => undefined);
    return serving;
  }

  async #serve(wanted: LocalSources): Promise<Connection> {
    const sources = mergeSources(this.#sources, wanted);
    if (JSON.stringify(sources) !== JSON.stringify(this.#sources)) {
      if (this.#runtime !== undefined) await this.#stopIdle();
      this.#sources = sources;
    }
    return this.connect();
  }

  /** Ends it; what runs can be redriven in the next window. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    const runtime = this.#runtime;
    this.#runtime = undefined;
    const started = await runtime?.catch(() => undefined);
    await started?.close();
  }

  async #start(): Promise<LocalRuntime> {
    const { startLocalRuntime } = await import('./local-runtime.ts');
    if (this.#dataDir !== undefined) await this.#waitForFolder?.(this.#dataDir);
    const { options, environment } = this.#sources;
    const folder = this.#dataDir === undefined ? {} : { dataDir: this.#dataDir };
    const starting = startLocalRuntime({ ...options, ...folder, port: 0, auth: true }, this.#events, environment);
    const runtime = await starting.catch((error: unknown) => {
      // The next one who asks tries again.
      this.#runtime = undefined;
      throw error;
    });
    const mine = this.#runtime;
    runtime.died
      .then((reason) => {
        if (this.#runtime === mine) this.#runtime = undefined;
        this.#onDied(reason);
      })
      .catch(() => undefined);
    return runtime;
  }

  async #stopIdle(): Promise<void> {
    const running = await this.#findRunning();
    if (running !== undefined)
      throw new RunRefused(
        'options',
        `${running} still runs on the local Step Functions, which has to start anew for other handlers, buckets or settings: wait for it or stop it, or use Run Locally, which starts one of its own.`,
      );
    await this.#end();
  }

  /** The ARN of an execution that runs; undefined: none. */
  async #findRunning(): Promise<string | undefined> {
    const { ListExecutionsCommand, paginateListStateMachines } = await import('@aws-sdk/client-sfn');
    const client = await createClient(await this.connect(), { requestMilliseconds: 0 });
    try {
      for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
        for (const { stateMachineArn, type } of stateMachines) {
          if (type === 'EXPRESS') continue;
          const command = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 });
          const { executions = [] } = await client.send(command);
          if (executions[0]?.executionArn !== undefined) return executions[0].executionArn;
        }
      return undefined;
    } finally {
      client.destroy();
    }
  }
}

/** Both, and where they contradict each other what is wanted now: a name that has moved is served from its new place. */
function mergeSources(known: LocalSources, wanted: LocalSources): LocalSources {
  const buckets = { ...known.options.buckets, ...wanted.options.buckets };
  const functions = { ...known.options.functions, ...wanted.options.functions };
  return { options: { ...wanted.options, buckets, functions }, environment: wanted.environment };
}
