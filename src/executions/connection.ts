import type { SFNClient } from '@aws-sdk/client-sfn';

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
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  };
}

/**
 * A client for this connection; the SDK is loaded with the first one. The SDK puts `sync-` before the host of
 * StartSyncExecution and TestState, which no custom endpoint answers to: there it is switched off.
 */
export async function createClient(connection: Connection): Promise<SFNClient> {
  const { SFNClient: Client } = await import('@aws-sdk/client-sfn');
  return new Client({
    ...clientSettings(connection),
    ...(connection.endpoint === undefined ? {} : { disableHostPrefix: true }),
  });
}
