import type { SFNClient } from '@aws-sdk/client-sfn';
import { watchAttempts, type OnRetry } from './watch-attempts.ts';

/** Where Step Functions is: the local runtime, an AWS profile and region, or any endpoint that speaks the API. */
export interface Connection {
  /** `http://127.0.0.1:8083`; without it, AWS in `region`. */
  readonly endpoint?: string | undefined;
  /** Undefined: the region of the environment or of the profile. */
  readonly region: string | undefined;
  readonly credentials?: Credentials | undefined;
  /** A profile of the shared AWS configuration; without it and `credentials`, the standard chain of the SDK. */
  readonly profile?: string | undefined;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What the constructor of every client of the SDK takes of a connection. */
export interface ClientSettings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  readonly profile?: string;
}

export function clientSettings({ endpoint, region, credentials, profile }: Connection): ClientSettings {
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    // A copy: the SDK writes into it.
    ...(credentials === undefined ? {} : { credentials: { ...credentials } }),
    ...(profile === undefined ? {} : { profile }),
  };
}

export interface ClientOptions {
  /**
   * Milliseconds that one try of a request may take, 15,000 unless said; 0: any time, for the runtime on this machine,
   * whose end is told otherwise, and for StartSyncExecution.
   */
  readonly requestMilliseconds?: number | undefined;
  /** Milliseconds until somebody has to take the connection: 5,000 unless said. */
  readonly connectMilliseconds?: number | undefined;
  /** Told of each try that failed and is made again, after a pause that grows. */
  readonly onRetry?: OnRetry | undefined;
}

const REQUEST_MILLISECONDS = 15_000;
const CONNECT_MILLISECONDS = 5000;
/** Tries of one request, the first among them; between them the SDK backs off, longer where it was throttled. */
const MOST_ATTEMPTS = 5;

/**
 * A client for this connection; the SDK is loaded with the first one. No request hangs: each try has a time-out, and
 * what was throttled or lost is tried again, five times at most. The SDK puts `sync-` before the host of
 * StartSyncExecution and TestState, which no custom endpoint answers to: there it is switched off.
 */
export async function createClient(connection: Connection, options: ClientOptions = {}): Promise<SFNClient> {
  const { SFNClient: Client } = await import('@aws-sdk/client-sfn');
  const client = new Client({
    ...clientSettings(connection),
    ...(connection.endpoint === undefined ? {} : { disableHostPrefix: true }),
    ...requestLimits(options),
  });
  watchAttempts(client, MOST_ATTEMPTS, options.onRetry);
  return client;
}

/** What the constructor of every client of the SDK takes, so that no request hangs and each has so many tries. */
export interface RequestLimits {
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
    readonly socketTimeout: number;
  };
}

export function requestLimits({
  requestMilliseconds = REQUEST_MILLISECONDS,
  connectMilliseconds = CONNECT_MILLISECONDS,
}: ClientOptions = {}): RequestLimits {
  return {
    maxAttempts: MOST_ATTEMPTS,
    requestHandler: {
      connectionTimeout: connectMilliseconds,
      requestTimeout: requestMilliseconds,
      throwOnRequestTimeout: true,
      // A body that stops half-way has no other end.
      socketTimeout: requestMilliseconds,
    },
  };
}
