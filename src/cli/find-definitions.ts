import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { looksLikeTemplate } from '../project/sniff.ts';
import { UsageError } from './exit.ts';
import { LONGEST_BYTES } from './read-definition.ts';

const DEFINITION = /\.asl(\.json|\.ya?ml)?$/i;
/** What may be a SAM or CloudFormation template, to be looked into. */
const PERHAPS_TEMPLATE = /\.(json|ya?ml|template)$/i;
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', '.aws-sam', 'cdk.out']);

/**
 * The definition files that these arguments name: a file as it is, of a folder all `.asl`, `.asl.json`, `.asl.yaml`
 * and `.asl.yml` files below it and all templates with a state machine, in order. Throws a UsageError for what does not
 * exist and for a folder without any.
 */
export async function findDefinitions(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const given of paths) {
    const found = await stat(given).catch(() => undefined);
    if (!found) throw new UsageError(`${given} does not exist: check the path.`);
    const below = found.isDirectory() ? await listDefinitions(given) : [given];
    if (below.length === 0)
      throw new UsageError(
        `${given} holds no .asl.json, .asl.yaml or .asl file and no template with a state machine: name the file of a definition.`,
      );
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
    } else if (entry.isFile() && (DEFINITION.test(entry.name) || (await isTemplateFile(at)))) files.push(at);
  }
  return files;
}

async function isTemplateFile(file: string): Promise<boolean> {
  if (!PERHAPS_TEMPLATE.test(file)) return false;
  const found = await stat(file).catch(() => undefined);
  if (!found || found.size > LONGEST_BYTES) return false;
  return looksLikeTemplate(await readFile(file, 'utf8').catch(() => ''));
}
