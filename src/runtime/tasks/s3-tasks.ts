import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { BucketError, type FolderBucket, type LocalBuckets, type ObjectSummary } from '../../items/bucket.ts';
import { StatesError, type TaskRequest } from '../contracts.ts';
import { badCall, nothingCarriesOut, readParameters, readText, writeInstant, type Integration } from './integration.ts';
import { listFolder } from './s3-list.ts';
import type { S3Endpoint } from './s3-endpoint.ts';
import { sdkError, type ServiceFault, type ServiceNames } from './sdk-answer.ts';

export interface S3TasksOptions {
  readonly buckets: LocalBuckets;
  /** For buckets that are no folder. */
  readonly endpoint: S3Endpoint | undefined;
  /** More than this is no state's output: 256 KiB, or undefined without limits. */
  readonly mostBodyBytes: number | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const S3_NAMES: ServiceNames = {
  sdk: 'S3',
  errors: [
    'BucketAlreadyExists',
    'BucketAlreadyOwnedByYou',
    'EncryptionTypeMismatch',
    'IdempotencyParameterMismatch',
    'InvalidObjectState',
    'InvalidRequest',
    'InvalidWriteOffset',
    'NoSuchBucket',
    'NoSuchKey',
    'NoSuchUpload',
    'ObjectAlreadyInActiveTierError',
    'ObjectNotInActiveTierError',
    'TooManyParts',
  ],
};
const STATUS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  PreconditionFailed: 412,
  InsufficientStorage: 507,
};
/** What S3 gives an object of which nobody said what it is. */
const UNKNOWN_TYPE = 'binary/octet-stream';
/** What the SDK for Java says of bytes. */
const BYTES_TYPE = 'application/octet-stream';
/** Larger objects would be read whole only to name them: they keep the folder's own ETag. */
const MOST_HASHED_BYTES = 8 * 1024 * 1024;

type FolderAction = (call: FolderCall) => Promise<JsonObject>;

interface FolderCall {
  readonly bucket: FolderBucket;
  /** Empty where an action takes none. */
  readonly key: string;
  readonly parameters: JsonObject;
  readonly options: S3TasksOptions;
}

/** What a folder can do, and with which parameters besides Bucket. */
const FOLDER_ACTIONS: Readonly<Record<string, { readonly takes: readonly string[]; readonly run: FolderAction }>> = {
  getObject: { takes: ['Key'], run: getObject },
  headObject: { takes: ['Key'], run: async ({ bucket, key }) => describe(bucket, await bucket.head(key)) },
  putObject: { takes: ['Key', 'Body', 'ContentType'], run: putObject },
  deleteObject: {
    takes: ['Key'],
    run: async ({ bucket, key }) => {
      await bucket.remove(key);
      return {};
    },
  },
  copyObject: { takes: ['Key', 'CopySource'], run: copyObject },
  listObjectsV2: {
    takes: ['Prefix', 'Delimiter', 'MaxKeys', 'StartAfter', 'ContinuationToken'],
    run: ({ bucket, parameters }) => listFolder(bucket, parameters, (summary) => etagOf(bucket, summary)),
  },
};

/** `aws-sdk:s3:*`: on the folder of a bucket, else on the S3 endpoint. */
export async function runS3Task(
  options: S3TasksOptions,
  { action, pattern }: Integration,
  request: TaskRequest,
  signal: AbortSignal,
): Promise<JsonValue> {
  if (pattern.startsWith('sync')) throw nothingCarriesOut(request, '');
  const parameters = readParameters(request);
  const name = parameters['Bucket'];
  const bucket = typeof name === 'string' ? options.buckets.folder(name) : undefined;
  if (bucket === undefined && options.endpoint !== undefined)
    return options.endpoint.call(action, parameters, request, options.mostBodyBytes, signal);
  if (!Object.hasOwn(FOLDER_ACTIONS, action))
    throw nothingCarriesOut(request, ', or give an S3 endpoint (AWS_ENDPOINT_URL_S3)');
  const text = readText(parameters, 'Bucket', request.resource);
  if (bucket === undefined) throw s3Error(noSuchBucket(text));
  try {
    return await runOnFolder(bucket, action, parameters, request, options);
  } catch (error) {
    throw error instanceof BucketError ? s3Error(error) : error;
  }
}

function runOnFolder(
  bucket: FolderBucket,
  action: string,
  parameters: JsonObject,
  { resource, stateName }: TaskRequest,
  options: S3TasksOptions,
): Promise<JsonObject> {
  const known = FOLDER_ACTIONS[action];
  if (known === undefined) throw new Error(`no action ${action}`);
  const other = Object.keys(parameters).find((name) => name !== 'Bucket' && !known.takes.includes(name));
  if (other !== undefined)
    throw badCall(
      `The folder of bucket "${bucket.name}" takes no "${other}" in ${action}: leave it out, mock the state ` +
        `"${stateName}" (--mocks FILE), or give an S3 endpoint (AWS_ENDPOINT_URL_S3) instead of the folder.`,
    );
  const key = known.takes.includes('Key') ? readText(parameters, 'Key', resource) : '';
  return known.run({ bucket, key, parameters, options });
}

