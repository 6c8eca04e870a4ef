import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings, requestLimits, type Connection } from '../connection.ts';
import { describeServiceError } from '../service-fault.ts';

/** Milliseconds: a part of an upload over a slow line, and the longest that Lambda lets a function run. */
const PART_MILLISECONDS = 300_000;
const FUNCTION_MILLISECONDS = 905_000;

/** The services that a custom pipeline is made of, each client loaded with its first request. */
export interface PipelineClients {
  readonly connection: Connection;
  cloudFormation(): Promise<CloudFormationClient>;
  dynamo(): Promise<DynamoDBClient>;
  lambda(): Promise<LambdaClient>;
  s3(): Promise<S3Client>;
  sqs(): Promise<SQSClient>;
  /** Closes those that were made. */
  close(): void;
}

/** Clients for a connection; endpoints of the environment (`AWS_ENDPOINT_URL…`) hold where it names none. */
export function openPipelineClients(connection: Connection): PipelineClients {
  const settings = { ...clientSettings(connection), ...requestLimits() };
  const { endpoint } = connection;
  const made: { destroy(): void }[] = [];
  const once = <Client extends { destroy(): void }>(make: () => Promise<Client>): (() => Promise<Client>) => {
    let making: Promise<Client> | undefined;
    return () =>
      (making ??= make().then((client) => {
        made.push(client);
        return client;
      }));
  };
  const isElsewhere = (service: 'S3' | 'SQS'): boolean =>
    (endpoint ?? process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env.AWS_ENDPOINT_URL) !== undefined;
  return {
    connection,
    cloudFormation: once(async () => {
      const { CloudFormationClient: Client } = await import('@aws-sdk/client-cloudformation');
      return new Client(settings);
    }),
    dynamo: once(async () => {
      const { DynamoDBClient: Client } = await import('@aws-sdk/client-dynamodb');
      return new Client(settings);
    }),
    lambda: once(async () => {
      const { LambdaClient: Client } = await import('@aws-sdk/client-lambda');
      return new Client({ ...settings, ...requestLimits({ requestMilliseconds: FUNCTION_MILLISECONDS }) });
    }),
    s3: once(async () => {
      const { S3Client: Client } = await import('@aws-sdk/client-s3');
      return new Client({
        ...settings,
        ...requestLimits({ requestMilliseconds: PART_MILLISECONDS }),
        // Endpoints other than AWS's seldom resolve bucket names as host names, and seldom know its newer checksums.
        ...(isElsewhere('S3') ? { forcePathStyle: true } : {}),
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      });
    }),
    sqs: once(async () => {
      const { SQSClient: Client } = await import('@aws-sdk/client-sqs');
      // The URL of a queue would otherwise be asked itself, and emulators put AWS's host into it.
      return new Client({ ...settings, ...(isElsewhere('SQS') ? { useQueueUrlAsEndpoint: false } : {}) });
    }),
    close: () => {
      for (const client of made) client.destroy();
    },
  };
}

/**
 * Makes requests, and throws what goes wrong as a ServiceFault in a line for the user; an abort stays what it is.
 *
 * @param action of IAM that they need: `s3:PutObject`.
 */
export async function ask<T>({ connection }: PipelineClients, action: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw describeServiceError(error, action, connection);
  }
}

/** What `send` of a client takes of a signal. */
export const abortable = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal === undefined ? {} : { abortSignal: signal };
