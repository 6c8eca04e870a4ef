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

/**
 * A client for this connection; the SDK is loaded with the first one. The SDK puts `sync-` before the host of
 * StartSyncExecution and TestState, which no custom endpoint answers to: there it is switched off.
 */
export async function createClient(connection: Connection): Promise<SFNClient> {
  const { SFNClient: Client } = await import('@aws-sdk/client-sfn');
  const { endpoint, region, credentials, profile } = connection;
  return new Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, disableHostPrefix: true }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  });
}
