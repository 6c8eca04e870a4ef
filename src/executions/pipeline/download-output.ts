import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline as pump } from 'node:stream/promises';
import { ServiceFault } from '../service-fault.ts';
import { abortable, ask, type PipelineClients } from './aws-clients.ts';
import type { JobProgress } from './job-rows.ts';
import type { DeployedPipeline } from './stack.ts';

/** Where the output of a job lies on this machine: its id and version, which no key can lead elsewhere. */
export const outputFile = (folder: string, { job, version }: Pick<JobProgress, 'job' | 'version'>): string =>
  path.join(folder, `${job}-v${version}.json`);

/** Copies an object of the output bucket into a file, as a stream. The file is whole, or it is not there. */
export async function downloadOutput(
  clients: PipelineClients,
  { outputBucket }: DeployedPipeline,
  key: string,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const client = await clients.s3();
  const get = new GetObjectCommand({ Bucket: outputBucket, Key: key });
  const { Body, ContentLength } = await ask(clients, 's3:GetObject', () => client.send(get, abortable(signal)));
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${randomUUID()}.part`;
  try {
    const written = createWriteStream(partial, { flags: 'wx' });
    const source = Body instanceof Readable ? Body : Readable.from([]);
    await ask(clients, 's3:GetObject', () => pump(source, written, signal === undefined ? {} : { signal }));
    // A connection that is cut looks like the end of the body to some servers' clients.
    if (ContentLength !== undefined && written.bytesWritten < ContentLength)
      throw new ServiceFault(
        `The connection ended after ${written.bytesWritten} of ${ContentLength} bytes of ${key}: try again.`,
      );
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
