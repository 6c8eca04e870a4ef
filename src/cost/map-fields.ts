import type { State } from '../asl/definition.ts';
import type { ObjectNode, ValueNode } from '../asl/syntax.ts';

/** How the items of a distributed Map are found; `unknown` without one. */
export type ReaderKind = 'object' | 'listing' | 'inventory' | 'input' | 'unknown';

/** What a ResultWriter writes of each child (input-output-resultwriter.html). */
export type RecordKind = 'NONE' | 'COMPACT' | 'FLATTEN';

/** Limits of an ItemBatcher: undefined where there is none, or where only the run will tell. */
export interface BatchLimits {
  readonly items: number | undefined;
  readonly bytes: number | undefined;
}

/** One item is a batch without an ItemBatcher. */
export function batchLimitsOf(map: State): BatchLimits {
  const batcher = map.fields.get('ItemBatcher')?.value;
  if (batcher === undefined) return { items: 1, bytes: undefined };
  const positive = (value: number | undefined): number | undefined =>
    value !== undefined && value > 0 ? value : undefined;
  return {
    items: positive(numberAt(batcher, 'MaxItemsPerBatch')),
    bytes: positive(numberAt(batcher, 'MaxInputBytesPerBatch')),
  };
}

/** MaxConcurrency as written; undefined where there is none, or where only the run will tell. */
export function maxConcurrencyOf(map: State): number | undefined {
  const concurrency = map.node && numberAt(map.node, 'MaxConcurrency');
  return concurrency !== undefined && concurrency > 0 ? concurrency : undefined;
}

/** Of a distributed Map. */
export function readerOf(map: State): ReaderKind {
  const reader = map.fields.get('ItemReader')?.value;
  if (reader === undefined) return 'input';
  const resource = textAt(reader, 'Resource') ?? '';
  if (resource.endsWith(':s3:listObjectsV2')) return 'listing';
  const config = objectOf(valueAt(reader, 'ReaderConfig'));
  return textAt(config, 'InputType') === 'MANIFEST' || textAt(config, 'ManifestType') !== undefined
    ? 'inventory'
    : 'object';
}

/** Whether a distributed Map reads a JSON file whose key is known in the run only, as one is that another Map wrote. */
export function readsMadeFile(map: State): boolean {
  const reader = map.fields.get('ItemReader')?.value;
  const type = textAt(objectOf(valueAt(reader, 'ReaderConfig')), 'InputType');
  const where = valueAt(reader, 'Parameters') ?? valueAt(reader, 'Arguments');
  const isDynamic = valueAt(where, 'Key.$') !== undefined || (textAt(where, 'Key') ?? '').startsWith('{%');
  return readerOf(map) === 'object' && isDynamic && (type === 'JSON' || type === 'JSONL');
}

/** What a ResultWriter puts into S3; undefined where it puts nothing there (without a Resource it only shapes the output). */
export function exportOf(map: State): RecordKind | undefined {
  const writer = map.fields.get('ResultWriter')?.value;
  if (textAt(writer, 'Resource') === undefined) return undefined;
  const kind = textAt(valueAt(writer, 'WriterConfig'), 'Transformation');
  return kind === 'COMPACT' || kind === 'FLATTEN' ? kind : 'NONE';
}

export const objectOf = (node: ValueNode | undefined): ObjectNode | undefined =>
  node?.kind === 'object' ? node : undefined;

export function valueAt(node: ValueNode | undefined, name: string): ValueNode | undefined {
  return objectOf(node)?.properties.find(({ key }) => key.value === name)?.value;
}

export function numberAt(node: ValueNode | undefined, name: string): number | undefined {
  const value = valueAt(node, name);
  return value?.kind === 'number' ? value.value : undefined;
}

export function textAt(node: ValueNode | undefined, name: string): string | undefined {
  const value = valueAt(node, name);
  return value?.kind === 'string' ? value.value : undefined;
}
