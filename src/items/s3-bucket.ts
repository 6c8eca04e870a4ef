import type * as sdkTypes from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput, S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { BucketError } from './bucket.ts';
import type { Bucket, BucketQuestion, ObjectSummary } from './bucket.ts';
import { createUpload } from './s3-upload.ts';

export interface S3Options {
  /** A URL; undefined: S3 of the region. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** Undefined: as the SDK finds them (environment, profile …). */
  readonly credentials?: S3ClientConfig['credentials'] | undefined;
  /** Of the shared AWS configuration. */
  readonly profile?: string | undefined;
}

/** The SDK's module, which is loaded on first use. */
export type S3 = typeof sdkTypes;

/** Loads the S3 client and gives buckets by name. That one exists is first known when it is used. */
export async function connectS3(options: S3Options): Promise<(name: string) => Bucket> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = createS3Client(sdk, options);
  return (name) => openS3Bucket(sdk, client, name);
}

export function createS3Client(sdk: S3, options: S3Options): S3Client {
  return new sdk.S3Client({
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    // Endpoints other than AWS's seldom resolve bucket names as host names.
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

function openS3Bucket(sdk: S3, client: S3Client, name: string, how?: BucketQuestion): Bucket {
  const owner = how?.expectedBucketOwner === undefined ? {} : { ExpectedBucketOwner: how.expectedBucketOwner };
  const place = { Bucket: name, ...owner };
  const version = how?.versionId === undefined ? {} : { VersionId: how.versionId };
  return {
    name,
    asking: (question) => openS3Bucket(sdk, client, name, question),
    head: async (key) => {
      const head = await send(
        () => client.send(new sdk.HeadObjectCommand({ ...place, ...version, Key: key })),
        name,
        key,
      );
      return summarize(key, head);
    },
    open: async (key, range) => {
      const input = {
        ...place,
        ...version,
        Key: key,
        ...(range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` }),
      };
      const output = await send(() => client.send(new sdk.GetObjectCommand(input)), name, key);
      return { ...summarize(key, output), chunks: readBody(output, name, key) };
    },
    list: (prefix) => listObjects(sdk, client, place, prefix),
    create: (key, contentType) =>
      Promise.resolve(createUpload(sdk, client, { ...place, Key: key, ContentType: contentType }, translate)),
  };
}

async function* readBody(output: GetObjectCommandOutput, name: string, key: string): AsyncGenerator<Uint8Array> {
  const expected = output.ContentLength;
  let seen = 0;
  try {
    for await (const chunk of output.Body as AsyncIterable<Uint8Array>) {
      seen += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw translate(error, name, key);
  }
  // A connection that is cut looks like the end of the body to some servers' clients.
  if (expected !== undefined && seen < expected)
    throw new BucketError(
      'IncompleteBody',
      `The connection to ${name}/${key} ended after ${seen} of ${expected} bytes.`,
    );
}

/** Pages of 1,000 keys, as S3 gives them. */
async function* listObjects(
  sdk: S3,
  client: S3Client,
  place: { readonly Bucket: string },
  prefix: string,
): AsyncGenerator<ObjectSummary> {
  let token: string | undefined;
  do {
    const input = { ...place, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) };
    const page = await send(() => client.send(new sdk.ListObjectsV2Command(input)), place.Bucket, prefix);
    for (const { Key, Size, ETag, LastModified } of page.Contents ?? [])
      if (Key !== undefined) yield summarize(Key, { ContentLength: Size, ETag, LastModified });
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

function summarize(
  key: string,
  found: { ContentLength?: number | undefined; ETag?: string | undefined; LastModified?: Date | undefined },
): ObjectSummary {
  return {
    key,
    size: found.ContentLength ?? 0,
    etag: found.ETag ?? '',
    lastModified: Math.floor((found.LastModified?.getTime() ?? 0) / 1000),
  };
}

async function send<T>(run: () => Promise<T>, name: string, key: string): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw translate(error, name, key);
  }
}

const BY_STATUS: Readonly<Record<number, string>> = { 301: 'PermanentRedirect', 403: 'AccessDenied', 404: 'NoSuchKey' };

/** The SDK's errors under S3's names; HEAD answers have no body, so that only their status says what is wrong. */
function translate(error: unknown, name: string, key: string): unknown {
  if (!(error instanceof Error) || error instanceof BucketError) return error;
  const status = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode : undefined;
  const vague =
    error.name === 'UnknownError' || error.name === 'NotFound' || error.name === 'Unknown' || /^\d+$/.test(error.name);
  const code = vague ? (BY_STATUS[status ?? 0] ?? error.name) : error.name;
  const reason = error.message === '' || error.message === 'UnknownError' ? 'S3 gives no reason.' : error.message;
  return new BucketError(code, `${reason} (${name}/${key}${status === undefined ? '' : `, status ${status}`})`);
}
