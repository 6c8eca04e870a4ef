import { readFile, stat } from 'node:fs/promises';
import { formatOf } from '../asl/parse.ts';
import type { TextFormat } from '../asl/syntax.ts';
import { UsageError } from './exit.ts';

/** Ten times AWS's limit for a definition: what is longer is some other file, given by mistake. */
export const LONGEST_BYTES = 10 * 1024 * 1024;

export interface DefinitionText {
  /** Without a byte order mark, so that places in it are those that an editor shows. */
  readonly text: string;
  readonly format: TextFormat;
}

/**
 * Reads a file that should hold a state machine definition; the format comes from the extension.
 *
 * Throws a UsageError when the file is missing, a folder, unreadable, binary or longer than 10 MB.
 */
export async function readDefinitionFile(path: string): Promise<DefinitionText> {
  const bytes = await readBytes(path);
  if (bytes.includes(0)) throw new UsageError(`${path} is a binary file: give a definition in JSON or YAML.`);
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new UsageError(`${path} is not UTF-8 text: give a definition in JSON or YAML.`);
  return { text, format: formatOf(path) };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new UsageError(`${path} is a folder: give the file of one definition.`);
    if (!found.isFile()) throw new UsageError(`${path} is not a regular file: give the file of one definition.`);
    if (found.size > LONGEST_BYTES)
      throw new UsageError(
        `${path} is ${(found.size / 1024 / 1024).toFixed(1)} MB long: a definition has at most 1 MB, so this is another file.`,
      );
    return await readFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(describeReadError(path, error));
  }
}

function describeReadError(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `${path} does not exist: check the path.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} cannot be read: permission denied.`;
  return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
