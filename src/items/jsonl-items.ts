import type { JsonValue } from '../asl/json.ts';
import { parseKeepingNumbers } from '../asl/kept-numbers.ts';
import { ItemReaderError, MAX_ITEM_BYTES, checkItemLength } from './item-source.ts';

/** The lines of JSON Lines text as items; lines that hold nothing but blanks are skipped. */
export async function* readJsonLines(pieces: AsyncIterable<string>, place: string): AsyncGenerator<JsonValue[]> {
  let rest = '';
  let line = 0;
  const parse = (text: string): JsonValue[] => {
    const items: JsonValue[] = [];
    for (const one of text.split('\n')) {
      line++;
      if (one.trim() === '') continue;
      checkItemLength(one, `Line ${line} of ${place}`);
      items.push(parseLine(one, line, place));
    }
    return items;
  };
  for await (const piece of pieces) {
    const text = rest === '' ? piece : rest + piece;
    const end = text.lastIndexOf('\n');
    if (end < 0 && text.length > MAX_ITEM_BYTES) checkItemLength(text, `Line ${line + 1} of ${place}`);
    rest = text.slice(end + 1);
    if (end < 0) continue;
    const items = parse(text.slice(0, end));
    if (items.length > 0) yield items;
  }
  const items = parse(rest);
  if (items.length > 0) yield items;
}

function parseLine(text: string, line: number, place: string): JsonValue {
  try {
    return parseKeepingNumbers(text);
  } catch (error) {
    throw new ItemReaderError(`Line ${line} of ${place} is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
