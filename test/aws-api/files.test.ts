import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Files } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { Bench } from './bench.ts';
import type { Deployment } from './deployment.ts';

let bench: Bench;
let deployment: Deployment;
let files: Files;
beforeAll(async () => {
  bench = await Bench.open(inject('moto'));
  ({ deployment } = await bench.deploy('files'));
  const file = '../../templates/custom-pipeline/functions/aws-files.ts';
  const { createFiles } = (await import(file)) as { createFiles: (client: unknown, bucket: string) => Files };
  files = createFiles(bench.s3, deployment.outputBucket);
});
afterEach(() => bench.proxy.setFault(undefined));
afterAll(() => bench.close());

async function put(Key: string, Body: string): Promise<{ versionId: string; etag: string }> {
  const answer = await bench.s3.send(new PutObjectCommand({ Bucket: deployment.inputBucket, Key, Body }));
  return { versionId: answer.VersionId ?? '', etag: answer.ETag ?? '' };
}

async function readAll(file: { key: string; versionId: string; etag: string }): Promise<string> {
  let text = '';
  for await (const piece of files.open({ bucket: deployment.inputBucket, ...file })) text += piece;
  return text;
}

const gone = expect.objectContaining({ name: 'GoneError' }) as Error;

describe('opening a file', () => {
  it('gives the version that was put, after another one has replaced it', async () => {
    const first = await put('v.jsonl', 'one');
    const second = await put('v.jsonl', 'two');
    expect(first.versionId).not.toBe(second.versionId);
    expect(await readAll({ key: 'v.jsonl', ...first })).toBe('one');
    expect(await readAll({ key: 'v.jsonl', ...second })).toBe('two');
  });

  it('says that it is gone when its version was deleted', async () => {
    const { versionId, etag } = await put('d.jsonl', 'one');
    await bench.s3.send(
      new DeleteObjectCommand({ Bucket: deployment.inputBucket, Key: 'd.jsonl', VersionId: versionId }),
    );
    await expect(readAll({ key: 'd.jsonl', versionId, etag })).rejects.toThrow(gone);
    await expect(readAll({ key: 'never.jsonl', versionId: '', etag })).rejects.toThrow(gone);
  });

  it('without versions goes by the ETag', async () => {
    const { etag } = await put('e.jsonl', 'one');
    expect(await readAll({ key: 'e.jsonl', versionId: '', etag })).toBe('one');
    await put('e.jsonl', 'two');
    await expect(readAll({ key: 'e.jsonl', versionId: '', etag })).rejects.toThrow(gone);
  });

  it('keeps characters whole that lie across pieces, and gives a large file whole', async () => {
    const text = `x${'äöü€😀'.repeat(200_000)}`;
    expect((await readAll({ key: 'u.txt', ...(await put('u.txt', text)) })) === text).toBe(true);
  });

  it('is no end of the file when the bucket is missing', async () => {
    const open = files.open({ bucket: 'no-such-bucket-here', key: 'a', versionId: '', etag: '' });
    await expect(open[Symbol.asyncIterator]().next()).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchBucket' }) as Error,
    );
  });
});

async function* pieces(count: number, length: number): AsyncGenerator<string> {
  for (let n = 0; n < count; n++) yield `${String(n).padStart(8, '0')}${'y'.repeat(length - 8)}`;
  await Promise.resolve();
}

async function stored(Key: string): Promise<string | undefined> {
  try {
    const { Body } = await bench.s3.send(new GetObjectCommand({ Bucket: deployment.outputBucket, Key }));
    return await Body?.transformToString();
  } catch {
    return undefined;
  }
}

const unfinished = async (): Promise<number> =>
  (await bench.s3.send(new ListMultipartUploadsCommand({ Bucket: deployment.outputBucket }))).Uploads?.length ?? 0;

describe('writing a file', () => {
  it.each([
    ['nothing', 0, 10],
    ['a little', 3, 10],
    ['exactly one part', 8, 1024 * 1024],
    ['some parts', 21, 1024 * 1024],
  ])('puts %s', async (name, count, length) => {
    const key = `output/${name}.json`;
    await files.write(key, pieces(count, length));
    let expected = '';
    for await (const piece of pieces(count, length)) expected += piece;
    expect((await stored(key)) === expected).toBe(true);
    const head = await bench.s3.send(new HeadObjectCommand({ Bucket: deployment.outputBucket, Key: key }));
    expect(head.ContentType).toBe('application/json');
    expect(await unfinished()).toBe(0);
  });

  it('leaves nothing when its text ends with an error', async () => {
    const breaking = async function* (): AsyncGenerator<string> {
      yield* pieces(17, 1024 * 1024);
      throw new Error('the reducer failed');
    };
    await expect(files.write('output/broken.json', breaking())).rejects.toThrow('the reducer failed');
    expect(await stored('output/broken.json')).toBeUndefined();
    expect(await unfinished()).toBe(0);
  });

  it('leaves nothing when a part is refused', async () => {
    let puts = 0;
    bench.proxy.setFault(({ action, path }) =>
      action === 'PUT' && path.includes('partNumber=2') && ++puts > 0
        ? Promise.resolve({ status: 403, body: {} })
        : undefined,
    );
    await expect(files.write('output/refused.json', pieces(20, 1024 * 1024))).rejects.toThrow();
    expect(puts).toBeGreaterThan(0);
    expect(await stored('output/refused.json')).toBeUndefined();
    expect(await unfinished()).toBe(0);
  });

  it('tries a part again whose connection was cut', async () => {
    let cuts = 0;
    bench.proxy.setFault(({ action, path }) =>
      action === 'PUT' && path.includes('partNumber=1') && cuts++ < 1 ? Promise.resolve('cut') : undefined,
    );
    await files.write('output/cut.json', pieces(9, 1024 * 1024));
    expect(cuts).toBe(2);
    expect((await stored('output/cut.json'))?.length).toBe(9 * 1024 * 1024);
  });
});
