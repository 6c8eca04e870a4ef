import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunFolders, type RunFolder } from '../../../../src/editor/run/run-folders.ts';
import { openDisk } from '../../../../src/runtime/journal/disk.ts';
import { ownFolder } from '../../../../src/runtime/journal/folder-owner.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fanout-runs-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Makes a folder and says when that was. */
async function make(folders: RunFolders, name: string, second: number): Promise<RunFolder> {
  const made = await folders.create(`file:///${name}`, name);
  await utimes(join(made.dataDir, 'run.json'), second, second);
  return made;
}

describe('the folders of local runs', () => {
  it('are listed with what was run, the newest first; what is something else is passed over', async () => {
    const folders = new RunFolders(join(root, 'runs'));
    expect(await folders.list()).toEqual([]);
    const old = await make(folders, 'old', 1);
    const young = await make(folders, 'young', 2);
    await mkdir(join(root, 'runs', 'other'));
    await mkdir(join(root, 'runs', 'broken'));
    await writeFile(join(root, 'runs', 'broken', 'run.json'), '{"definition":');
    expect(await folders.list()).toEqual([young, old]);
    await folders.remove(young);
    expect(await folders.list()).toEqual([old]);
  });

  it('are pruned, the oldest first, but not where somebody is at work', async () => {
    const folders = new RunFolders(root);
    const made: RunFolder[] = [];
    for (let second = 1; second <= 13; second++) made.push(await make(folders, `run ${second}`, second));
    const release = await ownFolder(openDisk(), made[1]!.dataDir);
    await folders.prune();
    const left = (await folders.list()).map(({ text }) => text).toReversed();
    expect(left).toEqual(['run 2', ...made.slice(3).map(({ text }) => text)]);
    release();
  });
});
