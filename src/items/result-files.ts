import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isJsonObject } from '../asl/json.ts';
import type { JsonObject, JsonValue } from '../asl/json.ts';
import type { Bucket, Buckets } from './bucket.ts';
import { openFolderBucket } from './folder-bucket.ts';
import { describeResultsError, ResultsError } from './results-error.ts';
import { type ResultStatus } from './result-status.ts';

/** manifest.json of a ResultWriter (input-output-resultwriter.html). */
export interface ResultManifest {
  readonly bucket: string;
  readonly mapRunArn: string;
  readonly files: Readonly<Record<ResultStatus, readonly ResultFile[]>>;
}

export interface ResultFile {
  readonly key: string;
  /** Bytes, as the manifest says; undefined where it does not. */
  readonly size: number | undefined;
}

/** The results of a Map Run, found: its manifest, and where the files that it names are read from. */
export interface ResultSet {
  /** Of the manifest, as the user knows it: a path, or `s3://bucket/key`. */
  readonly place: string;
  readonly manifest: ResultManifest;
  readonly bucket: Bucket;
  /** Key of the manifest in `bucket`. */
  readonly manifestKey: string;
  /** Key of a file in `bucket`. */
  readonly keyOf: (file: ResultFile) => string;
  /** A file's place for messages. */
  readonly placeOf: (file: ResultFile) => string;
}

/** A manifest holds a line for each file of up to 5 GB. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/**
 * The results that lie in a folder: `path` is a manifest.json or the folder that holds it. The files that it names are
 * looked for beside it, under their own names, as AWS writes them there: so results that were downloaded are read, too.
 * Throws ResultsError.
 */
export async function openResultsInFolder(path: string): Promise<ResultSet> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new ResultsError('access', `${path} does not exist: name a manifest.json, its folder, or an s3:// place.`);
  const manifestPath = found.isDirectory() ? join(path, 'manifest.json') : path;
  const folder = dirname(manifestPath);
  const manifestKey = basename(manifestPath);
  const readable = openFolderBucket('results', folder);
  const manifest = await readResultManifest(readable, manifestKey, manifestPath);
  return {
    place: manifestPath,
    manifest,
    bucket: openFolderBucket(manifest.bucket, folder),
    manifestKey,
    keyOf: ({ key }) => key.slice(key.lastIndexOf('/') + 1),
    placeOf: ({ key }) => join(folder, key.slice(key.lastIndexOf('/') + 1)),
  };
}

/** The results whose manifest has this bucket and key, as `ResultWriterDetails` has them. Throws ResultsError. */
export async function openResultsInBucket(name: string, key: string, buckets: Buckets): Promise<ResultSet> {
  const place = `s3://${name}/${key}`;
  const find = (bucket: string): Promise<Bucket> =>
    buckets.find(bucket).catch((error: unknown) => {
      throw describeResultsError(error, `s3://${bucket}`, true);
    });
  const bucket = await find(name);
  const manifest = await readResultManifest(bucket, key, place);
  return {
    place,
    manifest,
    bucket: manifest.bucket === name ? bucket : await find(manifest.bucket),
    manifestKey: key,
    keyOf: (file) => file.key,
    placeOf: (file) => `s3://${manifest.bucket}/${file.key}`,
  };
}

/** Bucket and key of the manifest that an `s3://` place leads to; undefined for anything else. */
export function parseResultsUri(uri: string): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket, path] = /^s3:\/\/([^/]+)\/?(.*)$/is.exec(uri) ?? [];
  if (bucket === undefined || path === undefined) return undefined;
  if (path.endsWith('.json')) return { bucket, key: path };
  return { bucket, key: path === '' || path.endsWith('/') ? `${path}manifest.json` : `${path}/manifest.json` };
}

async function readResultManifest(bucket: Bucket, key: string, place: string): Promise<ResultManifest> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of (await bucket.open(key)).chunks) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_MANIFEST_BYTES)
        throw new ResultsError('content', `${place} is no manifest of a ResultWriter: it is larger than 16 MB.`);
    }
  } catch (error) {
    throw describeResultsError(error, place, true);
  }
  return parseResultManifest(Buffer.concat(chunks).toString('utf8'), place);
}

/** Reads the text of a manifest.json. Throws ResultsError, which says what is wrong in it. */
export function parseResultManifest(text: string, place: string): ResultManifest {
  const refuse = (why: string): ResultsError =>
    new ResultsError('content', `${place} is no manifest of a ResultWriter: ${why}.`);
  const manifest = parseObject(text, refuse);
  const { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: files } = manifest;
  if (typeof bucket !== 'string') throw refuse('DestinationBucket is missing');
  if (typeof mapRunArn !== 'string') throw refuse('MapRunArn is missing');
  if (!isJsonObject(files)) throw refuse('ResultFiles is missing');
  const filesOf = (status: ResultStatus): ResultFile[] => {
    const entries = files[status] ?? [];
    if (!Array.isArray(entries)) throw refuse(`ResultFiles.${status} is no array`);
    return entries.map((entry, index) => {
      if (!isJsonObject(entry) || typeof entry.Key !== 'string' || entry.Key === '')
        throw refuse(`ResultFiles.${status}[${index}] has no Key`);
      return { key: entry.Key, size: typeof entry.Size === 'number' ? entry.Size : undefined };
    });
  };
  return {
    bucket,
    mapRunArn,
    files: { FAILED: filesOf('FAILED'), PENDING: filesOf('PENDING'), SUCCEEDED: filesOf('SUCCEEDED') },
  };
}

function parseObject(text: string, refuse: (why: string) => ResultsError): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, '')) as JsonValue;
  } catch (error) {
    throw refuse(text.trim() === '' ? 'it is empty' : `it is no JSON: ${String(error)}`);
  }
  if (!isJsonObject(value)) throw refuse('it is no JSON object');
  return value;
}
