import type * as sdkTypes from '@aws-sdk/client-s3';
import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { createS3Client, type S3Options } from '../../items/s3-bucket.ts';
import { StatesError, type TaskRequest } from '../contracts.ts';
import { endpointCredentials } from './endpoint-credentials.ts';
import { nothingCarriesOut, upperFirst, writeInstant } from './integration.ts';
import { bodyTooLarge, decodeBody, encodeBody, S3_NAMES } from './s3-tasks.ts';
import { sdkError } from './sdk-answer.ts';

/** `aws-sdk:s3:*` on anything that speaks S3: LocalStack, MinIO, moto. */
export interface S3Endpoint {
  /** Rejects with StatesError as Step Functions names S3's errors, or with the signal's reason. */
  call(
    action: string,
    parameters: JsonObject,
    request: TaskRequest,
    mostBodyBytes: number | undefined,
    signal: AbortSignal,
  ): Promise<JsonValue>;
  close(): void;
}

interface S3Answer {
  readonly Body?: { transformToByteArray(): Promise<Uint8Array>; destroy?: () => void } | undefined;
  readonly ContentLength?: number | undefined;
}

interface Failed extends Error {
  readonly $metadata?: { httpStatusCode?: number; requestId?: string; extendedRequestId?: string };
}

type CommandClass = new (input: object) => Parameters<sdkTypes.S3Client['send']>[0];

/** Parameters that the SDK takes as a Date. */
const DATE = /(?:Since|RetainUntilDate|LastModifiedTime)$/;

/** The SDK is loaded with the first call. */
export function createS3Endpoint(options: S3Options & { readonly endpoint: string }): S3Endpoint {
  let loading: Promise<{ sdk: typeof sdkTypes; client: sdkTypes.S3Client }> | undefined;
  const load = async () => {
    const sdk = await import('@aws-sdk/client-s3');
    return { sdk, client: createS3Client(sdk, { ...options, credentials: await endpointCredentials() }) };
  };
  return {
    async call(action, parameters, request, mostBodyBytes, signal) {
      loading ??= load();
      const { sdk, client } = await loading;
      const Command = (sdk as Readonly<Record<string, unknown>>)[`${upperFirst(action)}Command`];
      if (typeof Command !== 'function') throw nothingCarriesOut(request, '; S3 has no such action');
      let answer: S3Answer;
      try {
        const command = new (Command as CommandClass)(toInput(parameters));
        answer = (await client.send(command, { abortSignal: signal })) as S3Answer;
      } catch (error) {
        throw signal.aborted ? (signal.reason as Error) : describeFailure(error as Failed, options.endpoint, action);
      }
      const { Body } = answer;
      if (Body === undefined) return toResult(answer);
      if (mostBodyBytes !== undefined && (answer.ContentLength ?? 0) > mostBodyBytes) {
        Body.destroy?.();
        throw bodyTooLarge(action);
      }
      const { Bucket, Key } = parameters;
      const text = decodeBody(await Body.transformToByteArray(), JSON.stringify([Bucket, Key]));
      return { ...(toResult({ ...answer, Body: undefined }) as JsonObject), Body: text };
    },
    close: () => void loading?.then(({ client }) => client.destroy()),
  };
}

function toInput(parameters: JsonObject): object {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      name === 'Body' ? encodeBody(value) : DATE.test(name) && typeof value === 'string' ? new Date(value) : value,
    ]),
  );
}

/** Dates as texts, without what is undefined and what only the SDK for JavaScript has. */
function toResult(value: unknown): JsonValue {
  if (value instanceof Date) return writeInstant(value.getTime());
  if (Array.isArray(value)) return value.map(toResult);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== undefined && name !== '$metadata')
      .map(([name, member]) => [name, toResult(member)]),
  );
}

function describeFailure(error: Failed, url: string, action: string): StatesError {
  const { httpStatusCode: status, requestId = '', extendedRequestId } = error.$metadata ?? {};
  if (status === undefined)
    return new StatesError('S3.SdkClientException', `Unable to execute HTTP request: ${url}: ${error.message}`);
  // HEAD answers have no body that could say which error it is.
  const code = error.name === 'NotFound' ? (action === 'headBucket' ? 'NoSuchBucket' : 'NoSuchKey') : error.name;
  return sdkError(S3_NAMES, { code, message: error.message, status, requestId, extendedRequestId });
}
