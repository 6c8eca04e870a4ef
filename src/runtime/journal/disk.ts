import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';

/**
 * The file system as the journal uses it: nothing else of the journal touches a file. Everything throws what Node
 * throws. A call returns when the kernel has the bytes: they outlive this process, but not the machine's power.
 */
export interface Disk {
  makeFolder(path: string): void;
  list(folder: string): string[];
  /** Bytes; undefined: there is no such file. */
  size(path: string): number | undefined;
  /** At most `length` bytes. */
  read(path: string, offset: number, length: number): Buffer;
  /** Writes all of it at the end of the file, which is made when it is not there. */
  write(path: string, bytes: Buffer): void;
  truncate(path: string, size: number): void;
  /** The file is made; throws EEXIST when it is there. */
  create(path: string): void;
  rename(from: string, to: string): void;
  /** Also of a file that is not there. */
  remove(path: string): void;
  close(): void;
}

/** Files that are written in turn stay open: opening one costs more than writing to it. */
const MOST_OPEN = 32;

export function openDisk(): Disk {
  const open = new Map<string, number>();
  const release = (path: string): void => {
    const file = open.get(path);
    if (file === undefined) return;
    open.delete(path);
    closeSync(file);
  };
  const use = (path: string, flags: 'r' | 'a+'): number => {
    const known = open.get(path);
    if (known !== undefined) {
      open.delete(path);
      open.set(path, known);
      return known;
    }
    const file = openSync(path, flags);
    if (flags === 'r') return file;
    open.set(path, file);
    const [oldest] = open.keys();
    if (open.size > MOST_OPEN && oldest !== undefined) release(oldest);
    return file;
  };
  return {
    makeFolder: (path) => void mkdirSync(path, { recursive: true }),
    list: (folder) => readdirSync(folder),
    size: (path) => statSync(path, { throwIfNoEntry: false })?.size,
    read: (path, offset, length) => {
      const isOpen = open.has(path);
      const file = use(path, 'r');
      try {
        const bytes = Buffer.allocUnsafe(length);
        let done = 0;
        while (done < length) {
          const count = readSync(file, bytes, done, length - done, offset + done);
          if (count === 0) break;
          done += count;
        }
        return bytes.subarray(0, done);
      } finally {
        if (!isOpen) closeSync(file);
      }
    },
    write: (path, bytes) => {
      const file = use(path, 'a+');
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    },
    truncate: (path, size) => ftruncateSync(use(path, 'a+'), size),
    create: (path) => closeSync(openSync(path, 'wx')),
    rename: (from, to) => {
      release(from);
      release(to);
      renameSync(from, to);
    },
    remove: (path) => {
      release(path);
      rmSync(path, { force: true });
    },
    close: () => {
      for (const path of [...open.keys()]) release(path);
    },
  };
}
