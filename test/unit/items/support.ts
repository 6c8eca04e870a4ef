import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JsonObject, JsonValue } from '../../../src/asl/json.ts';
import type { Buckets } from '../../../src/items/bucket.ts';
import { makeBuckets } from '../../../src/items/buckets.ts';
import type { ItemChunk } from '../../../src/items/item-source.ts';
import { readItems } from '../../../src/items/read-items.ts';

/** A folder of a test, served as the bucket `data`. */
export interface Folder {
  readonly path: string;
  readonly buckets: Buckets;
  put(key: string, body: string | Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

export async function makeFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'items-'));
  return {
    path,
    buckets: await makeBuckets({ folders: { data: path } }),
    put: async (key, body) => {
      await mkdir(dirname(join(path, key)), { recursive: true });
      await writeFile(join(path, key), body);
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

export async function readChunks(
  buckets: Buckets,
  config: JsonObject,
  parameters: JsonObject,
  action: 'getObject' | 'listObjectsV2' = 'getObject',
): Promise<ItemChunk[]> {
  const chunks: ItemChunk[] = [];
  for await (const chunk of readItems({ action, parameters: { Bucket: 'data', ...parameters }, config }, buckets))
    chunks.push(chunk);
  return chunks;
}

export async function readAll(...call: Parameters<typeof readChunks>): Promise<JsonValue[]> {
  return (await readChunks(...call)).flatMap(({ items }) => items);
}

/** Text in pieces of `size` characters, as a slow source would give it. */
export async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}
