import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A folder to open, with characters in its name that paths are apt to stumble over; a copy of `from`, if given. */
export async function makeFolder(from?: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'fanout-'));
  const folder = path.join(root, 'wörk späce & #1');
  if (from) await cp(from, folder, { recursive: true });
  else await mkdir(folder);
  return { folder, remove: () => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}
