import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One document with what is known of it. */
export interface CorpusCase {
  readonly name: string;
  /** Why its verdict is not followed; such a case counts neither way. */
  readonly exception: string | undefined;
  /** What is amiss, in a line; undefined when all is well. */
  check(): string | undefined;
}

export interface CorpusGroup {
  readonly name: string;
  readonly cases: readonly CorpusCase[];
}

/** The folder of shared test data: FANOUT_SHARED, else the one beside the repository. */
export function sharedFolder(): string {
  return process.env.FANOUT_SHARED ?? path.resolve(fileURLToPath(import.meta.url), '../../../../shared');
}

/** All files below a folder, in order, as paths relative to it. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

export function listFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

export function readText(...parts: string[]): string {
  return readFileSync(path.join(...parts), 'utf8');
}

export function readTextIfAny(...parts: string[]): string {
  return existsSync(path.join(...parts)) ? readText(...parts) : '';
}
