import { basename, dirname } from 'node:path';
import type { Disk } from '../../../../src/runtime/journal/disk.ts';

/** A disk in memory, which can be full: `room` is how many bytes it still takes. */
export interface MemoryDisk extends Disk {
  readonly files: Map<string, Buffer>;
  room: number;
}

/** What Node throws. */
function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

export function openMemoryDisk(files: Iterable<readonly [string, Buffer]> = []): MemoryDisk {
  const disk: MemoryDisk = {
    files: new Map(files),
    room: Infinity,
    makeFolder: () => undefined,
    list: (folder) => [...disk.files.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path)),
    size: (path) => disk.files.get(path)?.length,
    read: (path, offset, length) => {
      const bytes = disk.files.get(path);
      if (bytes === undefined) throw systemError('ENOENT', `no such file or directory, open '${path}'`);
      return bytes.subarray(offset, offset + length);
    },
    write: (path, bytes) => {
      const taken = bytes.subarray(0, Math.max(0, disk.room));
      disk.room -= taken.length;
      disk.files.set(path, Buffer.concat([disk.files.get(path) ?? Buffer.alloc(0), taken]));
      if (taken.length < bytes.length) throw systemError('ENOSPC', 'no space left on device, write');
    },
    truncate: (path, size) => {
      const bytes = disk.files.get(path) ?? Buffer.alloc(0);
      disk.room += bytes.length - size;
      disk.files.set(path, bytes.subarray(0, size));
    },
    create: (path) => {
      if (disk.files.has(path)) throw systemError('EEXIST', `file already exists, open '${path}'`);
      disk.files.set(path, Buffer.alloc(0));
    },
    rename: (from, to) => {
      disk.files.set(to, disk.files.get(from) ?? Buffer.alloc(0));
      disk.files.delete(from);
    },
    remove: (path) => {
      disk.room += disk.files.get(path)?.length ?? 0;
      disk.files.delete(path);
    },
    close: () => undefined,
  };
  return disk;
}
