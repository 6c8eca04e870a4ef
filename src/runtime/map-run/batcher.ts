import { MAX_DATA_BYTES } from '../../asl/quotas.ts';
import type { JsonValue } from '../../asl/json.ts';
import type { ItemBatcherRequest } from '../contracts.ts';
import { keepText } from '../json-texts.ts';

/** Input of a child execution: one item, or a batch. */
export interface ChildInput {
  readonly input: JsonValue;
  /** `input` as JSON text, where it was made on the way. */
  readonly text: string | undefined;
  readonly items: number;
  /** Over what an execution may be given. */
  readonly tooLarge: boolean;
}

/**
 * Groups items into the inputs of child executions, `{"BatchInput":…,"Items":[…]}`, by number and by size, whichever
 * is reached first (input-output-itembatcher.html). Sizes are those of the whole input as JSON. An item that is larger
 * than a batch may be makes a batch of its own.
 */
export class Batcher {
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #batchInput: JsonValue | undefined;
  readonly #head: string;
  readonly #emptyBytes: number;
  #items: JsonValue[] = [];
  #texts: string[] = [];
  #bytes = 0;
  readonly #limit: number;
  readonly #keepText: boolean;

  /**
   * `limit`: bytes that an input may have at most; Infinity when limits are off. `keepText`: whether anybody will want
   * the input as text, which doubles the memory of a batch.
   */
  constructor(request: ItemBatcherRequest, limit: number, keepText: boolean) {
    const { maxItemsPerBatch, maxInputBytesPerBatch, batchInput } = request;
    this.#limit = limit;
    this.#keepText = keepText;
    this.#maxItems = maxItemsPerBatch ?? Infinity;
    this.#maxBytes = Math.min(maxInputBytesPerBatch ?? Infinity, limit);
    this.#batchInput = batchInput;
    this.#head = batchInput === undefined ? '{"Items":[' : `{"BatchInput":${JSON.stringify(batchInput)},"Items":[`;
    this.#emptyBytes = Buffer.byteLength(this.#head) + ']}'.length;
  }

  /** Takes an item; gives the batch before it when the item no longer fits in. */
  add(item: JsonValue): ChildInput | undefined {
    const text = JSON.stringify(item);
    const bytes = Buffer.byteLength(text) + 1;
    const full =
      this.#items.length >= this.#maxItems ||
      // One comma fewer than items.
      (this.#items.length > 0 && this.#emptyBytes + this.#bytes + bytes - 1 > this.#maxBytes);
    const batch = full ? this.flush() : undefined;
    this.#items.push(item);
    if (this.#keepText) this.#texts.push(text);
    this.#bytes += bytes;
    return batch;
  }

  /** The batch that is being filled, if there is one. */
  flush(): ChildInput | undefined {
    if (this.#items.length === 0) return undefined;
    const items = this.#items;
    const batch: ChildInput = {
      input: this.#batchInput === undefined ? { Items: items } : { BatchInput: this.#batchInput, Items: items },
      text: this.#keepText ? `${this.#head}${this.#texts.join(',')}]}` : undefined,
      items: items.length,
      tooLarge: this.#emptyBytes + this.#bytes - 1 > this.#limit,
    };
    if (batch.text !== undefined) keepText(batch.input, batch.text);
    this.#items = [];
    this.#texts = [];
    this.#bytes = 0;
    return batch;
  }
}

/** Whether JSON text is over 256 KiB; a character takes at most three bytes, so short text needs no counting. */
export function isOverPayloadLimit(text: string): boolean {
  return text.length > MAX_DATA_BYTES / 3 && Buffer.byteLength(text) > MAX_DATA_BYTES;
}
