import { readFile } from 'node:fs/promises';
import { RunRefused } from './run-refused.ts';

/** A text without its byte order mark; throws RunRefused, which calls it `what`, when it cannot be read. */
export async function readText(path: string, what: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new RunRefused('options', `The ${what} ${path} cannot be read: check the path.`);
  return text.replace(/^\uFEFF/, '');
}
