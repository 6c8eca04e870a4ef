import type { Format } from './ports.ts';

/** An item as JSON text, or what is wrong with its place in the file. */
export type ReadItem = { readonly json: string } | { readonly problem: string };

/** Some records of a file in its order, and how to read one: counting them needs no reading. */
export interface Page {
  readonly records: readonly string[];
  readonly read: (record: string) => ReadItem;
}

/** A record beyond this is no item: a quotation mark was left open. */
const MOST_RECORD_CHARACTERS = 1024 * 1024;

/** The items of a file: a JSON value on each line, or the rows of a CSV file whose first row names the columns. */
export async function* readPages(text: AsyncIterable<string>, format: Format): AsyncGenerator<Page> {
  if (format === 'jsonl') {
    for await (const records of readLines(text)) yield { records: records.filter(hasText), read: readJson };
    return;
  }
  let read: Page['read'] | undefined;
  for await (const records of readRows(text)) {
    read ??= rowReader(records.shift() ?? '');
    yield { records, read };
  }
}

async function* readLines(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  let first = true;
  for await (const piece of text) {
    rest += first ? piece.replace(/^\uFEFF/, '') : piece;
    first &&= piece === '';
    const end = rest.lastIndexOf('\n');
    if (end < 0) continue;
    yield rest.slice(0, end).split('\n');
    rest = rest.slice(end + 1);
  }
  if (hasText(rest)) yield [rest];
}

const hasText = (line: string): boolean => line.trim() !== '';

function readJson(record: string): ReadItem {
  try {
    JSON.parse(record);
    return { json: record.trim() };
  } catch (error) {
    return { problem: `The line is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A row goes on over the end of its line while a quotation mark is open. */
async function* readRows(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let open: string | undefined;
  for await (const lines of readLines(text)) {
    const rows: string[] = [];
    for (const line of lines) {
      const row: string = open === undefined ? line : `${open}\n${line}`;
      const isOpen: boolean =
        (line.includes('"') ? hasOpenQuote(row) : open !== undefined) && row.length < MOST_RECORD_CHARACTERS;
      open = isOpen ? row : undefined;
      if (!isOpen && hasText(row)) rows.push(row);
    }
    if (rows.length > 0) yield rows;
  }
  if (open !== undefined) yield [open];
}

function hasOpenQuote(row: string): boolean {
  let count = 0;
  for (let at = row.indexOf('"'); at >= 0; at = row.indexOf('"', at + 1)) count++;
  return count % 2 === 1;
}

function rowReader(header: string): Page['read'] {
  const columns = splitRow(header);
  return (record) => {
    if (hasOpenQuote(record)) return { problem: 'The row has a quotation mark that is not closed.' };
    const fields = splitRow(record);
    if (fields.length !== columns.length)
      return { problem: `The row has ${fields.length} fields, and the header has ${columns.length}.` };
    return { json: JSON.stringify(Object.fromEntries(columns.map((column, at) => [column, fields[at]]))) };
  };
}

/** https://www.rfc-editor.org/rfc/rfc4180 */
function splitRow(record: string): string[] {
  const row = record.endsWith('\r') ? record.slice(0, -1) : record;
  if (!row.includes('"')) return row.split(',');
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < row.length; at++) {
    const character = row.charAt(at);
    if (character === '"') {
      // Two of them within quotation marks are one.
      if (quoted && row.charAt(at + 1) === '"') field += row.charAt(at++);
      else quoted = !quoted;
    } else if (character === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}
