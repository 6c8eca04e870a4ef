import { randomUUID } from 'node:crypto';
import { findInexactNumber } from '../asl/exact-numbers.ts';
import type { Definition, State } from '../asl/definition.ts';
import { isJsonObject, type JsonValue } from '../asl/json.ts';
import { batchingOf, findRerunMap, planRerun, type RerunRequest, type RerunSource } from '../asl/plan-rerun.ts';
import { printJson } from '../asl/print-json.ts';
import { refuseRerun } from '../asl/rerun-refusals.ts';
import { toJson } from '../asl/values.ts';
import type { Bucket } from '../items/bucket.ts';
import { readItemTexts, surveyItems, writeItems, type FailedItems } from '../items/failed-items.ts';
import type { ReadOptions, ResultsQuery } from '../items/query-results.ts';
import type { ResultSet } from '../items/result-files.ts';
import { RunRefused } from './run-refused.ts';

export interface RerunOptions extends ReadOptions {
  readonly set: ResultSet;
  /** The definition that was run. */
  readonly definition: Definition;
  /** Name of the Map, where the Map Run's ARN does not tell which it is. */
  readonly mapName?: string | undefined;
  /** Which children; else all that did not succeed, those that never ran among them. */
  readonly query?: ResultsQuery | undefined;
  /** Batches of this size instead of those that failed, such as 1 to find the item that fails. */
  readonly itemsPerBatch?: number | undefined;
  /** What the Map Run was given, by field, where DescribeMapRun told. */
  readonly known?: RerunRequest['known'];
}

/** A new execution for children that did not succeed, ready to be looked at; nothing was written or started. */
export interface Rerun {
  readonly mapName: string;
  /** To run, JSON text with two blanks of indent. */
  readonly definition: string;
  /** What it was made from, printed in the same way. */
  readonly before: string;
  readonly items: FailedItems;
  /** What differs from the first run, a sentence each. */
  readonly notes: readonly string[];
  /** Where the items go; see `placeItems`. */
  readonly source: RerunSource;
  /** Writes the items, where they are too many for an input, and gives the execution's input. */
  placeItems(findBucket: (name: string) => Promise<Bucket>, options?: ReadOptions): Promise<string>;
}

export const FAILED_QUERY: ResultsQuery = { statuses: ['FAILED', 'PENDING'] };

/** Above this the items go into a file: half of what an input may have, so that the API takes it in any case. */
const MOST_INPUT_BYTES = 128 * 1024;

/**
 * Plans to run again what failed. Few items are the new execution's input; many, or such that hold numbers which an input
 * does not keep here, become a JSON file beside the results (`rerun-….json`), which the role that wrote these may read. Batches are taken apart and made anew from the same
 * ItemBatcher where that gives the same batches; else each batch is an item, so that every child gets what it got before.
 * Throws RunRefused, which names the field that stands in the way, and ResultsError.
 */
