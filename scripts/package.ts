/**
 * `npm run package`: the .vsix from what `npm run build` made, with a check of what it contains and how large it is.
 * Budget: 2 MB.
 */
import { stat } from 'node:fs/promises';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';

const LIMIT_BYTES = 2 * 1024 * 1024;
const ALLOWED = /^(dist|media|schemas)\/|^(package(\.nls)?\.json|README\.md|CHANGELOG\.md|LICENSE)$/i;
const FILE = 'fanout-designer.vsix';

const files = await listFiles({ packageManager: PackageManager.None });
const strangers = files.filter((file) => !ALLOWED.test(file) || /\.(ts|map)$/.test(file));
if (strangers.length > 0)
  throw new Error(`These do not belong into the .vsix (.vscodeignore): ${strangers.join(', ')}`);
await createVSIX({
  packagePath: FILE,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
const { size } = await stat(FILE);
console.log(
  `size  ${FILE}: ${(size / 1024).toFixed(0)} KB of ${String(LIMIT_BYTES / 1024)} KB, ${String(files.length)} files`,
);
if (size > LIMIT_BYTES) throw new Error(`${FILE} is larger than its budget.`);
