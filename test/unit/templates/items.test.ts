import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPages, type ReadItem } from '../../../templates/custom-pipeline/functions/pipeline/items.ts';
import type { Format } from '../../../templates/custom-pipeline/functions/pipeline/ports.ts';

async function read(text: string, format: Format, cuts: readonly number[] = []): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const { records, read: readRecord } of readPages(cut(text, cuts), format))
    items.push(...records.map(readRecord));
  return items;
}

// eslint-disable-next-line @typescript-eslint/require-await -- a file comes in pieces
async function* cut(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  const places = [0, ...cuts.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  for (const [at, place] of places.entries()) yield text.slice(place, places[at + 1]);
}

const values = (items: readonly ReadItem[]): unknown[] =>
  items.map((item) => ('json' in item ? (JSON.parse(item.json) as unknown) : item.problem));

describe('a JSON Lines file', () => {
  it('gives its values in their order, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.array(fc.nat()), async (all, cuts) => {
        const text = all.map((value) => `${JSON.stringify(value)}\n`).join('');
        expect(values(await read(text, 'jsonl', cuts))).toEqual(JSON.parse(JSON.stringify(all)));
      }),
    );
  });

  it('has no items in blank lines, a byte order mark and nothing at all', async () => {
    expect(values(await read('\uFEFF1\r\n\n  \n2', 'jsonl', [1]))).toEqual([1, 2]);
    expect(await read('', 'jsonl')).toEqual([]);
  });

  it('keeps numbers as they are written', async () => {
    expect(await read('{"n": 12345678901234567890}', 'jsonl')).toEqual([{ json: '{"n": 12345678901234567890}' }]);
  });

  it('says of a line that it is no JSON, and goes on', async () => {
    expect(values(await read('1\n{oops\n3\n', 'jsonl'))).toEqual([1, expect.stringContaining('no JSON'), 3]);
  });
});

describe('a CSV file', () => {
  const field = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'é'), maxLength: 6 });
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

  it('is read as csv-parse reads it, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(field, field)), fc.array(fc.nat()), async (rows, cuts) => {
        const text = `x,y\n${rows.map((row) => `${row.map(quote).join(',')}\n`).join('')}`;
        expect(values(await read(text, 'csv', cuts))).toEqual(parse(text, { columns: true }));
      }),
    );
  });

  it('takes fields without quotation marks, and lines that end as on Windows', async () => {
    expect(values(await read('x,y\r\n1,\r\n"a\r\nb",2\r\n', 'csv'))).toEqual([
      { x: '1', y: '' },
      { x: 'a\r\nb', y: '2' },
    ]);
  });

  it('has no items without rows', async () => {
    expect(await read('x,y\n', 'csv')).toEqual([]);
    expect(await read('', 'csv')).toEqual([]);
  });

  it('says of a row that it cannot be read, and goes on', async () => {
    expect(values(await read('x,y\n1\n2,3\n4,"5\n6', 'csv'))).toEqual([
      'The row has 1 fields, and the header has 2.',
      { x: '2', y: '3' },
      'The row has a quotation mark that is not closed.',
    ]);
  });
});
