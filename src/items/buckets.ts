import { stat } from 'node:fs/promises';
import { BucketError } from './bucket.ts';
import type { Bucket, FolderBucket, LocalBuckets } from './bucket.ts';
import { openFolderBucket } from './folder-bucket.ts';
import type { S3Options } from './s3-bucket.ts';

export interface BucketsOptions {
  /** Folder of each bucket that is served from this machine. */
  readonly folders: Readonly<Record<string, string>>;
  /** The S3 endpoint that serves all other buckets; undefined: there are no others. */
  readonly s3?: S3Options | undefined;
}

/**
 * Buckets by name: a folder first, then the S3 endpoint, whose client is loaded when it is first needed. Rejects with
 * one line when a folder is missing.
 */
export async function makeBuckets({ folders, s3 }: BucketsOptions): Promise<LocalBuckets> {
  const opened = new Map<string, Bucket>();
  const local = new Map<string, FolderBucket>();
  for (const [name, folder] of Object.entries(folders)) {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() !== true)
      throw new BucketError(
        'NoSuchBucket',
        `The folder ${folder} of bucket ${name} ${found === undefined ? 'does not exist' : 'is no folder'}; create it, or name another with --bucket ${name}=DIR.`,
      );
    local.set(name, openFolderBucket(name, folder));
  }
  let openS3: Promise<(name: string) => Bucket> | undefined;
  return {
    folder: (name) => local.get(name),
    find: async (name) => {
      const known = local.get(name) ?? opened.get(name);
      if (known !== undefined) return known;
      if (s3 === undefined)
        throw new BucketError(
          'NoSuchBucket',
          `The specified bucket does not exist: ${name}. Serve it from a folder with --bucket ${name}=DIR or "buckets" in fanout.json, or from an S3 endpoint with AWS_ENDPOINT_URL_S3.`,
        );
      openS3 ??= import('./s3-bucket.ts').then(({ connectS3 }) => connectS3(s3));
      const bucket = (await openS3)(name);
      opened.set(name, bucket);
      return bucket;
    },
  };
}
