import { describe, expect, it } from 'vitest';
import {
  ownFolder,
  systemProcesses,
  type ProcessId,
  type Processes,
} from '../../../../src/runtime/journal/folder-owner.ts';
import { openMemoryDisk } from './memory-disk.ts';

/** A system with these processes, seen by the first. */
function processesOf(...alive: readonly ProcessId[]): Processes {
  return {
    self: alive[0]!,
    isAlive: ({ pid, began }) => alive.some((each) => each.pid === pid && each.began === began),
  };
}

const one: ProcessId = { pid: 1, began: 'a', host: 'f0' };
const two: ProcessId = { pid: 2, began: 'b', host: 'f0' };

describe('the owner of a data folder', () => {
  it('is alone, and is named to whoever comes second', async () => {
    const disk = openMemoryDisk();
    const release = await ownFolder(disk, '/data', processesOf(one, two));
    await expect(ownFolder(disk, '/data', processesOf(two, one))).rejects.toThrow(
      'The data folder /data is in use by the process 1: stop it, or name another folder.',
    );
    release();
    await expect(ownFolder(disk, '/data', processesOf(two, one))).resolves.toBeTypeOf('function');
  });

  it('is not who was killed, also when another process has got its number', async () => {
    const disk = openMemoryDisk();
    await ownFolder(disk, '/data', processesOf(one));
    const later = { ...one, began: 'c' };
    await ownFolder(disk, '/data', processesOf(two, later));
    expect([...disk.files.keys()]).toEqual([expect.stringMatching(/owner-2-b-f0-/)]);
  });

  it('on another machine cannot be looked after, so that its file is named', async () => {
    const disk = openMemoryDisk();
    const { self, isAlive } = systemProcesses();
    await ownFolder(disk, '/data', { self: { ...self, host: 'f1' }, isAlive });
    await expect(ownFolder(disk, '/data')).rejects.toThrow(
      /in use by the process \d+ on another machine: stop it, name another folder, or remove \/data\/owner-.* when it is gone\.$/,
    );
  });

  it('is one of many who come at the same time', async () => {
    const disk = openMemoryDisk();
    const many = Array.from({ length: 8 }, (_, index) => ({ pid: index + 1, began: 'a', host: 'f0' }));
    const claims = many.map((self) => ownFolder(disk, '/data', { self, isAlive: () => true }));
    const owners = (await Promise.allSettled(claims)).filter(({ status }) => status === 'fulfilled');
    expect(owners).toHaveLength(1);
  });
});
