import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { DataFolderError } from './journal-file.ts';

/** A process, told apart from a later one that has got its number. */
export interface ProcessId {
  readonly pid: number;
  /** When it began, as far as the system tells; empty otherwise. */
  readonly began: string;
  /** Of the machine that it runs on. */
  readonly host: string;
}

/** Who runs here, and who is still running. */
export interface Processes {
  readonly self: ProcessId;
  readonly isAlive: (process: ProcessId) => boolean;
}

/** `owner-<pid>-<when it began>-<host>-<any>`: all in the name, so that nobody can see a claim that is half written. */
const CLAIM = /^owner-(\d+)-([0-9a-z]*)-([0-9a-f]+)-[0-9a-f]+$/;
/** Two that begin at the same moment both step back and try again. */
const TRIES = 5;

/**
 * Makes this process the folder's only owner, until `release`. Each claims first and looks then who else has: of two
 * at the same time at least one sees the other. What a killed process has left is taken away.
 * Rejects with DataFolderError when another process owns it.
 */
export async function ownFolder(disk: Disk, folder: string, processes = systemProcesses()): Promise<() => void> {
  const { self, isAlive } = processes;
  const mine = `owner-${self.pid}-${self.began}-${self.host}-${randomBytes(4).toString('hex')}`;
  for (let attempt = 1; ; attempt++) {
    disk.create(join(folder, mine));
    const other = findOther(disk, folder, mine, isAlive);
    if (other === undefined) return () => disk.remove(join(folder, mine));
    disk.remove(join(folder, mine));
    if (attempt === TRIES) throw new DataFolderError(describeOwner(folder, other, self));
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 30));
  }
}

/** Whether a process that is alive owns the folder. */
export function isOwned(disk: Disk, folder: string, { isAlive }: Processes = systemProcesses()): boolean {
  return findOther(disk, folder, undefined, isAlive) !== undefined;
}

function findOther(
  disk: Disk,
  folder: string,
  mine: string | undefined,
  isAlive: Processes['isAlive'],
): (ProcessId & { readonly file: string }) | undefined {
  for (const file of disk.list(folder)) {
    const [, pid, began = '', host = ''] = CLAIM.exec(file) ?? [];
    if (pid === undefined || file === mine) continue;
    const other = { pid: Number(pid), began, host, file };
    if (isAlive(other)) return other;
    disk.remove(join(folder, file));
  }
  return undefined;
}

function describeOwner(folder: string, other: ProcessId & { readonly file: string }, self: ProcessId): string {
  const where = other.host === self.host ? '' : ' on another machine';
  const way =
    other.host === self.host
      ? 'stop it, or name another folder'
      : `stop it, name another folder, or remove ${join(folder, other.file)} when it is gone`;
  return `The data folder ${folder} is in use by the process ${other.pid}${where}: ${way}.`;
}

/** What this system tells of processes. Of one on another machine nothing can be told: it counts as alive. */
export function systemProcesses(): Processes {
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  const self = { pid: process.pid, began: whenBegan(process.pid) ?? '', host };
  return {
    self,
    isAlive: (other) => {
      if (other.host !== host) return true;
      if (!exists(other.pid)) return false;
      // A container counts its processes from 1: the number of one that was killed comes back soon.
      const began = whenBegan(other.pid);
      return began === undefined || other.began === '' || began === other.began;
    },
  };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be sent signals.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Where the system has /proc: the time since boot, in ticks, and which boot it was. Undefined elsewhere. */
function whenBegan(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command before it is in brackets and may hold anything.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return ticks === undefined ? undefined : `${ticks}x${boot}`;
  } catch {
    return undefined;
  }
}
