import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** A file to write. `path` is relative to the folder, with `/`. */
export interface FileToWrite {
  readonly path: string;
  readonly contents: string | Uint8Array;
}

/** Nothing was written. The message is one line: what, where, and what to do. */
export class WriteFilesError extends Error {
  /** `occupied`: the folder has files already, and `replace` would write into it. */
  readonly reason: 'occupied' | 'unwritable';
  constructor(message: string, reason: WriteFilesError['reason'] = 'unwritable') {
    super(message);
    this.name = 'WriteFilesError';
    this.reason = reason;
  }
}

/**
 * Writes the files into a folder that is new or empty, whole or not at all: they are written to a folder beside it first
 * and then moved. With `replace` the folder may be occupied: only these files are replaced, each in one step, and all
 * others stay. Throws WriteFilesError when the folder is occupied, is no folder, or cannot be written.
 */
export async function writeFiles(
  folder: string,
  files: readonly FileToWrite[],
  { replace = false }: { replace?: boolean } = {},
): Promise<void> {
  const target = resolve(folder);
  for (const { path } of files) checkPath(target, path);
  try {
    const entries = await readFolder(target);
    if (entries === undefined) await writeNewFolder(target, files);
    else if (entries.length === 0) await fillFolder(target, files);
    else if (replace) await replaceFiles(target, files);
    else throw new WriteFilesError(`${target} is not empty: name another folder.`, 'occupied');
  } catch (error) {
    if (error instanceof WriteFilesError) throw error;
    throw new WriteFilesError(`${target} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkPath(target: string, path: string): void {
  const inside = relative(target, resolve(target, path));
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || resolve(inside) === inside)
    throw new WriteFilesError(`${path} leads out of ${target}: nothing was written.`);
}

/** The names in a folder; undefined when there is no such folder. */
async function readFolder(target: string): Promise<string[] | undefined> {
  try {
    return await readdir(target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') throw new WriteFilesError(`${target} is no folder: name another one.`);
    throw error;
  }
}

async function writeNewFolder(target: string, files: readonly FileToWrite[]): Promise<void> {
  const parent = dirname(target);
  const made = await mkdir(parent, { recursive: true });
  try {
    const staging = await makeStaging(parent);
    await staged(staging, files, async () => {
      await rename(staging, target);
    });
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** An empty folder stays the folder it is: a shell or an editor may be in it. */
async function fillFolder(target: string, files: readonly FileToWrite[]): Promise<void> {
  const staging = await makeStaging(target);
  await staged(staging, files, async () => {
    const moved: string[] = [];
    try {
      for (const name of await readdir(staging)) {
        await rename(join(staging, name), join(target, name));
        moved.push(name);
      }
    } catch (error) {
      for (const name of moved) await rm(join(target, name), { recursive: true, force: true });
      throw error;
    }
  });
}

/** Not `mkdtemp`: what it makes only its owner may read, and so would the project's folder be. */
async function makeStaging(folder: string): Promise<string> {
  const staging = join(folder, `.fanout-${randomUUID()}`);
  await mkdir(staging);
  return staging;
}

async function staged(staging: string, files: readonly FileToWrite[], move: () => Promise<void>): Promise<void> {
  try {
    for (const { path, contents } of files) {
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await writeFile(join(staging, path), contents);
    }
    await move();
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function replaceFiles(target: string, files: readonly FileToWrite[]): Promise<void> {
  const root = await realpath(target);
  for (const { path } of files) await checkPlace(root, path);
  const written: { from: string; to: string }[] = [];
  try {
    for (const { path, contents } of files) {
      const to = join(root, path);
      await mkdir(dirname(to), { recursive: true });
      const from = join(dirname(to), `.fanout-${randomUUID()}`);
      written.push({ from, to });
      await writeFile(from, contents);
    }
    for (const { from, to } of written) await rename(from, to);
  } finally {
    for (const { from } of written) await rm(from, { force: true });
  }
}

/** What stands where a file goes must be a file, and the folders above it must not be links that lead out. */
async function checkPlace(root: string, path: string): Promise<void> {
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const place = join(root, ...parts.slice(0, depth));
    const found = await lstat(place).catch(() => undefined);
    if (found === undefined) return;
    const isFile = depth === parts.length;
    if (isFile ? found.isDirectory() : !found.isDirectory())
      throw new WriteFilesError(`${place} is ${isFile ? 'a' : 'no'} folder: move it away first. Nothing was written.`);
  }
}
