import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import type { Buckets } from '../items/bucket.ts';
import { countItems, type CountOptions, type DataMeasure } from '../items/count-items.ts';
import { readItems, type ReadItemsRequest } from '../items/read-items.ts';
import { RunRefused } from './run-refused.ts';

/**
 * Counts the items that a definition's own ItemReader reads, where its fields are plain values: an expression is known
 * only in a run. `definition` is JSON with its names filled in. Throws RunRefused, and ItemReaderError while it reads.
 */
export async function countInput(
  definition: string,
  buckets: Buckets,
  options: CountOptions = {},
): Promise<DataMeasure> {
  const machine = JSON.parse(definition) as JsonValue;
  const found = isJsonObject(machine) ? findReader(machine) : undefined;
  if (!found)
    throw new RunRefused('options', 'No Map of this definition has an ItemReader: name the file with its items.');
  return countItems(readItems(readerOf(found.name, found.reader), buckets), options);
}

/**
 * The first Map with an ItemReader, outer ones before those within them; where its children read a data set of their own,
 * that one: the items are there.
 */
function findReader(machine: JsonObject): { name: string; reader: JsonObject } | undefined {
  const scopes: JsonValue[] = [machine];
  for (let scope = scopes.shift(); scope !== undefined; scope = scopes.shift()) {
    const states = isJsonObject(scope) && isJsonObject(scope.States) ? scope.States : {};
    for (const [name, state] of Object.entries(states)) {
      if (!isJsonObject(state)) continue;
      if (isJsonObject(state.ItemReader)) {
        const inner = isJsonObject(state.ItemProcessor) ? findReader(state.ItemProcessor) : undefined;
        return inner ?? { name, reader: state.ItemReader };
      }
      scopes.push(...[state.ItemProcessor, state.Iterator].filter((each) => each !== undefined));
      if (Array.isArray(state.Branches)) scopes.push(...state.Branches);
    }
  }
  return undefined;
}

export function readerOf(name: string, reader: JsonObject): ReadItemsRequest {
  const resource = typeof reader.Resource === 'string' ? reader.Resource : '';
  const action = /:states:[^:]*:[^:]*:s3:(getObject|listObjectsV2)$/.exec(resource)?.[1];
  if (action !== 'getObject' && action !== 'listObjectsV2')
    throw new RunRefused('options', `The ItemReader of ${name} has a Resource that cannot be read: ${resource}.`);
  const parameters = reader.Parameters ?? reader.Arguments ?? {};
  const config = reader.ReaderConfig ?? {};
  for (const [part, value] of Object.entries({ Parameters: parameters, ReaderConfig: config })) {
    const dynamic = isJsonObject(value) ? dynamicField(value) : part;
    if (dynamic !== undefined)
      throw new RunRefused(
        'options',
        `${dynamic} in the ItemReader of ${name} is known only in a run: name the file with its items.`,
      );
  }
  return { action, parameters: parameters as JsonObject, config: config as JsonObject };
}

const dynamicField = (fields: JsonObject): string | undefined =>
  Object.entries(fields).find(
    ([key, value]) =>
      key.endsWith('.$') || key.endsWith('Path') || (typeof value === 'string' && value.startsWith('{%')),
  )?.[0];
