import { build } from 'esbuild';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Declares the languages that AWS Toolkit declares: both extensions have to get on with each other. */
const STUB = {
  name: 'stub',
  publisher: 'test',
  version: '0.0.1',
  engines: { vscode: '*' },
  contributes: {
    languages: [
      { id: 'asl', extensions: ['.asl.json', '.asl'], aliases: ['Amazon States Language'] },
      { id: 'asl-yaml', extensions: ['.asl.yaml', '.asl.yml'], aliases: ['Amazon States Language (YAML)'] },
    ],
  },
};

/** Bundles the suite for the extension host, with the stub extension that VS Code wants for a test run. */
export async function bundleSuite(): Promise<{ extension: string; module: string }> {
  const folder = path.resolve('test-results', 'in-host');
  const extension = path.join(folder, 'stub-extension');
  await mkdir(extension, { recursive: true });
  await writeFile(path.join(extension, 'package.json'), JSON.stringify(STUB));
  const module = path.join(folder, 'suite.cjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'suite.ts')],
    outfile: module,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return { extension, module };
}
