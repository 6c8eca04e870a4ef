/**
 * Puts the code of templates/ into a module that src/scaffold can import: a bundle has no files to read. The code itself is
 * type-checked, linted, tested and run where it lies. A unit test fails while the module lags behind.
 */
import { glob, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';

const ROOT = path.join(import.meta.dirname, '..');

/** The files of a template, by their path in it. */
export async function readTemplate(name: string): Promise<Record<string, string>> {
  const folder = path.join(ROOT, 'templates', name);
  const paths: string[] = [];
  for await (const file of glob('**/*.{ts,mjs,json}', { cwd: folder })) paths.push(file);
  const files = paths
    .toSorted()
    .map(async (file) => [file.replaceAll(path.sep, '/'), await readFile(path.join(folder, file), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(files));
}

if (import.meta.main) {
  const text = await format(JSON.stringify(await readTemplate('custom-pipeline')), { parser: 'json', printWidth: 120 });
  await writeFile(path.join(ROOT, 'src/scaffold/custom-pipeline/project-files.json'), text);
}
