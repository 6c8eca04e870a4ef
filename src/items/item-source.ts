import type { JsonValue } from '../asl/json.ts';

/** Items that follow each other in their source. Chunks rather than single items: an await for each item costs more than reading it. */
export interface ItemChunk {
  readonly items: readonly JsonValue[];
  /** One for each item when they are the entries of a JSON object. */
  readonly keys: readonly string[] | undefined;
  /** `S3://bucket` or `S3://bucket/key`, as `$$.Map.Item.Source` shows it. */
  readonly source: string;
}

/**
 * The items of a dataset, in order, read as they are asked for: nothing more than a few chunks is in memory. Throws
 * ItemReaderError.
 */
export type ItemSource = AsyncIterable<ItemChunk>;

/** Why a dataset could not be read: the cause of `States.ItemReaderFailed`. */
export class ItemReaderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ItemReaderError';
  }
}

/** Items a chunk: enough to make the await between two chunks cheap, few enough to keep the event loop alive. */
export const CHUNK_ITEMS = 4096;

/** An item of up to 8 MB can be read (input-output-itemreader.html). */
export const MAX_ITEM_BYTES = 8 * 1024 * 1024;

/** Refuses an item over 8 MB; `place` says where it stands, e.g. `line 7 of S3://data/a.jsonl`. */
export function checkItemLength(text: string, place: string): void {
  if (text.length * 3 <= MAX_ITEM_BYTES) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_ITEM_BYTES)
    throw new ItemReaderError(`${place} is an item of ${bytes} bytes; at most 8 MB can be read.`);
}
