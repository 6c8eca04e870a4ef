import { createReadStream } from 'node:fs';
import { createUpload } from '../../items/s3-upload.ts';
import { describeServiceError, ServiceFault } from '../service-fault.ts';
import type { PipelineClients } from './aws-clients.ts';
import { jobIdOf } from './job-rows.ts';
import type { DeployedPipeline } from './stack.ts';

export interface UploadOptions {
  /** Key of the object; its job is that of this version of it. */
  readonly key: string;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes are taken. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Puts a file into the bucket of a pipeline, in parts, which starts its job; resolves with the job's id. Nothing is there
 * unless all of it is: when it is stopped, the parts are removed.
 */
export async function uploadInput(
  clients: PipelineClients,
  { inputBucket }: DeployedPipeline,
  file: string,
  { key, signal, onProgress }: UploadOptions,
): Promise<string> {
  const sdk = await import('@aws-sdk/client-s3');
  const target = { Bucket: inputBucket, Key: key, ContentType: 'application/octet-stream' };
  const translate = (error: unknown): Error => describeServiceError(error, 's3:PutObject', clients.connection);
  let versionId: string | undefined;
  const onStored = (version: string | undefined): void => {
    versionId = version;
  };
  const sink = createUpload(sdk, await clients.s3(), target, translate, onStored);
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      await sink.write(chunk);
      bytes += chunk.length;
      onProgress?.(bytes);
    }
    signal?.throwIfAborted();
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
  if (versionId === undefined || versionId === 'null')
    throw new ServiceFault(
      `${key} was put into ${inputBucket}, and its job cannot be followed: the bucket keeps no versions. Deploy template.yaml as it was scaffolded (VersioningConfiguration).`,
    );
  return jobIdOf({ bucket: inputBucket, key, versionId });
}
