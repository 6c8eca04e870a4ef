import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './exit.ts';

const DEFINITION = /\.asl(\.json|\.ya?ml)?$/i;
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', '.aws-sam', 'cdk.out']);

/**
 * The definition files that these arguments name: a file as it is, of a folder all `.asl`, `.asl.json`, `.asl.yaml`
 * and `.asl.yml` files below it, in order. Throws a UsageError for what does not exist and for a folder without any.
 */
export async function findDefinitions(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const given of paths) {
    const found = await stat(given).catch(() => undefined);
    if (!found) throw new UsageError(`${given} does not exist: check the path.`);
    const below = found.isDirectory() ? await listDefinitions(given) : [given];
    if (below.length === 0)
      throw new UsageError(`${given} holds no .asl.json, .asl.yaml or .asl file: name the file of a definition.`);
    files.push(...below);
  }
  return [...new Set(files)];
}

async function listDefinitions(folder: string): Promise<string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name) && !entry.name.startsWith('.git')) files.push(...(await listDefinitions(at)));
    } else if (entry.isFile() && DEFINITION.test(entry.name)) files.push(at);
  }
  return files;
}
