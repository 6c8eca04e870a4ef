import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { GoneError, type Files } from './pipeline/ports.ts';

/** A part of an upload has 5 MB at least, and there are 10,000 of them at most. */
const PART_BYTES = 8 * 1024 * 1024;
const GONE = /^(NoSuchKey|NoSuchVersion|NotFound|PreconditionFailed|MethodNotAllowed)$/;

/** Input files of any bucket, output in the bucket of the template. */
export function createFiles(client: S3Client, outputBucket: string): Files {
  return {
    async *open({ bucket, key, versionId, etag }) {
      const version = versionId === '' ? { IfMatch: etag } : { VersionId: versionId };
      const decoder = new TextDecoder();
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...version }));
        for await (const bytes of (Body ?? []) as AsyncIterable<Uint8Array>)
          yield decoder.decode(bytes, { stream: true });
      } catch (error) {
        if (error instanceof Error && GONE.test(error.name)) throw new GoneError(error.message, { cause: error });
        throw error;
      }
      yield decoder.decode();
    },
    async write(key, text) {
      const target = { Bucket: outputBucket, Key: key };
      let pieces: Buffer[] = [];
      let bytes = 0;
      const upload = new Upload(client, target);
      try {
        for await (const piece of text) {
          const buffer = Buffer.from(piece);
          pieces.push(buffer);
          bytes += buffer.length;
          if (bytes < PART_BYTES) continue;
          await upload.add(Buffer.concat(pieces));
          pieces = [];
          bytes = 0;
        }
        const rest = Buffer.concat(pieces);
        if (upload.isOpen) await upload.complete(rest);
        else await client.send(new PutObjectCommand({ ...target, Body: rest, ContentType: 'application/json' }));
      } catch (error) {
        await upload.abort();
        throw error;
      }
    },
  };
}

/** An upload in parts, begun with the first one. Nothing is there to be read until it is complete. */
class Upload {
  readonly #client: S3Client;
  readonly #target: { readonly Bucket: string; readonly Key: string };
  readonly #parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];
  #id: string | undefined;

  constructor(client: S3Client, target: { readonly Bucket: string; readonly Key: string }) {
    this.#client = client;
    this.#target = target;
  }

  get isOpen(): boolean {
    return this.#id !== undefined;
  }

  async add(Body: Buffer): Promise<void> {
    if (this.#id === undefined) {
      const begun = new CreateMultipartUploadCommand({ ...this.#target, ContentType: 'application/json' });
      this.#id = (await this.#client.send(begun)).UploadId;
    }
    const PartNumber = this.#parts.length + 1;
    const part = new UploadPartCommand({ ...this.#target, UploadId: this.#id, PartNumber, Body });
    this.#parts.push({ PartNumber, ETag: (await this.#client.send(part)).ETag });
  }

  async complete(rest: Buffer): Promise<void> {
    if (rest.length > 0) await this.add(rest);
    const MultipartUpload = { Parts: this.#parts };
    await this.#client.send(
      new CompleteMultipartUploadCommand({ ...this.#target, UploadId: this.#id, MultipartUpload }),
    );
  }

  /** What it leaves when this fails, too, the bucket's lifecycle rule removes. */
  async abort(): Promise<void> {
    if (this.#id === undefined) return;
    await this.#client
      .send(new AbortMultipartUploadCommand({ ...this.#target, UploadId: this.#id }))
      .catch(() => undefined);
  }
}
