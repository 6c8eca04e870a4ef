import type { JsonObject } from '../asl/json.ts';
import { CsvRows, UnclosedQuote } from './csv-rows.ts';
import { ItemReaderError, MAX_ITEM_BYTES } from './item-source.ts';

export interface CsvFormat {
  readonly delimiter: string;
  /** CSVHeaders; undefined when the first row is the header. */
  readonly headers: readonly string[] | undefined;
}

const MAX_HEADER_BYTES = 10 * 1024;
/** A first line that is longer is looked at only so far. */
const LOOKED_AT_LENGTH = 64 * 1024;

/** The rows of delimited text as items: every field a string, missing ones empty, extra ones dropped. */
export async function* readCsvItems(
  pieces: AsyncIterable<string>,
  format: CsvFormat,
  place: string,
): AsyncGenerator<JsonObject[]> {
  let table = format.headers === undefined ? undefined : makeTable(format.headers, format.delimiter);
  const head = new CsvRows(format.delimiter, Infinity);
  let items: JsonObject[] = [];
  let previous: string | undefined;
  let hasNewline = false;

  const read = (text: string, last: boolean): void => {
    let piece = text;
    hasNewline ||= text.includes('\n');
    const line = hasNewline ? '' : (table?.rows ?? head).rest + text;
    if (last || line.length > MAX_HEADER_BYTES) refuseReturns(line.slice(0, LOOKED_AT_LENGTH), place);
    if (table === undefined) {
      let headers: string[] | undefined;
      head.push(piece, last, (fields) => {
        headers = [...fields];
        return false;
      });
      if (headers === undefined) {
        checkHeader(Buffer.byteLength(head.rest), place);
        return;
      }
      checkHeader(Buffer.byteLength(headers.join(format.delimiter)), place);
      table = makeTable(headers, format.delimiter);
      piece = head.rest;
    }
    const { rows, makeItem } = table;
    rows.push(piece, last, (fields) => {
      items.push(makeItem(fields));
      return true;
    });
    if (rows.rest.length > MAX_ITEM_BYTES)
      throw new ItemReaderError(`${place} has a row of more than 8 MB; is a double quotation mark left open?`);
  };

  try {
    for await (const piece of pieces) {
      if (previous !== undefined) {
        read(previous, false);
        if (items.length > 0) yield items;
        items = [];
      }
      previous = piece;
    }
    if (previous !== undefined) read(previous, true);
  } catch (error) {
    if (error instanceof UnclosedQuote) throw new ItemReaderError(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
  if (items.length > 0) yield items;
}

interface Table {
  readonly rows: CsvRows;
  readonly makeItem: (fields: readonly string[]) => JsonObject;
}

function makeTable(headers: readonly string[], delimiter: string): Table {
  // AWS's words, recorded.
  if (new Set(headers).size !== headers.length) throw new ItemReaderError('CSV headers cannot contain duplicates.');
  return { rows: new CsvRows(delimiter, headers.length), makeItem: itemMaker(headers) };
}

function itemMaker(headers: readonly string[]): Table['makeItem'] {
  // Assigning to `__proto__` would change the item's prototype and lose the field.
  if (headers.includes('__proto__'))
    return (fields) => Object.fromEntries(headers.map((header, at) => [header, fields[at] ?? '']));
  const columns = headers.map((header, at) => ({ header, at }));
  return (fields) => {
    const item: JsonObject = {};
    for (const { header, at } of columns) item[header] = fields[at] ?? '';
    return item;
  };
}

/** What has no newline would be one row, however many lines an old text has: all but the first would be lost. */
function refuseReturns(line: string, place: string): void {
  if (/\r[^\r]/.test(line.replace(/"[^"]*"?/g, '""')))
    throw new ItemReaderError(`The line ends of ${place} are bare CR, which end no row: write it with LF or CRLF.`);
}

/** A header of up to 10 KiB is supported (input-output-itemreader.html). */
function checkHeader(bytes: number, place: string): void {
  if (bytes > MAX_HEADER_BYTES)
    throw new ItemReaderError(`The CSV header of ${place} is larger than 10 KiB, the most that is supported.`);
}
