/** Where readers and writers find their objects: a folder on this machine, or a bucket of an S3 endpoint. */
export interface Bucket {
  readonly name: string;
  /** Throws BucketError NoSuchKey or AccessDenied as S3 names them. `range` is in bytes, end exclusive. */
  open(key: string, range?: { start: number; end: number }): Promise<ObjectBody>;
  head(key: string): Promise<ObjectSummary>;
  /** In the order of S3: by key, as UTF-8 bytes. */
  list(prefix: string): AsyncIterable<ObjectSummary>;
  /** A new object that appears whole or not at all: nothing is seen at the key before `close`. */
  create(key: string, contentType: string): Promise<ObjectSink>;
  /** The same bucket, asked so. Absent from a folder, which keeps no versions and has no AWS account. */
  readonly asking?: ((how: BucketQuestion) => Bucket) | undefined;
}

/** What S3 is told beside bucket and key. */
export interface BucketQuestion {
  /** Of the object that is read. */
  readonly versionId: string | undefined;
  /** The account that must own the bucket. */
  readonly expectedBucketOwner: string | undefined;
}

export interface ObjectBody extends ObjectSummary {
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface ObjectSummary {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Hex MD5 in quotes, as S3 gives it; a folder's are derived from size and time. */
  readonly etag: string;
  /** Seconds since 1970. */
  readonly lastModified: number;
  /** Where it is known: a folder knows those of the objects that this process has made. */
  readonly contentType?: string | undefined;
}

/** A bucket that is a folder. */
export interface FolderBucket extends Bucket {
  /** As in S3, nothing happens where there is no such object. */
  remove(key: string): Promise<void>;
}

export interface ObjectSink {
  /** Resolves when more may be written; the chunk may then be used again. */
  write(chunk: Uint8Array | string): Promise<void>;
  /** Makes the object visible; returns its size in bytes. */
  close(): Promise<number>;
  abort(): Promise<void>;
}

/** S3's own error, by its code: `NoSuchBucket`, `NoSuchKey`, `AccessDenied` … */
export class BucketError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'BucketError';
    this.code = code;
  }
}

/** Finds a bucket by name; throws BucketError NoSuchBucket with the ways to configure one. */
export interface Buckets {
  find(name: string): Promise<Bucket>;
}

/** Of which some are folders. */
export interface LocalBuckets extends Buckets {
  /** Undefined for a bucket that is no folder. */
  folder(name: string): FolderBucket | undefined;
}
