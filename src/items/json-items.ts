import { isJsonObject } from '../asl/json.ts';
import type { JsonValue } from '../asl/json.ts';
import { parseKeepingNumbers } from '../asl/kept-numbers.ts';
import { ItemReaderError, MAX_ITEM_BYTES, checkItemLength } from './item-source.ts';
import { JsonSplitError, JsonSplitter } from './json-splitter.ts';
import type { JsonRun } from './json-splitter.ts';

export interface JsonItems {
  readonly items: JsonValue[];
  readonly keys: string[] | undefined;
}

/** The elements of a JSON array or the entries of an object, wherever `pointer` (RFC 6901, "" for the root) finds it. */
export async function* readJsonItems(
  pieces: AsyncIterable<string>,
  pointer: string,
  place: string,
): AsyncGenerator<JsonItems> {
  const splitter = new JsonSplitter(tokensOf(pointer));
  try {
    for await (const piece of pieces) {
      const runs = splitter.push(piece, false);
      if (splitter.pending > MAX_ITEM_BYTES) throw new ItemReaderError(`${place} has an item of more than 8 MB.`);
      if (runs.length > 0) yield parseRuns(runs, place);
      if (splitter.done && pointer !== '') return;
    }
    const runs = splitter.push('', true);
    if (runs.length > 0) yield parseRuns(runs, place);
  } catch (error) {
    if (!(error instanceof JsonSplitError)) throw error;
    throw new ItemReaderError(error.scalar ? error.message : `${place} is no JSON dataset: ${error.message}.`, {
      cause: error,
    });
  }
}

function parseRuns(runs: readonly JsonRun[], place: string): JsonItems {
  const items: JsonValue[] = [];
  if (runs[0]?.kind === 'elements') {
    for (const { text } of runs) for (const item of parse(`[${text}]`, place) as JsonValue[]) items.push(item);
    return { items, keys: undefined };
  }
  const keys: string[] = [];
  for (const { text } of runs) {
    checkItemLength(text, `An entry of ${place}`);
    const entry = parse(`{${text}}`, place);
    const [key] = isJsonObject(entry) ? Object.keys(entry) : [];
    if (key === undefined) throw new ItemReaderError(`${place} is no JSON dataset: an entry is missing.`);
    keys.push(key);
    items.push((entry as Record<string, JsonValue>)[key] ?? null);
  }
  return { items, keys };
}

function parse(text: string, place: string): JsonValue {
  try {
    return parseKeepingNumbers(text);
  } catch (error) {
    throw new ItemReaderError(
      `${place} is no JSON dataset: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

function tokensOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
