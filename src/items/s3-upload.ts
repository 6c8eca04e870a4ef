import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import type { ObjectSink } from './bucket.ts';
import type { S3 } from './s3-bucket.ts';

/** S3 takes parts of 5 MiB or more and at most 10,000 of them: 8 MiB reaches 78 GiB. */
const PART_BYTES = 8 * 1024 * 1024;

interface Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: string;
}

/**
 * An object that is put in one request when it is small, and in parts when it is not. In both cases S3 shows it only
 * when it is complete. `onStored` is told its version, where the bucket keeps versions.
 */
export function createUpload(
  sdk: S3,
  client: S3Client,
  target: Target,
  translate: (error: unknown, bucket: string, key: string) => unknown,
  onStored: (versionId: string | undefined) => void = () => undefined,
): ObjectSink {
  const place = { Bucket: target.Bucket, Key: target.Key };
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let size = 0;
  let upload: string | undefined;
  const parts: CompletedPart[] = [];

  const abort = async (): Promise<void> => {
    waiting = [];
    if (upload === undefined) return;
    const id = upload;
    upload = undefined;
    // What is left of an upload costs money until it is removed, but a failure to do so must not hide its reason.
    await client.send(new sdk.AbortMultipartUploadCommand({ ...place, UploadId: id })).catch(() => undefined);
  };
  const guard = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      await abort();
      throw translate(error, target.Bucket, target.Key);
    }
  };
  const sendPart = async (): Promise<void> => {
    upload ??= await begin();
    const body = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    const PartNumber = parts.length + 1;
    const { ETag } = await client.send(
      new sdk.UploadPartCommand({ ...place, UploadId: upload, PartNumber, Body: body }),
    );
    parts.push({ PartNumber, ...(ETag === undefined ? {} : { ETag }) });
  };
  const begin = async (): Promise<string> => {
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(target));
    if (UploadId === undefined) throw new Error('S3 began no multipart upload.');
    return UploadId;
  };

  return {
    write: (chunk) =>
      guard(async () => {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
        waiting.push(bytes);
        waitingBytes += bytes.length;
        size += bytes.length;
        if (waitingBytes >= PART_BYTES) await sendPart();
      }),
    close: () =>
      guard(async () => {
        if (upload === undefined) {
          const put = await client.send(new sdk.PutObjectCommand({ ...target, Body: Buffer.concat(waiting) }));
          onStored(put.VersionId);
          return size;
        }
        if (waitingBytes > 0) await sendPart();
        const completed = await client.send(
          new sdk.CompleteMultipartUploadCommand({ ...place, UploadId: upload, MultipartUpload: { Parts: parts } }),
        );
        upload = undefined;
        onStored(completed.VersionId);
        return size;
      }),
    abort,
  };
}
