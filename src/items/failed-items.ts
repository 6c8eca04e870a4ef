import { findInexactNumber } from '../asl/exact-numbers.ts';
import { isJsonObject, type JsonValue } from '../asl/json.ts';
import { parseKeepingNumbers } from '../asl/kept-numbers.ts';
import type { Bucket } from './bucket.ts';
import { readResults, type ReadOptions, type ResultsQuery } from './query-results.ts';
import type { ResultSet } from './result-files.ts';
import type { ResultRecord } from './result-records.ts';
import { describeResultsError, ResultsError } from './results-error.ts';

/** What the inputs of some children are, looked at before they are run again. */
export interface FailedItems {
  /** Child executions. */
  readonly children: number;
  /** Of batches what is in them, else as many as children. */
  readonly items: number;
  /** Of the items as JSON. */
  readonly bytes: number;
  /** Some number in them is another one in JavaScript. */
  readonly isInexact: boolean;
  /** Undefined where the Map has no ItemBatcher. */
  readonly batches: Batches | undefined;
}

export interface Batches {
  /** How many have another number of items than the definition says: the last one may. */
  readonly uneven: number;
  /** What all of them have; undefined: none has one. */
  readonly batchInput: JsonValue | undefined;
  /** Not all have the same. */
  readonly isMixed: boolean;
}

/** `batchSize`: MaxItemsPerBatch where the Map has one; Infinity: it batches otherwise; undefined: not at all. Throws ResultsError. */
export async function surveyItems(
  set: ResultSet,
  query: ResultsQuery,
  batchSize: number | undefined,
  options: ReadOptions = {},
): Promise<FailedItems> {
  let children = 0;
  let items = 0;
  let bytes = 0;
  let isInexact = false;
  let uneven = 0;
  let isMixed = false;
  let first: { readonly text: string; readonly value: JsonValue | undefined } | undefined;
  for await (const records of readResults(set, query, options))
    for (const [record] of records) {
      const input = inputOf(set, record);
      children++;
      bytes += Buffer.byteLength(input) + 2;
      isInexact ||= findInexactNumber(input) !== undefined;
      if (batchSize === undefined) items++;
      else {
        const batch = unwrap(set, record, input);
        items += batch.items.length;
        if (batch.items.length !== batchSize) uneven++;
        const text = JSON.stringify(batch.batchInput ?? null);
        first ??= { text, value: batch.batchInput };
        isMixed ||= first.text !== text;
      }
    }
  const batches = batchSize === undefined ? undefined : { uneven, isMixed, batchInput: first?.value };
  return { children, items, bytes, isInexact, batches };
}

/**
 * The items as JSON texts, in the order of the records: the inputs of the children, or where `unwrap` what is in their
 * batches. `batchSize`: those of a batch that has fewer come last, so that batches of this size are the same again.
 * Throws ResultsError.
 */
export async function* readItemTexts(
  set: ResultSet,
  query: ResultsQuery,
  how: { readonly unwrap: boolean; readonly batchSize?: number | undefined },
  options: ReadOptions = {},
): AsyncGenerator<readonly string[]> {
  const last: string[] = [];
  for await (const records of readResults(set, query, options)) {
    const texts: string[] = [];
    for (const [record] of records) {
      const input = inputOf(set, record);
      if (!how.unwrap) {
        texts.push(input);
        continue;
      }
      const { items } = unwrap(set, record, input);
      const isLast = how.batchSize !== undefined && items.length !== how.batchSize;
      (isLast ? last : texts).push(...items.map((item) => JSON.stringify(item)));
    }
    if (texts.length > 0) yield texts;
  }
  if (last.length > 0) yield last;
}

/** Writes items as a JSON array, which appears whole or not at all. Throws ResultsError. */
export async function writeItems(bucket: Bucket, key: string, items: AsyncIterable<readonly string[]>): Promise<void> {
  const place = `s3://${bucket.name}/${key}`;
  const refuse = (error: unknown): Error => {
    if (error instanceof Error && 'code' in error && error.code === 'AccessDenied')
      return new ResultsError(
        'access',
        `${place} may not be written: your credentials need s3:PutObject on it. ${error.message}`,
      );
    return describeResultsError(error, place, true);
  };
  const sink = await bucket.create(key, 'application/json').catch((error: unknown) => {
    throw refuse(error);
  });
  try {
    let before = '[';
    for await (const texts of items) {
      await sink.write(`${before}${texts.join(',\n')}`);
      before = ',\n';
    }
    await sink.write(before === '[' ? '[]' : ']');
    await sink.close();
  } catch (error) {
    await sink.abort().catch(() => undefined);
    throw refuse(error);
  }
}

function inputOf(set: ResultSet, record: ResultRecord): string {
  if (record.input !== undefined) return record.input;
  throw new ResultsError(
    'content',
    `${describe(set, record)} holds no input (InputDetails), so that it cannot be run again.`,
  );
}

/** `{"BatchInput":…,"Items":[…]}` (input-output-itembatcher.html). */
function unwrap(
  set: ResultSet,
  record: ResultRecord,
  input: string,
): { readonly items: readonly JsonValue[]; readonly batchInput: JsonValue | undefined } {
  let batch: JsonValue;
  try {
    batch = parseKeepingNumbers(input);
  } catch (error) {
    throw new ResultsError('content', `${describe(set, record)} has an input that is no JSON: ${String(error)}`);
  }
  if (isJsonObject(batch) && Array.isArray(batch.Items)) return { items: batch.Items, batchInput: batch.BatchInput };
  throw new ResultsError(
    'content',
    `${describe(set, record)} is no batch, and the Map has an ItemBatcher: take the definition that was run.`,
  );
}

function describe({ place }: ResultSet, { name, place: { status, start } }: ResultRecord): string {
  return `${name === undefined ? `The ${status} record at byte ${start}` : `The child execution ${name}`} of ${place}`;
}
