import { createHash, randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { BucketError } from './bucket.ts';
import type { FolderBucket, ObjectBody, ObjectSink, ObjectSummary } from './bucket.ts';

/** Small enough for the text made of it to be cheap garbage; larger reads are not faster. */
const CHUNK_BYTES = 64 * 1024;
/** Names of files that are being written; no object has such a key. */
const UPLOAD_PREFIX = '.fanout-upload-';

/** Of how many objects it is known what they are. */
const KEPT_CONTENT_TYPES = 10_000;

/**
 * A folder that answers like a bucket: a key is the path of a file below it, with `/` between its parts. Nothing
 * outside of the folder can be reached, neither by a key nor through a symbolic link. `folder` must exist.
 */
export function openFolderBucket(name: string, folder: string): FolderBucket {
  const files = new FolderFiles(folder);
  return {
    name,
    head: async (key) => files.describe(key, await files.stat(key)),
    open: (key, range) => openObject(files, key, range),
    list: (prefix) => listObjects(files, prefix),
    create: (key, contentType) => createObject(files, key, contentType),
    remove: async (key) => {
      const path = await files.resolve(key);
      const found = await lstat(path).catch(() => undefined);
      if (found?.isDirectory() === false) await rm(path, { force: true });
    },
  };
}

class FolderFiles {
  readonly folder: string;
  /** Of the objects made here, with their ETags: a file that somebody else has written since has none. */
  readonly #contentTypes = new Map<string, { readonly etag: string; readonly contentType: string }>();
  constructor(folder: string) {
    this.folder = folder;
  }

  /** The file that a key names. Throws BucketError when no object can have that key, or when a link leads outside. */
  async resolve(key: string): Promise<string> {
    const parts = key.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\0]/.test(key) || !isPortable(key))
      throw new BucketError('AccessDenied', `The key "${key}" does not name a file inside the folder ${this.folder}.`);
    const path = join(this.folder, ...parts);
    const root = await realpath(this.folder).catch((error: unknown) => {
      throw isMissing(error) ? noSuchBucket(this.folder) : translate(error, key);
    });
    const real = await realpathOfExisting(path).catch((error: unknown) => {
      throw translate(error, key);
    });
    if (real !== root && !real.startsWith(root + sep))
      throw new BucketError('AccessDenied', `The key "${key}" leads out of the folder ${this.folder} through a link.`);
    return path;
  }

  describe(key: string, found: Stats): ObjectSummary {
    const summary = summarize(key, found);
    const made = this.#contentTypes.get(key);
    return made?.etag === summary.etag ? { ...summary, contentType: made.contentType } : summary;
  }

  async keepContentType(key: string, contentType: string): Promise<void> {
    this.#contentTypes.delete(key);
    this.#contentTypes.set(key, { etag: summarize(key, await this.stat(key)).etag, contentType });
    if (this.#contentTypes.size <= KEPT_CONTENT_TYPES) return;
    const [oldest] = this.#contentTypes.keys();
    if (oldest !== undefined) this.#contentTypes.delete(oldest);
  }

  async stat(key: string): Promise<Stats> {
    // A key that ends in / is a folder made in the S3 console; on a disk nothing is stored under it.
    if (key.endsWith('/') || key === '') throw noSuchKey(key);
    const path = await this.resolve(key);
    try {
      const found = await stat(path);
      if (found.isFile()) return found;
    } catch (error) {
      throw translate(error, key);
    }
    throw noSuchKey(key);
  }
}

/** On Windows a backslash would separate folders and a colon name a drive or stream. */
function isPortable(key: string): boolean {
  return sep === '/' || !/[\\:]/.test(key);
}

async function realpathOfExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // A link whose target does not exist would be followed when the file is made.
    const dangling = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (dangling) throw new BucketError('AccessDenied', `${path} is a link to nothing.`);
    return join(await realpathOfExisting(dirname(path)), basename(path));
  }
}

async function openObject(
  files: FolderFiles,
  key: string,
  range: { start: number; end: number } | undefined,
): Promise<ObjectBody> {
  const summary = files.describe(key, await files.stat(key));
  const path = await files.resolve(key);
  const start = range?.start ?? 0;
  const end = Math.min(range?.end ?? summary.size, summary.size);
  return { ...summary, chunks: readChunks(path, key, summary, start, end) };
}

async function* readChunks(
  path: string,
  key: string,
  summary: ObjectSummary,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw translate(error, key);
  }
  try {
    for (let at = start; at < end;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) throw changed(key);
      at += bytesRead;
      yield bytesRead === chunk.length ? chunk : chunk.subarray(0, bytesRead);
    }
    // An object of S3 never changes while it is read; a file may, and would be read half old and half new.
    if (summarize(key, await handle.stat()).etag !== summary.etag) throw changed(key);
  } finally {
    await handle.close();
  }
}

