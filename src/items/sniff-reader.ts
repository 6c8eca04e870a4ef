import type { JsonObject } from '../asl/json.ts';
import { CsvRows } from './csv-rows.ts';

/** How much of a file is looked at. */
export const SNIFFED_BYTES = 64 * 1024;

const BY_ENDING: readonly (readonly [RegExp, string])[] = [
  [/\.(csv|tsv|psv)$/i, 'CSV'],
  [/\.(jsonl|ndjson)$/i, 'JSONL'],
  [/\.json$/i, 'JSON'],
  [/\.parquet$/i, 'PARQUET'],
];

const DELIMITERS = [
  ['COMMA', ','],
  ['TAB', '\t'],
  ['SEMICOLON', ';'],
  ['PIPE', '|'],
] as const;

/**
 * The ReaderConfig that a file wants: by its ending (`.gz` and `.zst` do not count), else by how it begins. Of CSV text
 * the delimiter is the one that its first line has most of, and the first row is the header unless a field of it is a
 * number, empty, or there twice. `head` is text from the start of the file, unpacked; undefined for a Parquet file.
 */
export function sniffReader(key: string, head: string | undefined): JsonObject {
  const name = key.replace(/\.(gz|gzip|zst|zstd)$/i, '');
  const type = BY_ENDING.find(([ending]) => ending.test(name))?.[1] ?? typeOf(head ?? '');
  return type === 'CSV' ? sniffCsv(head ?? '') : { InputType: type };
}

function typeOf(head: string): string {
  const start = head.trimStart();
  if (start.startsWith('PAR1')) return 'PARQUET';
  if (start.startsWith('[')) return 'JSON';
  if (!start.startsWith('{')) return 'CSV';
  // An object on the first line and another after it: one item a line.
  const [first = '', second = ''] = start.split('\n');
  return isJson(first) && second.trim() !== '' ? 'JSONL' : 'JSON';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function sniffCsv(head: string): JsonObject {
  const line = head.split('\n', 1)[0] ?? '';
  const unquoted = line.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map(([name, character]) => ({ name, character, count: unquoted.split(character).length }));
  const best = counts.reduce((most, each) => (each.count > most.count ? each : most));
  let fields: string[] = [];
  new CsvRows(best.character, Infinity).push(head, true, (row) => {
    fields = [...row];
    return false;
  });
  const isHeader =
    new Set(fields).size === fields.length &&
    fields.every((field) => field.trim() !== '' && Number.isNaN(Number(field)));
  return {
    InputType: 'CSV',
    CSVDelimiter: best.name,
    ...(isHeader
      ? { CSVHeaderLocation: 'FIRST_ROW' }
      : { CSVHeaderLocation: 'GIVEN', CSVHeaders: fields.map((_, index) => `column${index + 1}`) }),
  };
}
