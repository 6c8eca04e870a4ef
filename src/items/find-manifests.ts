import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openResultsInFolder, type ResultSet } from './result-files.ts';
import { ResultsError } from './results-error.ts';

/** A ResultWriter puts its files below `<Prefix>/<id of the Map Run>`. */
const DEEPEST = 6;
const MOST_MANIFESTS = 20;
const MOST_FOLDERS = 2000;

/**
 * The results at a path: a manifest.json, its folder, or a folder somewhere below which there is exactly one. Throws
 * ResultsError, which names the places where there are several.
 */
export async function openResultsBelow(path: string): Promise<ResultSet> {
  const entries = await readdir(path).catch(() => undefined);
  // A file, or nothing: what is opened says so.
  if (entries === undefined || entries.includes('manifest.json')) return openResultsInFolder(path);
  const found = await findManifests(path);
  const [only, second] = found;
  if (only === undefined)
    throw new ResultsError(
      'access',
      `There is no manifest.json in ${path}: a ResultWriter writes it when the Map Run ends, below its Prefix.`,
    );
  if (second === undefined) return openResultsInFolder(only);
  const places = found.length > 5 ? [...found.slice(0, 5), '…'] : found;
  throw new ResultsError('access', `There are several results in ${path}: name one of ${places.join(', ')}`);
}

/** Paths of the manifest.json files in a folder, the upper ones first; of very many some. */
async function findManifests(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  let folders = [root];
  let seen = 0;
  for (let depth = 0; depth <= DEEPEST && folders.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of folders) {
      if (found.length >= MOST_MANIFESTS || seen++ >= MOST_FOLDERS) return found;
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (entry.isFile() && entry.name === 'manifest.json') found.push(join(folder, entry.name));
        else if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
          next.push(join(folder, entry.name));
      }
    }
    folders = next.sort();
  }
  return found;
}