/** In the order of UTF-8 bytes, a folder at a time: only the names of the folders on the way are in memory. */
async function* listObjects(files: FolderFiles, prefix: string): AsyncGenerator<ObjectSummary> {
  const slash = prefix.lastIndexOf('/') + 1;
  const inside = prefix.slice(0, slash);
  if (inside !== '') {
    const parts = inside.slice(0, -1).split('/');
    // No object's key has such parts, so no object has such a prefix.
    if (parts.some((part) => part === '' || part === '.' || part === '..') || !isPortable(inside)) return;
    const found = await stat(await files.resolve(inside.slice(0, -1))).catch(() => undefined);
    if (found?.isDirectory() !== true) return;
  }
  yield* listFolder(files, inside, prefix.slice(slash));
}

async function* listFolder(files: FolderFiles, inside: string, beginning: string): AsyncGenerator<ObjectSummary> {
  const path = inside === '' ? files.folder : join(files.folder, ...inside.slice(0, -1).split('/'));
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw inside === '' && isMissing(error) ? noSuchBucket(path) : translate(error, inside);
  });
  const names: string[] = [];
  for (const entry of entries) {
    if (!entry.name.startsWith(beginning) || entry.name.startsWith(UPLOAD_PREFIX)) continue;
    if (entry.isDirectory()) names.push(`${entry.name}/`);
    else if (entry.isFile()) names.push(entry.name);
    // Links to files inside the folder are objects; the others are not there at all.
    else if (entry.isSymbolicLink() && (await files.stat(inside + entry.name).catch(() => undefined)) !== undefined)
      names.push(entry.name);
  }
  names.sort(compareUtf8);
  for (const name of names) {
    if (name.endsWith('/')) {
      yield* listFolder(files, inside + name, '');
      continue;
    }
    const found = await stat(join(path, name)).catch(() => undefined);
    if (found?.isFile() === true) yield summarize(inside + name, found);
  }
}

/** UTF-16 order, which `<` gives, differs from the order of UTF-8 bytes only where surrogates are. */
function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  if (/[\ud800-\uffff]/.test(a) || /[\ud800-\uffff]/.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

async function createObject(files: FolderFiles, key: string, contentType: string): Promise<ObjectSink> {
  const path = await files.resolve(key);
  if (basename(path).startsWith(UPLOAD_PREFIX))
    throw new BucketError('AccessDenied', `The key "${key}" is kept for files that are being written.`);
  const temporary = join(dirname(path), UPLOAD_PREFIX + randomUUID());
  let handle: FileHandle;
  try {
    await mkdir(dirname(path), { recursive: true });
    // Between the check and mkdir another process may have made a link.
    await files.resolve(key);
    handle = await open(temporary, 'wx');
  } catch (error) {
    throw translate(error, key);
  }
  let size = 0;
  const abort = async (): Promise<void> => {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
  };
  const guard = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      await abort();
      throw translate(error, key);
    }
  };
  return {
    write: (chunk) =>
      guard(async () => {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
        size += bytes.length;
      }),
    close: () =>
      guard(async () => {
        await handle.close();
        await rename(temporary, path);
        await files.keepContentType(key, contentType);
        return size;
      }),
    abort,
  };
}

function summarize(key: string, found: Stats): ObjectSummary {
  const state = `${found.ino}:${found.size}:${found.mtimeMs}`;
  return {
    key,
    size: found.size,
    etag: `"${createHash('sha256').update(state).digest('hex').slice(0, 32)}"`,
    lastModified: Math.floor(found.mtimeMs / 1000),
  };
}

/** It was there when the bucket was opened. */
function noSuchBucket(folder: string): BucketError {
  return new BucketError('NoSuchBucket', `The folder ${folder} of the bucket is gone: create it again.`);
}

function noSuchKey(key: string): BucketError {
  return new BucketError('NoSuchKey', `The specified key does not exist: ${key}`);
}

function changed(key: string): BucketError {
  return new BucketError('PreconditionFailed', `${key} changed while it was being read.`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Node's errors under the names of S3. */
function translate(error: unknown, key: string): unknown {
  if (!(error instanceof Error) || error instanceof BucketError || !('code' in error)) return error;
  if (isMissing(error)) return noSuchKey(key);
  if (error.code === 'EACCES' || error.code === 'EPERM')
    return new BucketError('AccessDenied', `Access Denied: ${key} (${error.message})`);
  if (error.code === 'ENOSPC')
    return new BucketError('InsufficientStorage', `No space is left on the disk for ${key}.`);
  if (error.code === 'ENAMETOOLONG')
    return new BucketError('InvalidRequest', `The key "${key}" is too long for a file: the disk takes no such name.`);
  if (error.code === 'EISDIR' || error.code === 'EEXIST' || error.code === 'ENOTEMPTY')
    return new BucketError('InvalidRequest', `${key} is a folder, so no object can have that key.`);
  return error;
}
