import { basename, dirname, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import type { Bucket, Buckets } from './bucket.ts';
import { makeBuckets } from './buckets.ts';
import { ItemReaderError, type ItemSource } from './item-source.ts';
import { readItems, type ReadItemsRequest } from './read-items.ts';
import { SNIFFED_BYTES, sniffReader } from './sniff-reader.ts';
import { readText } from './text-chunks.ts';

/** What a dataset is like. */
export interface DataMeasure {
  readonly items: number;
  /** Average length of an item as JSON, which is how a child gets it; rounded up, at least 1. */
  readonly itemBytes: number;
}

export interface CountOptions {
  readonly signal?: AbortSignal | undefined;
  /** Items so far; called once a chunk. */
  readonly onProgress?: ((items: number) => void) | undefined;
}

/** Every item up to here is weighed, later one in so many: making JSON of an item costs more than reading it. */
const WEIGHED_FIRST = 4096;
const WEIGHED_EVERY = 61;

/** Reads a dataset to its end. Throws ItemReaderError, and an AbortError when `signal` says so. */
export async function countItems(source: ItemSource, { signal, onProgress }: CountOptions = {}): Promise<DataMeasure> {
  let items = 0;
  let weighed = 0;
  let bytes = 0;
  for await (const chunk of source) {
    signal?.throwIfAborted();
    for (const item of chunk.items) {
      if (items < WEIGHED_FIRST || items % WEIGHED_EVERY === 0) {
        weighed += 1;
        bytes += Buffer.byteLength(JSON.stringify(item));
      }
      items += 1;
    }
    onProgress?.(items);
  }
  return { items, itemBytes: Math.max(1, Math.ceil(bytes / Math.max(1, weighed))) };
}

/** Counts the items of a file on this machine, of any kind that a Map can read; what kind is found by looking at it. */
export async function countFile(path: string, options: CountOptions = {}): Promise<DataMeasure> {
  const full = resolve(path);
  const found = await stat(full).catch(() => undefined);
  if (found?.isFile() !== true)
    throw new ItemReaderError(`${path} ${found === undefined ? 'does not exist' : 'is no file'}: check the path.`);
  const buckets = await makeBuckets({ folders: { local: dirname(full) } });
  return countObject('local', basename(full), buckets, options);
}

/** Counts the items of an object of a bucket, as `countFile`. */
export async function countObject(
  bucket: string,
  key: string,
  buckets: Buckets,
  options: CountOptions = {},
): Promise<DataMeasure> {
  const head = await readHead(await buckets.find(bucket), key);
  const request: ReadItemsRequest = {
    action: 'getObject',
    parameters: { Bucket: bucket, Key: key },
    config: sniffReader(key, head),
  };
  return countItems(readItems(request, buckets), options);
}

/** The start of an object's text; undefined for a Parquet file, which is none. */
async function readHead(bucket: Bucket, key: string): Promise<string | undefined> {
  if (/\.parquet$/i.test(key)) return undefined;
  const body = await bucket.open(key);
  let head = '';
  for await (const piece of readText(body, key)) {
    head += piece;
    if (head.length >= SNIFFED_BYTES) break;
  }
  return head;
}
