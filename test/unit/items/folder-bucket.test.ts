import { mkdtemp, readdir, rm, symlink, writeFile, appendFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../../src/items/bucket.ts';
import { makeBuckets } from '../../../src/items/buckets.ts';
import { makeFolder } from './support.ts';
import type { Folder } from './support.ts';

let folder: Folder;
let bucket: Bucket;

beforeEach(async () => {
  folder = await makeFolder();
  bucket = await folder.buckets.find('data');
});
afterEach(() => folder.remove());

async function readText(key: string, range?: { start: number; end: number }): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of (await bucket.open(key, range)).chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

async function listKeys(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of bucket.list(prefix)) keys.push(key);
  return keys;
}

describe('a folder as a bucket', () => {
  it('reads objects and ranges of them', async () => {
    await folder.put('a/b.txt', '0123456789');
    expect(await readText('a/b.txt')).toBe('0123456789');
    expect(await readText('a/b.txt', { start: 2, end: 5 })).toBe('234');
    const { key, size, etag, lastModified } = await bucket.head('a/b.txt');
    expect([key, size]).toEqual(['a/b.txt', 10]);
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(Math.abs(lastModified - Date.now() / 1000)).toBeLessThan(60);
  });

  it.each(['none', 'a', 'a/', 'a/none', 'a/b.txt/c', ''])('has no object %j', async (key) => {
    await folder.put('a/b.txt', 'x');
    await expect(bucket.open(key)).rejects.toMatchObject({ name: 'BucketError', code: 'NoSuchKey' });
  });

  it.each(['../secret', 'a/../../secret', '/etc/passwd', 'a//b', './a', 'a/..', 'nul\0'])(
    'lets no key leave it: %j',
    async (key) => {
      await expect(bucket.open(key)).rejects.toMatchObject({ code: 'AccessDenied' });
      await expect(bucket.create(key, 'text/plain')).rejects.toMatchObject({ code: 'AccessDenied' });
      expect(await listKeys(key)).toEqual([]);
    },
  );

  it.each(['x'.repeat(300), `new/${'x'.repeat(300)}/b`, `new/${'x'.repeat(300)}`])(
    'makes no object whose key the disk has no name for',
    async (key) => {
      const refused = { name: 'BucketError', code: 'InvalidRequest' };
      await expect(bucket.create(key, 'text/plain')).rejects.toMatchObject(refused);
      await expect(bucket.open(key)).rejects.toMatchObject({ name: 'BucketError' });
    },
  );

  it('follows links inside, but none outside', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'secret'), 'x');
    await folder.put('real', 'inside');
    await symlink(join(folder.path, 'real'), join(folder.path, 'inner'));
    await symlink(join(outside, 'secret'), join(folder.path, 'file'));
    await symlink(outside, join(folder.path, 'dir'));
    await symlink(join(outside, 'new'), join(folder.path, 'dangling'));
    expect(await readText('inner')).toBe('inside');
    for (const key of ['file', 'dir/secret', 'dir/new', 'dangling']) {
      await expect(bucket.open(key)).rejects.toMatchObject({ code: 'AccessDenied' });
      await expect(bucket.create(key, 'text/plain')).rejects.toMatchObject({ code: 'AccessDenied' });
    }
    expect(await listKeys('')).toEqual(['inner', 'real']);
    await expect(listKeys('dir/')).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(await readdir(outside)).toEqual(['secret']);
    await rm(outside, { recursive: true });
  });

  it('lists in the order of UTF-8 bytes, by prefix', async () => {
    const keys = ['a', 'a-b', 'a/b', 'a/c/d', 'a.b', 'b', 'Z', 'ä', '\uffee', '😀'];
    await folder.remove();
    await mkdir(folder.path);
    for (const key of keys.filter((key) => key !== 'a')) await folder.put(key, key);
    const sorted = keys.filter((key) => key !== 'a').sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await listKeys('')).toEqual(sorted);
    expect(await listKeys('a')).toEqual(['a-b', 'a.b', 'a/b', 'a/c/d']);
    expect(await listKeys('a/')).toEqual(['a/b', 'a/c/d']);
    expect(await listKeys('a/c')).toEqual(['a/c/d']);
    expect(await listKeys('none/x')).toEqual([]);
  });

  it('shows a new object only when it is whole', async () => {
    const sink = await bucket.create('out/new.txt', 'text/plain');
    await sink.write('half ');
    expect(await listKeys('')).toEqual([]);
    await sink.write(Buffer.from('and half'));
    expect(await sink.close()).toBe(13);
    expect(await readText('out/new.txt')).toBe('half and half');
    const aborted = await bucket.create('out/new.txt', 'text/plain');
    await aborted.write('nothing');
    await aborted.abort();
    expect(await readText('out/new.txt')).toBe('half and half');
    expect(await readdir(join(folder.path, 'out'))).toEqual(['new.txt']);
  });

  it('refuses an object that is a folder', async () => {
    await folder.put('out/new.txt', 'x');
    const sink = await bucket.create('out', 'text/plain');
    await expect(sink.close()).rejects.toMatchObject({ code: 'InvalidRequest' });
    await expect(bucket.create('out/new.txt/x', 'text/plain')).rejects.toMatchObject({ name: 'BucketError' });
  });

  it('says that its folder is gone, whatever is asked of it', async () => {
    await rm(folder.path, { recursive: true });
    const gone = { code: 'NoSuchBucket', message: `The folder ${folder.path} of the bucket is gone: create it again.` };
    await expect(bucket.open('a')).rejects.toMatchObject(gone);
    await expect(bucket.create('a/b', 'text/plain')).rejects.toMatchObject(gone);
    await expect(listKeys('')).rejects.toMatchObject(gone);
    await expect(listKeys('a/b')).rejects.toMatchObject(gone);
  });

  it('notices a file that changes while it is read', async () => {
    await folder.put('big', 'x'.repeat(300_000));
    const { chunks } = await bucket.open('big');
    const read = async (): Promise<void> => {
      for await (const chunk of chunks) await appendFile(join(folder.path, 'big'), chunk.subarray(0, 1));
    };
    await expect(read()).rejects.toMatchObject({ code: 'PreconditionFailed' });
  });
});

describe('buckets', () => {
  it('refuse a missing folder in one line', async () => {
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    await expect(makeBuckets({ folders: { x: join(folder.path, 'no') } })).rejects.toThrow(
      /^The folder .*no of bucket x does not exist; create it, or name another with --bucket x=DIR\.$/,
    );
    await expect(makeBuckets({ folders: { x: file } })).rejects.toThrow('is no folder');
  });

  it('name the ways to configure one that is unknown', async () => {
    await expect(folder.buckets.find('other')).rejects.toMatchObject({
      code: 'NoSuchBucket',
      message: expect.stringMatching(/--bucket other=DIR.*fanout\.json.*AWS_ENDPOINT_URL_S3/) as string,
    });
  });
});
