import { BucketError, type Bucket, type Buckets } from '../../items/bucket.ts';

/** Buckets in which every object holds `text`: what an ItemReader would have found. They can be read, no more. */
export function bucketsOf(text: string): Buckets {
  const bytes = Buffer.from(text, 'utf8');
  const describe = (key: string) => ({ key, size: bytes.length, etag: '""', lastModified: 0 });
  const refuse = (what: string): Promise<never> =>
    Promise.reject(new BucketError('NotImplemented', `The data of a test cannot be ${what}.`));
  return {
    find: (name) =>
      Promise.resolve<Bucket>({
        name,
        open: (key) => Promise.resolve({ ...describe(key), chunks: oneChunk(bytes) }),
        head: (key) => Promise.resolve(describe(key)),
        list: () => ({ [Symbol.asyncIterator]: () => ({ next: () => refuse('listed') }) }),
        create: () => refuse('written'),
      }),
  };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
