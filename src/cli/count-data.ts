import path from 'node:path';
import { parseDefinition } from '../asl/parse.ts';
import { countInput } from '../executions/count-input.ts';
import { fillDefinition } from '../executions/fill-definition.ts';
import { makeBuckets } from '../items/buckets.ts';
import { countFile, countObject, type CountOptions, type DataMeasure } from '../items/count-items.ts';
import { ItemReaderError } from '../items/item-source.ts';
import type { Project } from '../project/project.ts';
import { endpointUrl } from '../runtime/tasks/endpoint-url.ts';
import { UsageError, type Terminal } from './exit.ts';
import { readDefinitionFile } from './read-definition.ts';

export interface DataToCount {
  /** A path, `s3://bucket/key`, or true for what the definition itself reads. */
  readonly source: string | true;
  readonly definition: string | undefined;
  readonly project: Project | undefined;
}

/**
 * Counts the items of a dataset: of a file, of an object (in a folder of fanout.json, or S3 with the usual credentials),
 * or of the definition's own input. Throws a UsageError in one line.
 */
export async function countData(wanted: DataToCount, terminal: Terminal): Promise<DataMeasure> {
  const shows = terminal.stderr.isTTY === true;
  const options: CountOptions = shows
    ? { onProgress: (items) => terminal.stderr.write(`\r\u001B[K${items.toLocaleString('en-US')} items`) }
    : {};
  try {
    return await count(wanted, terminal, options);
  } catch (error) {
    if (error instanceof ItemReaderError) throw new UsageError(`The items cannot be counted: ${error.message}`);
    throw error;
  } finally {
    if (shows) terminal.stderr.write('\r\u001B[K');
  }
}

async function count(
  { source, definition, project }: DataToCount,
  terminal: Terminal,
  options: CountOptions,
): Promise<DataMeasure> {
  const object = source === true ? undefined : /^s3:\/\/([^/]+)\/(.+)$/i.exec(source);
  if (source !== true && !object) return countFile(path.resolve(terminal.cwd(), source), options);
  const endpoint = endpointUrl(terminal.env, 'S3');
  const buckets = await makeBuckets({
    folders: project?.buckets ?? {},
    s3: { endpoint, region: terminal.env.AWS_REGION },
  });
  if (object) return countObject(object[1] ?? '', object[2] ?? '', buckets, options);
  if (definition === undefined)
    throw new UsageError('--count without a file counts what a definition reads: name one.');
  const { text, format } = await readDefinitionFile(definition);
  const filled = await fillDefinition(parseDefinition(text, format), path.resolve(definition), project, {});
  return countInput(filled, buckets, options);
}
