import type { JsonValue } from '../../asl/json.ts';
import type { Bucket, Buckets } from '../../items/bucket.ts';
import type { ExpectedItems } from '../../protocol/execution-snapshot.ts';
import type { MapRunRequest } from '../contracts.ts';
import type { ChildInputs } from './child-inputs.ts';

/**
 * Tells how many items a dataset has before all of them were read: the API tells only how many were read so far. An
 * object that is read from its beginning to its end gives an estimate by how many items its bytes make; several objects,
 * and those that are read in pieces, give none before their end.
 */
export class DatasetGauge {
  readonly #report: (expected: ExpectedItems) => void;
  readonly #most: number;
  #items: number;
  #objects = 0;
  #bytes = 0;
  #size = 0;
  /** When items came out for the first time: readers are ahead of that, by always as much. */
  #first: { readonly items: number; readonly bytes: number } | undefined;

  /** `skipped`: items that are passed over, since an earlier attempt has read them. */
  constructor({ source }: Pick<MapRunRequest, 'source'>, skipped: number, report: (expected: ExpectedItems) => void) {
    this.#items = skipped;
    this.#report = report;
    const maxItems = 'reader' in source ? source.reader.config['MaxItems'] : undefined;
    this.#most = typeof maxItems === 'number' && maxItems > 0 ? maxItems : Infinity;
    if ('items' in source) report({ items: countItems(source.items), isExact: true });
  }

  /** The same buckets; what is read of them is measured. */
  watch(buckets: Buckets): Buckets {
    return { find: async (name) => this.#watchBucket(await buckets.find(name)) };
  }

  /** The same inputs, each one later, so that it is known with the last but one that it is. */
  async *follow(inputs: AsyncGenerator<ChildInputs>): AsyncGenerator<ChildInputs> {
    try {
      let held = await inputs.next();
      while (held.done !== true) {
        const next = await settle(inputs.next());
        this.#read(held.value.read);
        if ('value' in next && next.value.done === true) this.#report({ items: this.#items, isExact: true });
        yield held.value;
        if ('error' in next) throw next.error;
        held = next.value;
      }
    } finally {
      await inputs.return(undefined);
    }
  }

  #read(items: number): void {
    this.#items += items;
    if (this.#objects !== 1) return;
    this.#first ??= { items: this.#items, bytes: this.#bytes };
    const { items: before, bytes } = this.#first;
    if (this.#bytes <= bytes || this.#items <= before) return;
    const estimate = (this.#size * (this.#items - before)) / (this.#bytes - bytes);
    this.#report({ items: Math.max(this.#items, Math.min(this.#most, Math.round(estimate))), isExact: false });
  }

  #watchBucket(bucket: Bucket): Bucket {
    const { asking } = bucket;
    return {
      name: bucket.name,
      ...(asking && { asking: (how) => this.#watchBucket(asking(how)) }),
      open: async (key, range) => {
        const body = await bucket.open(key, range);
        if (range !== undefined) this.#objects = Infinity;
        this.#objects++;
        this.#size = body.size;
        return { ...body, chunks: this.#measure(body.chunks) };
      },
      head: (key) => bucket.head(key),
      list: (prefix) => {
        this.#objects = Infinity;
        return bucket.list(prefix);
      },
      create: (key, contentType) => bucket.create(key, contentType),
    };
  }

  async *#measure(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      yield chunk;
    }
  }
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function countItems(items: JsonValue): number {
  return Array.isArray(items) ? items.length : Object.keys(items ?? {}).length;
}
