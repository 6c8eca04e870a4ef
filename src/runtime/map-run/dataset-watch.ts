import type { Bucket, Buckets, ObjectSummary } from '../../items/bucket.ts';
import { ItemReaderError } from '../../items/item-source.ts';
import { StatesError } from '../contracts.ts';

/** What was opened and listed so far, in order, each as a number: small enough to keep for a million objects. */
export type DatasetTrace = number[];

/**
 * Buckets that note which version of which object a dataset is read from. A redriven Map Run goes on with the input of
 * the first attempt (redrive-map-run.html), which it reads again: when the trace shows that it has become another one,
 * it throws ItemReaderError, since positions in it would mean other items.
 * `onNoted` gets what is new in the trace. `checkEnd`, after the last item, throws StatesError when less was read than before.
 */
export function watchDataset(
  buckets: Buckets,
  trace: DatasetTrace,
  onNoted: (seen: number) => void = () => undefined,
): Buckets & { readonly checkEnd: () => void } {
  let at = 0;
  const note = (bucket: string, { key, etag, size }: ObjectSummary): void => {
    const seen = hashOf(`${bucket}/${key} ${etag} ${size}`);
    if (at < trace.length && trace[at] !== seen) throw hasChanged(`S3://${bucket}/${key}`);
    if (at === trace.length) onNoted(seen);
    trace[at++] = seen;
  };
  return {
    find: async (name) => watchBucket(await buckets.find(name), note),
    checkEnd: () => {
      if (at < trace.length) throw new StatesError('States.ItemReaderFailed', hasChanged('The dataset').message);
    },
  };
}

function watchBucket(bucket: Bucket, note: (bucket: string, object: ObjectSummary) => void): Bucket {
  const { asking } = bucket;
  return {
    name: bucket.name,
    ...(asking && { asking: (how) => watchBucket(asking(how), note) }),
    open: async (key, range) => {
      const body = await bucket.open(key, range);
      // Ranges are read of an object whose `head` was asked for.
      if (range === undefined) note(bucket.name, body);
      return body;
    },
    head: async (key) => {
      const summary = await bucket.head(key);
      note(bucket.name, summary);
      return summary;
    },
    list: async function* (prefix) {
      for await (const summary of bucket.list(prefix)) {
        note(bucket.name, summary);
        yield summary;
      }
    },
    create: (key, contentType) => bucket.create(key, contentType),
  };
}

function hasChanged(what: string): ItemReaderError {
  return new ItemReaderError(
    `${what} has changed since the Map Run was started, so that it cannot go on with the same items. Start a new execution.`,
  );
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