async function getObject({ bucket, key, options: { mostBodyBytes } }: FolderCall) {
  const summary = await bucket.head(key);
  if (mostBodyBytes !== undefined && summary.size > mostBodyBytes) throw bodyTooLarge('getObject');
  const body = await readAll(bucket, key);
  return { ...(await describe(bucket, summary)), Body: decodeBody(body, `${bucket.name}/${key}`) };
}

/** Of the state's result, before it is read. */
export function bodyTooLarge(action: string): StatesError {
  return new StatesError(
    'States.DataLimitExceeded',
    `The state/task 'arn:aws:states:::aws-sdk:s3:${action}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** A Body as a state has it: text. What is no text cannot be told truly. */
export function decodeBody(body: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw badCall(
      `The object ${name} is no UTF-8 text, which the Body of a state must be: mock the state (--mocks FILE).`,
    );
  }
}

/** Step Functions writes a Body as JSON, a text with its quotes too. */
export function encodeBody(body: JsonValue): Buffer {
  return Buffer.from(JSON.stringify(body));
}

async function putObject({ bucket, key, parameters }: FolderCall) {
  const { Body, ContentType = BYTES_TYPE } = parameters;
  if (typeof ContentType !== 'string') throw badCall('The "ContentType" of putObject must be a text.');
  const body = Body === undefined ? Buffer.alloc(0) : encodeBody(Body);
  await write(bucket, key, ContentType, [body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return {
    ChecksumCRC32: checksum.toString('base64'),
    ChecksumType: 'FULL_OBJECT',
    ETag: await etagOf(bucket, await bucket.head(key)),
    ServerSideEncryption: 'AES256',
  };
}

async function copyObject({ bucket, key, parameters: { CopySource }, options: { buckets } }: FolderCall) {
  const [, name, sourceKey] = /^\/?([^/]+)\/([^?]+)$/.exec(typeof CopySource === 'string' ? CopySource : '') ?? [];
  if (name === undefined || sourceKey === undefined)
    throw badCall('The "CopySource" of copyObject must be a text like bucket/key, without a version.');
  const source = buckets.folder(name);
  if (source === undefined) throw noSuchBucket(name);
  const { chunks, contentType = UNKNOWN_TYPE } = await source.open(decodeKey(sourceKey));
  await write(bucket, key, contentType, chunks);
  const copy = await bucket.head(key);
  return {
    CopyObjectResult: { ETag: await etagOf(bucket, copy), LastModified: writeInstant(copy.lastModified * 1000) },
    ServerSideEncryption: 'AES256',
  };
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    throw badCall(`The key "${key}" of "CopySource" is not URL-encoded.`);
  }
}

async function write(
  bucket: FolderBucket,
  key: string,
  contentType: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const sink = await bucket.create(key, contentType);
  try {
    for await (const chunk of chunks) await sink.write(chunk);
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.close();
}

async function describe(bucket: FolderBucket, summary: ObjectSummary): Promise<JsonObject> {
  return {
    AcceptRanges: 'bytes',
    ContentLength: summary.size,
    ContentType: summary.contentType ?? UNKNOWN_TYPE,
    ETag: await etagOf(bucket, summary),
    LastModified: writeInstant(summary.lastModified * 1000),
    Metadata: {},
    ServerSideEncryption: 'AES256',
  };
}

/** The MD5 of the content in quotes, as S3 gives it for objects that were put whole. */
async function etagOf(bucket: FolderBucket, summary: ObjectSummary): Promise<string> {
  if (summary.size > MOST_HASHED_BYTES) return summary.etag;
  const hash = createHash('md5');
  for await (const chunk of (await bucket.open(summary.key)).chunks) hash.update(chunk);
  return `"${hash.digest('hex')}"`;
}

async function readAll(bucket: FolderBucket, key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await bucket.open(key)).chunks) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function noSuchBucket(name: string): BucketError {
  return new BucketError(
    'NoSuchBucket',
    `The specified bucket does not exist: ${name}. Serve it from a folder with --bucket ${name}=DIR or "buckets" in ` +
      'fanout.json, or from an S3 endpoint with AWS_ENDPOINT_URL_S3, or mock the state with --mocks FILE.',
  );
}

/** S3's words, where it has its own for an error of a folder. */
function s3Error({ code, message }: BucketError): StatesError {
  const fault: ServiceFault = {
    code,
    message: code === 'NoSuchKey' ? 'The specified key does not exist.' : message,
    status: STATUS[code] ?? 400,
    requestId: randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase(),
    extendedRequestId: randomBytes(56).toString('base64'),
  };
  return sdkError(S3_NAMES, fault);
}
