import { isJsonObject } from '../asl/json.ts';
import type { JsonObject, JsonValue } from '../asl/json.ts';
import type { Bucket, Buckets } from './bucket.ts';
import { ItemReaderError } from './item-source.ts';
import { readJsonItems } from './json-items.ts';
import { readJsonLines } from './jsonl-items.ts';
import { readText } from './text-chunks.ts';

export type ResultStatus = 'SUCCEEDED' | 'FAILED' | 'PENDING';

/** manifest.json of a ResultWriter (input-output-resultwriter.html). */
export interface ResultManifest {
  readonly bucket: string;
  readonly mapRunArn: string;
  readonly files: Readonly<Record<ResultStatus, readonly ResultFile[]>>;
}

export interface ResultFile {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** Reads the manifest that `ResultWriterDetails` points to. Throws ItemReaderError or BucketError. */
export async function readResultManifest(bucketName: string, key: string, buckets: Buckets): Promise<ResultManifest> {
  const bucket = await buckets.find(bucketName);
  const place = `S3://${bucketName}/${key}`;
  let text = '';
  for await (const piece of readText(await bucket.open(key), place)) text += piece;
  const refuse = (): ItemReaderError => new ItemReaderError(`${place} is no manifest of a ResultWriter.`);
  const manifest = parseObject(text);
  const { DestinationBucket: destination, MapRunArn: mapRunArn, ResultFiles: files } = manifest ?? {};
  if (typeof destination !== 'string' || typeof mapRunArn !== 'string' || !isJsonObject(files)) throw refuse();
  const filesOf = (status: ResultStatus): ResultFile[] => {
    const entries = files[status] ?? [];
    if (!Array.isArray(entries)) throw refuse();
    return entries.map((entry) => {
      if (!isJsonObject(entry) || typeof entry.Key !== 'string') throw refuse();
      return { key: entry.Key, size: typeof entry.Size === 'number' ? entry.Size : 0 };
    });
  };
  return {
    bucket: destination,
    mapRunArn,
    files: { SUCCEEDED: filesOf('SUCCEEDED'), FAILED: filesOf('FAILED'), PENDING: filesOf('PENDING') },
  };
}

/**
 * The records of all files of one status, in chunks, as they were written: whole records, or outputs under
 * Transformation COMPACT and FLATTEN. Each file's first character tells JSON from JSON Lines of objects, which both end
 * in .json; `outputType` decides where lines may begin with a bracket.
 */
export async function* readResults(
  manifest: ResultManifest,
  status: ResultStatus,
  buckets: Buckets,
  outputType?: 'JSON' | 'JSONL',
): AsyncGenerator<readonly JsonValue[]> {
  const bucket = await buckets.find(manifest.bucket);
  for (const { key } of manifest.files[status]) yield* readResultFile(bucket, key, outputType);
}

async function* readResultFile(
  bucket: Bucket,
  key: string,
  outputType: 'JSON' | 'JSONL' | undefined,
): AsyncGenerator<readonly JsonValue[]> {
  const place = `S3://${bucket.name}/${key}`;
  const type = outputType ?? (await sniffOutputType(bucket, key));
  const pieces = readText(await bucket.open(key), place);
  if (type === 'JSONL') yield* readJsonLines(pieces, place);
  else for await (const { items } of readJsonItems(pieces, '', place)) yield items;
}

async function sniffOutputType(bucket: Bucket, key: string): Promise<'JSON' | 'JSONL'> {
  const body = await bucket.open(key, { start: 0, end: 1 });
  let first = '';
  for await (const chunk of body.chunks) first += String.fromCharCode(chunk[0] ?? 0);
  return first === '[' ? 'JSON' : 'JSONL';
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
