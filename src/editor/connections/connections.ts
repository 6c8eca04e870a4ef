import type { SFNClient } from '@aws-sdk/client-sfn';
import * as vscode from 'vscode';
import type { JsonValue } from '../../asl/json.ts';
import type { ClientOptions, Connection } from '../../executions/connection.ts';
import {
  connectionOf,
  describeChoice,
  keyOfChoice,
  LOCAL,
  readConnectionChoice,
  type ConnectionChoice,
} from '../../executions/connection-choice.ts';
import type { LocalEndpoint, LocalSources } from '../../executions/local-endpoint.ts';
import type { Retry } from '../../executions/watch-attempts.ts';
import type { ExpectedItems } from '../../protocol/execution-snapshot.ts';
import { ExpectedError } from '../errors.ts';
import { openLocalEndpoint } from './open-local-endpoint.ts';

/** What a feature needs to talk to the Step Functions that was chosen. */
export interface Connected {
  readonly choice: ConnectionChoice;
  /** Shared, and closed by who gave it: never destroy it, and ask again rather than keep it. */
  readonly client: SFNClient;
  /** For other clients of the SDK (`clientSettings`), and for `describeServiceError`. */
  readonly connection: Connection;
}

const KEPT = 'connection';

/**
 * The connection of this workspace: which one was chosen (kept without anything secret) and the client that it is
 * reached by, made when it is first asked for.
 */
export class Connections implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #storage: vscode.Uri | undefined;
  readonly #changed = new vscode.EventEmitter<ConnectionChoice>();
  readonly #retried = new vscode.EventEmitter<Retry>();
  readonly #expected = new Map<string, ExpectedItems>();
  #choice: ConnectionChoice;
  #local: Promise<LocalEndpoint> | undefined;
  /** By what they lead to: the local one comes back elsewhere when it was started anew. */
  readonly #clients = new Map<string, Promise<SFNClient>>();

  /** Another connection was chosen, or the local one has ended. */
  readonly onDidChange = this.#changed.event;
  /** A request failed (throttled, lost, late) and is made again. */
  readonly onDidRetry = this.#retried.event;

  constructor({ workspaceState, storageUri }: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#memory = workspaceState;
    this.#log = log;
    this.#storage = storageUri?.scheme === 'file' ? storageUri : undefined;
    this.#choice = readConnectionChoice(workspaceState.get<JsonValue>(KEPT)) ?? LOCAL;
  }

  get choice(): ConnectionChoice {
    return this.#choice;
  }

  /** Holds for what is asked from now on, also while it is being kept. */
  async choose(choice: ConnectionChoice): Promise<void> {
    this.#choice = choice;
    this.#forgetClients();
    this.#log.info(`Connected to ${describeChoice(choice)}`);
    this.#changed.fire(choice);
    await this.#memory.update(KEPT, choice);
  }

  /**
   * The client of the chosen connection, or of another one. Throws an ExpectedError in a workspace that is not trusted,
   * and where the local Step Functions cannot be started.
   */
  async connect(choice: ConnectionChoice = this.#choice): Promise<Connected> {
    requireTrustToConnect();
    if (choice.kind !== 'local') return this.#connected(choice, connectionOf(choice), keyOfChoice(choice), {});
    return this.#connectLocal(async (local) => local.connect());
  }

  /**
   * The local Step Functions with these handlers, buckets and settings. Throws as `connect` does, and where something
   * runs on it that keeps it from being started anew with them.
   */
  serveLocally(sources: LocalSources): Promise<Connected> {
    requireTrustToConnect();
    return this.#connectLocal(async (local) => local.serve(sources));
  }

  /** How many items a Map Run of the local Step Functions will have, which the API does not tell. */
  expectedItems(mapRunArn: string): ExpectedItems | undefined {
    return this.#expected.get(mapRunArn);
  }

  /** Signed in anew, for instance: the next request reads credentials and configuration again. */
  renew(): void {
    this.#forgetClients();
    this.#changed.fire(this.#choice);
  }

  dispose(): void {
    this.#forgetClients();
    this.#local?.then((local) => local.close()).catch((error: unknown) => this.#log.error(String(error)));
    this.#changed.dispose();
    this.#retried.dispose();
  }

  async #connectLocal(reach: (local: LocalEndpoint) => Promise<Connection>): Promise<Connected> {
    const { RunRefused } = await import('../../executions/run-refused.ts');
    const local = await (this.#local ??= this.#openLocal());
    try {
      const connection = await reach(local);
      // Whether it answers is told by its process: a busy Map may take its time.
      return await this.#connected(LOCAL, connection, connection.endpoint ?? '', { requestMilliseconds: 0 });
    } catch (error) {
      if (error instanceof RunRefused) throw new ExpectedError(error.message);
      throw error;
    }
  }

  #openLocal(): Promise<LocalEndpoint> {
    return openLocalEndpoint(this.#storage, {
      log: (functionName, text) => this.#log.info(`${functionName}: ${text.trimEnd()}`),
      expected: (mapRunArn, items) => this.#expected.set(mapRunArn, items),
      died: (reason) => {
        this.#log.error(reason);
        this.#changed.fire(this.#choice);
      },
    });
  }

  async #connected(
    choice: ConnectionChoice,
    connection: Connection,
    key: string,
    options: ClientOptions,
  ): Promise<Connected> {
    const onRetry = (retry: Retry): void => {
      const { action, attempt, of, kind } = retry;
      this.#log.warn(`${describeChoice(choice)}: ${action} ${kind}, try ${String(attempt)} of ${String(of)}`);
      this.#retried.fire(retry);
    };
    const making = this.#clients.get(key) ?? this.#makeClient(connection, { ...options, onRetry });
    this.#clients.set(key, making);
    return { choice, connection, client: await making };
  }

  async #makeClient(connection: Connection, options: ClientOptions): Promise<SFNClient> {
    const { createClient } = await import('../../executions/connection.ts');
    return createClient(connection, options);
  }

  #forgetClients(): void {
    const close = (client: SFNClient): void => client.destroy();
    for (const client of this.#clients.values()) client.then(close, () => undefined);
    this.#clients.clear();
  }
}

/** Throws where the folder is not trusted: credentials are not used with settings of a folder that is not. */
export function requireTrustToConnect(): void {
  if (vscode.workspace.isTrusted) return;
  throw new ExpectedError(
    vscode.l10n.t('A connection uses your credentials and runs code of this folder, and the folder is not trusted.'),
    {
      title: vscode.l10n.t('Manage Workspace Trust'),
      run: () => vscode.commands.executeCommand('workbench.trust.manage'),
    },
  );
}
