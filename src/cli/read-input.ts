import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError, type Terminal } from './exit.ts';

/** The input of an execution: of a file, or of stdin where it is `-`. */
export async function readInput(source: string, terminal: Terminal): Promise<string> {
  if (source === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of terminal.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }
  const text = await readFile(path.resolve(terminal.cwd(), source), 'utf8').catch(() => undefined);
  if (text === undefined) throw new UsageError(`The input ${source} cannot be read: check the path.`);
  return text.replace(/^\uFEFF/, '');
}
