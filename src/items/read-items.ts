import type { JsonObject, JsonValue } from '../asl/json.ts';
import { BucketError } from './bucket.ts';
import type { Bucket, Buckets } from './bucket.ts';
import { readCsvItems } from './csv-items.ts';
import { CHUNK_ITEMS, ItemReaderError } from './item-source.ts';
import type { ItemChunk, ItemSource } from './item-source.ts';
import { readJsonItems } from './json-items.ts';
import { readJsonLines } from './jsonl-items.ts';
import { readAthenaManifest, readInventory } from './manifests.ts';
import { readParquetItems } from './parquet-items.ts';
import { READER_PARAMETERS, describeUnknownParameter, readConfig } from './reader-config.ts';
import type { InputType, ReaderConfig } from './reader-config.ts';
import { readText } from './text-chunks.ts';

/** An ItemReader with everything evaluated. */
export interface ReadItemsRequest {
  readonly action: 'getObject' | 'listObjectsV2';
  /** Bucket, and Key or Prefix. */
  readonly parameters: JsonObject;
  /** ReaderConfig, MaxItemsPath replaced by MaxItems. */
  readonly config: JsonObject;
}

/** An individual file may have 10 GB (input-output-itemreader.html). */
const MAX_FILE_BYTES = 10 * 1024 ** 3;
/** A manifest is held in memory; AWS states no limit of its own. */
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/**
 * Reads a dataset of S3 as a stream of items: CSV, JSON, JSON Lines and Parquet files, S3 inventories, Athena
 * manifests, listings of objects, and the objects of a listing. Throws ItemReaderError, also while it is iterated.
 */
