import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles, WriteFilesError } from '../../../src/items/write-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fanout-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const FILES = [
  { path: 'a.txt', contents: 'a' },
  { path: 'b/c/d.bin', contents: Uint8Array.of(1, 2, 3) },
];

async function refusal(promise: Promise<void>): Promise<WriteFilesError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WriteFilesError);
  return error as WriteFilesError;
}

describe('writeFiles', () => {
  it.each(['new', 'new/deeper', '.'])('writes texts and bytes to a folder that is new or empty: %s', async (name) => {
    const target = path.join(folder, name);
    await writeFiles(target, FILES);
    expect(await readFile(path.join(target, 'a.txt'), 'utf8')).toBe('a');
    expect([...(await readFile(path.join(target, 'b/c/d.bin')))]).toEqual([1, 2, 3]);
    expect((await readdir(target)).toSorted()).toEqual(['a.txt', 'b']);
  });

  it('refuses a folder that has files', async () => {
    await writeFile(path.join(folder, 'mine'), '');
    expect((await refusal(writeFiles(folder, FILES))).reason).toBe('occupied');
    expect(await readdir(folder)).toEqual(['mine']);
  });

  it('refuses a file where the folder should be', async () => {
    await writeFile(path.join(folder, 'file'), '');
    expect((await refusal(writeFiles(path.join(folder, 'file'), FILES))).message).toMatch(/is no folder/);
  });

  it.each(['../out', '/etc/out', 'a/../../out', '.'])('refuses the path %s', async (bad) => {
    const target = path.join(folder, 'x');
    expect((await refusal(writeFiles(target, [...FILES, { path: bad, contents: '' }]))).message).toMatch(
      /leads out of/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing behind when it fails half way', async () => {
    const clash = [...FILES, { path: 'a.txt/below', contents: '' }];
    await refusal(writeFiles(path.join(folder, 'p/q'), clash));
    await refusal(writeFiles(folder, clash));
    expect(await readdir(folder)).toEqual([]);
  });

  it('replaces its own files alone', async () => {
    await writeFile(path.join(folder, 'a.txt'), 'old');
    await writeFile(path.join(folder, 'mine'), 'mine');
    await writeFiles(folder, FILES, { replace: true });
    expect((await readdir(folder)).toSorted()).toEqual(['a.txt', 'b', 'mine']);
    expect(await readFile(path.join(folder, 'a.txt'), 'utf8')).toBe('a');
  });

  it('does not follow a link out of the folder, and does not replace a folder', async () => {
    const outside = await mkdtemp(path.join(os.tmpdir(), 'fanout-outside-'));
    await writeFile(path.join(folder, 'a.txt'), 'old');
    await symlink(outside, path.join(folder, 'b'), 'dir');
    expect((await refusal(writeFiles(folder, FILES, { replace: true }))).message).toMatch(/is no folder/);
    await rm(path.join(folder, 'b'));
    await rm(path.join(folder, 'a.txt'));
    await mkdir(path.join(folder, 'a.txt'));
    expect((await refusal(writeFiles(folder, FILES, { replace: true }))).message).toMatch(/is a folder/);
    expect(await readdir(outside)).toEqual([]);
    await rm(outside, { recursive: true });
  });

  it.skipIf(process.getuid?.() === 0)('says which folder cannot be written', async () => {
    await chmod(folder, 0o500);
    expect((await refusal(writeFiles(path.join(folder, 'x'), FILES))).message).toContain('cannot be written');
    await chmod(folder, 0o700);
  });
});
