import { MAX_DATA_BYTES } from '../../asl/quotas.ts';
import { isJsonObject } from '../../asl/json.ts';
import type { JsonValue } from '../../asl/json.ts';
import type { Buckets } from '../../items/bucket.ts';
import { CHUNK_ITEMS, ItemReaderError } from '../../items/item-source.ts';
import type { ItemChunk } from '../../items/item-source.ts';
import { readItems } from '../../items/read-items.ts';
import { StatesError } from '../contracts.ts';
import type { MapRunRequest } from '../contracts.ts';
import { Batcher, isOverPayloadLimit } from './batcher.ts';
import type { ChildInput } from './batcher.ts';

/** What one chunk of items became. */
export interface ChildInputs {
  /** Items that were read. */
  readonly read: number;
  /** Inputs that are whole. With a batcher their items may have been read before, and items that were read may wait. */
  readonly inputs: readonly ChildInput[];
}

/**
 * The inputs of a Map Run's children, a chunk at a time: reads the items, applies the ItemSelector, makes batches,
 * refuses inputs over 256 KiB. `skip`: how many items an earlier attempt has started children
 * for, which are passed over. Throws StatesError.
 */
export async function* makeChildInputs(
  request: MapRunRequest,
  buckets: Buckets,
  limits: 'aws' | 'off',
  skip = 0,
): AsyncGenerator<ChildInputs> {
  const { batcher: batches, selectItem } = request;
  const keepText = request.writer?.transformation === 'NONE';
  const limit = limits === 'aws' ? MAX_DATA_BYTES : Infinity;
  const batcher = batches === undefined ? undefined : new Batcher(batches, limit, keepText);
  let index = 0;
  try {
    for await (const { items, keys, source } of openSource(request, buckets)) {
      const inputs: ChildInput[] = [];
      const first = Math.min(items.length, Math.max(0, skip - index));
      index += first;
      for (let at = first; at < items.length; at++, index++) {
        let item = items[at] ?? null;
        if (selectItem !== undefined) {
          const selected = selectItem(item, { index, key: keys?.[at], source });
          item = selected instanceof Promise ? await selected : selected;
        }
        const input = batcher === undefined ? oneItem(item, limits) : batcher.add(item);
        if (input !== undefined) inputs.push(checkInput(input, request.stateName));
      }
      if (first < items.length) yield { read: items.length - first, inputs };
    }
  } catch (error) {
    throw error instanceof ItemReaderError ? new StatesError('States.ItemReaderFailed', error.message) : error;
  }
  const rest = batcher?.flush();
  if (rest !== undefined) yield { read: 0, inputs: [checkInput(rest, request.stateName)] };
}

function oneItem(item: JsonValue, limits: 'aws' | 'off'): ChildInput {
  const text = limits === 'aws' ? JSON.stringify(item) : undefined;
  return { input: item, text, items: 1, tooLarge: text !== undefined && isOverPayloadLimit(text) };
}

/** AWS documents the limit, not the words. */
function checkInput(input: ChildInput, stateName: string): ChildInput {
  if (input.tooLarge)
    throw new StatesError(
      'States.DataLimitExceeded',
      `An input of a child workflow execution of the state '${stateName}' exceeds the maximum number of bytes service limit.`,
    );
  return input;
}

function openSource(request: MapRunRequest, buckets: Buckets): AsyncIterable<ItemChunk> {
  if ('reader' in request.source) return readItems(request.source.reader, buckets);
  return chunkState(request.source.items);
}

/** The state's own input: an array, or the values of an object, whose keys `$$.Map.Item.Key` shows. */
async function* chunkState(items: JsonValue): AsyncGenerator<ItemChunk> {
  const source = 'STATE_DATA';
  const keys = isJsonObject(items) ? Object.keys(items) : undefined;
  const values = isJsonObject(items) ? Object.values(items) : items;
  if (!Array.isArray(values)) throw new ItemReaderError('Attempting to map over non-iterable node.');
  for (let at = 0; at < values.length; at += CHUNK_ITEMS)
    yield await Promise.resolve({
      items: values.slice(at, at + CHUNK_ITEMS),
      keys: keys?.slice(at, at + CHUNK_ITEMS),
      source,
    });
}