export async function* readItems(request: ReadItemsRequest, buckets: Buckets): ItemSource & AsyncGenerator<ItemChunk> {
  try {
    const config = readConfig(request.config, request.action);
    let left = config.maxItems;
    for await (const chunk of readDataset(request, config, buckets)) {
      if (chunk.items.length > left) {
        if (left > 0) yield { ...chunk, items: chunk.items.slice(0, left), keys: chunk.keys?.slice(0, left) };
        return;
      }
      left -= chunk.items.length;
      yield chunk;
      if (left === 0) return;
    }
  } catch (error) {
    if (error instanceof BucketError) throw new ItemReaderError(`${error.code}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function* readDataset(
  { action, parameters }: ReadItemsRequest,
  config: ReaderConfig,
  buckets: Buckets,
): AsyncGenerator<ItemChunk> {
  const unknown = describeUnknownParameter(Object.keys(parameters), READER_PARAMETERS[action]);
  if (unknown !== undefined) throw new ItemReaderError(`The ItemReader's parameter ${unknown}`);
  const bucket = askAs(await buckets.find(readParameter(parameters, 'Bucket')), parameters, config);
  if (action === 'listObjectsV2') {
    const prefix = parameters.Prefix === undefined ? '' : readParameter(parameters, 'Prefix');
    yield* config.loadAndFlatten ? readListed(bucket, prefix, config) : listItems(bucket, prefix);
    return;
  }
  const key = readParameter(parameters, 'Key');
  if (config.inputType === 'MANIFEST' && config.manifestType === undefined) yield* readReports(bucket, key, buckets);
  else if (config.manifestType === 'S3_INVENTORY') yield* readReports(bucket, key, buckets);
  else if (config.manifestType === 'ATHENA_DATA') yield* readUnloaded(bucket, key, config, buckets);
  else yield* readObject(bucket, key, config);
}

/** The metadata of each object, as AWS passes it on. */
async function* listItems(bucket: Bucket, prefix: string): AsyncGenerator<ItemChunk> {
  const source = `S3://${bucket.name}`;
  let items: JsonValue[] = [];
  for await (const { key, size, etag, lastModified } of bucket.list(prefix)) {
    items.push({ Etag: etag, Key: key, LastModified: lastModified, Size: size, StorageClass: 'STANDARD' });
    if (items.length < CHUNK_ITEMS) continue;
    yield { items, keys: undefined, source };
    items = [];
  }
  if (items.length > 0) yield { items, keys: undefined, source };
}

/** LOAD_AND_FLATTEN. What ends in / is a folder made in the console, which holds no data. */
async function* readListed(bucket: Bucket, prefix: string, config: ReaderConfig): AsyncGenerator<ItemChunk> {
  for await (const { key } of bucket.list(prefix)) if (!key.endsWith('/')) yield* readObject(bucket, key, config);
}

async function* readReports(bucket: Bucket, key: string, buckets: Buckets): AsyncGenerator<ItemChunk> {
  const inventory = readInventory(await readWhole(bucket, key), placeOf(bucket, key));
  const reports = await buckets.find(inventory.bucket);
  const format: ReaderConfig = { ...DEFAULT_CSV, headers: inventory.headers };
  for (const report of inventory.keys) yield* readObject(reports, report, format);
}

const DEFAULT_CSV: ReaderConfig = {
  inputType: 'CSV',
  loadAndFlatten: false,
  manifestType: undefined,
  delimiter: ',',
  headers: undefined,
  maxItems: Infinity,
  itemsPointer: '',
};

async function* readUnloaded(
  bucket: Bucket,
  key: string,
  config: ReaderConfig,
  buckets: Buckets,
): AsyncGenerator<ItemChunk> {
  for (const data of readAthenaManifest(await readWhole(bucket, key), placeOf(bucket, key)))
    yield* readObject(await buckets.find(data.bucket), data.key, config);
}

async function* readObject(bucket: Bucket, key: string, config: ReaderConfig): AsyncGenerator<ItemChunk> {
  const source = placeOf(bucket, key);
  if (config.inputType === 'PARQUET') {
    for await (const items of readParquetItems(bucket, key, source)) yield { items, keys: undefined, source };
    return;
  }
  const body = await bucket.open(key);
  if (body.size > MAX_FILE_BYTES)
    throw new ItemReaderError(`${source} is larger than 10 GB, the most that can be read.`);
  const pieces = readText(body, source);
  if (config.inputType === 'JSON') {
    for await (const { items, keys } of readJsonItems(pieces, config.itemsPointer, source))
      yield { items, keys, source };
    return;
  }
  const chunks = TEXT_READERS[config.inputType ?? 'CSV']?.(pieces, config, source);
  if (chunks === undefined) throw new ItemReaderError(`InputType ${String(config.inputType)} cannot be read here.`);
  for await (const items of chunks) yield { items, keys: undefined, source };
}

type TextReader = (pieces: AsyncIterable<string>, config: ReaderConfig, place: string) => AsyncIterable<JsonValue[]>;

const TEXT_READERS: Partial<Record<InputType, TextReader>> = {
  CSV: (pieces, config, place) => readCsvItems(pieces, config, place),
  JSONL: (pieces, _config, place) => readJsonLines(pieces, place),
};

async function readWhole(bucket: Bucket, key: string): Promise<string> {
  const body = await bucket.open(key);
  const place = placeOf(bucket, key);
  if (body.size > MAX_MANIFEST_BYTES) throw new ItemReaderError(`${place} is too large for a manifest.`);
  let text = '';
  for await (const piece of readText(body, place)) text += piece;
  return text;
}

/** The bucket that is named in the parameters, as they say that it is to be asked; not those that a manifest names. */
function askAs(bucket: Bucket, parameters: JsonObject, { inputType }: ReaderConfig): Bucket {
  const [unknownToFolders] = ['VersionId', 'ExpectedBucketOwner'].filter((name) => parameters[name] !== undefined);
  if (unknownToFolders === undefined) return bucket;
  if (bucket.asking === undefined)
    throw new ItemReaderError(
      `The ItemReader's parameter ${unknownToFolders} needs S3: bucket ${bucket.name} is a folder, which keeps no versions and has no owner.`,
    );
  const optional = (name: string): string | undefined =>
    parameters[name] === undefined ? undefined : readParameter(parameters, name);
  const versionId = optional('VersionId');
  if (versionId !== undefined && inputType === 'PARQUET')
    throw new ItemReaderError('VersionId is not supported with InputType PARQUET.');
  return bucket.asking({ versionId, expectedBucketOwner: optional('ExpectedBucketOwner') });
}

function placeOf(bucket: Bucket, key: string): string {
  return `S3://${bucket.name}/${key}`;
}

function readParameter(parameters: JsonObject, name: string): string {
  const value = parameters[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ItemReaderError(`The ItemReader's parameter ${name} must be a string that is not empty.`);
}