export async function prepareRerun(options: RerunOptions): Promise<Rerun> {
  const { set, definition, query = FAILED_QUERY, itemsPerBatch, known } = options;
  const [problem] = definition.problems;
  if (problem !== undefined) throw new RunRefused('definition', `The definition cannot be read: ${problem.message}`);
  const { mapRunArn, bucket } = set.manifest;
  const found = findRerunMap(definition, mapRunArn, options.mapName);
  if ('refused' in found) throw new RunRefused('options', found.refused);
  const { map } = found;
  const refused = refuseRerun(map);
  if (refused !== undefined) throw new RunRefused('definition', refused);
  const batching = batchingOf(map);
  const size = batching.kind === 'NONE' ? undefined : batching.kind === 'COUNT' ? batching.maxItems : Infinity;
  if (itemsPerBatch !== undefined && size === undefined)
    throw new RunRefused(
      'options',
      `"${map.name}" has no ItemBatcher: its items are no batches that could be smaller.`,
    );
  const items = await surveyItems(set, query, size, options);
  if (items.children === 0) throw new RunRefused('options', `${set.place}: there is nothing that did not succeed.`);
  const batches = decideBatches(map, items, size, itemsPerBatch);
  const folder = folderOf(set);
  const source: RerunSource =
    items.bytes <= MOST_INPUT_BYTES && !items.isInexact
      ? { kind: 'INPUT' }
      : { kind: 'FILE', bucket, key: `${folder}/rerun-${randomUUID().slice(0, 8)}.json` };
  const slash = folder.lastIndexOf('/');
  const plan = planRerun(definition, {
    map,
    partition: mapRunArn.split(':')[1] ?? 'aws',
    source,
    batcher: batches.batcher,
    writer: { bucket, prefix: slash < 0 ? '' : folder.slice(0, slash) },
    known,
  });
  if ('refused' in plan) throw new RunRefused('definition', plan.refused);
  const how = { unwrap: batches.batcher !== undefined, batchSize: itemsPerBatch === undefined ? size : undefined };
  return {
    mapName: map.name,
    definition: `${printJson(plan.definition)}\n`,
    before: definition.machine === undefined ? '' : `${printJson(toJson(definition.machine.node))}\n`,
    items,
    notes: batches.notes,
    source,
    placeItems: async (findBucket, reading = {}) => {
      const texts = readItemTexts(set, query, how, reading);
      if (source.kind === 'INPUT') {
        const all: string[] = [];
        for await (const some of texts) all.push(...some);
        return `[${all.join(',')}]`;
      }
      await writeItems(await findBucket(source.bucket), source.key, texts);
      return '{}';
    },
  };
}

interface ChosenBatches {
  readonly batcher: RerunRequest['batcher'];
  readonly notes: readonly string[];
}

/** How children get their inputs: batches of items that are cut anew, or what they had before, as an item. */
function decideBatches(
  map: State,
  { batches }: FailedItems,
  size: number | undefined,
  itemsPerBatch: number | undefined,
): ChosenBatches {
  if (batches === undefined || size === undefined) return { batcher: undefined, notes: [] };
  const { batchInput, isMixed, uneven } = batches;
  const isSame = !isMixed && isLiteral(batchInput, map.queryLanguage);
  if (itemsPerBatch !== undefined) {
    if (!isSame)
      throw new RunRefused(
        'options',
        `The batches of "${map.name}" cannot be made anew: their BatchInput ${isMixed ? 'is not the same in all of them' : 'cannot be written into a definition'}. Run them again as they were.`,
      );
    return {
      batcher: { maxItems: itemsPerBatch, batchInput },
      notes: [`Batches have up to ${itemsPerBatch} items now, so that children get other inputs than before.`],
    };
  }
  // One batch at most is not full, the last: it is the last again.
  if (isSame && Number.isFinite(size) && uneven <= 1) return { batcher: { maxItems: size, batchInput }, notes: [] };
  return {
    batcher: undefined,
    notes: [
      'Each batch runs again as it was: it is one item of the new Map Run, whose counts are of batches. Cut anew, they would not be the same.',
    ],
  };
}

/** Whether a value can stand in the definition and means itself there. */
function isLiteral(value: JsonValue | undefined, language: State['queryLanguage']): boolean {
  if (value === undefined) return true;
  const text = JSON.stringify(value);
  if (findInexactNumber(text) !== undefined) return false;
  return !(language === 'JSONata' ? holds(value, (part) => part.startsWith('{%')) : holdsPath(value));
}

function holds(value: JsonValue, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((part) => holds(part, test));
}

function holdsPath(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(holdsPath);
  return isJsonObject(value) && Object.entries(value).some(([key, part]) => key.endsWith('.$') || holdsPath(part));
}

/** Where the files of the results lie: `<Prefix>/<id of the Map Run>`. */
function folderOf({ manifest, manifestKey }: ResultSet): string {
  const { FAILED, PENDING, SUCCEEDED } = manifest.files;
  const key = [...FAILED, ...PENDING, ...SUCCEEDED][0]?.key ?? manifestKey;
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}
