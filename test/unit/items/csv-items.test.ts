import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsvItems } from '../../../src/items/csv-items.ts';
import { inPieces } from './support.ts';

async function parse(text: string, headers?: string[], delimiter = ',', size = 1000): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const chunk of readCsvItems(inPieces(text, size), { delimiter, headers }, 'S3://data/a.csv'))
    items.push(...chunk);
  return items;
}

describe('delimited text', () => {
  it('gives every field as a string, missing ones empty, without the extra ones', async () => {
    expect(await parse('a,b\n1,true\n2\n3,null,9\n,\n')).toEqual([
      { a: '1', b: 'true' },
      { a: '2', b: '' },
      { a: '3', b: 'null' },
      { a: '', b: '' },
    ]);
  });

  it.each([undefined, ['x', 'y']])('refuses line ends that end no row, header %j', async (headers) => {
    const problem = 'The line ends of S3://data/a.csv are bare CR, which end no row: write it with LF or CRLF.';
    for (const size of [1, 7, 100_000])
      for (const text of ['a,b\r1,2', 'a,b\r1,2\r3,4\r', `a,"b"\r${'1,2\r'.repeat(size === 1 ? 1 : 5000)}`])
        await expect(parse(text, headers, ',', size)).rejects.toThrow(problem);
  });

  it('keeps a CR within quotation marks, and one that a newline follows elsewhere', async () => {
    expect(await parse('1,"a\rb"', ['x', 'y'])).toEqual([{ x: '1', y: 'a\rb' }]);
    expect(await parse('1,2\r', ['x', 'y'])).toEqual([{ x: '1', y: '2\r' }]);
    for (const size of [1, 4, 100])
      expect(await parse('x,y\r\n1,2\r\n', undefined, ',', size)).toEqual([{ x: '1', y: '2' }]);
  });

  it.each([
    [
      'the documented example',
      'abc,"commas, a quote (""), and a newline (\n)",{""k"":""v""},"[1,2]"',
      ['abc', 'commas, a quote ("), and a newline (\n)', '{"k":"v"}', '[1,2]'],
    ],
    ['backslashes kept by doubling them', 'C:\\\\Program Files\\\\App.exe,1', ['C:\\Program Files\\App.exe', '1']],
    ['an escaped delimiter', 'a\\,b,c', ['a,b', 'c']],
    ['an escaped quote', '\\"a\\",b', ['"a"', 'b']],
    ['a backslash before anything else', 'a\\bc,d', ['abc', 'd']],
    ['blanks before an opening quote', 'a, "b,c" ,d', ['a', 'b,c" ', 'd']],
    ['an empty quoted field', '"",a', ['', 'a']],
    ['blanks', '  a , b', ['  a ', ' b']],
    ['single quotes', "'a,b'", ["'a", "b'"]],
  ])('reads %s', async (_what, line, fields) => {
    const headers = fields.map((_, at) => `H${at}`);
    const [item] = await parse(`${line}\n`, headers);
    expect(Object.values(item as object)).toEqual(fields);
  });

  it('takes LF and CRLF, no newline at the end, and skips empty lines', async () => {
    expect(await parse('a,b\r\n1,2\r\n\r\n\n3,"4"\r\n5,"6"')).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
      { a: '5', b: '6' },
    ]);
  });

  it.each([',', '|', ';', ' ', '\t'])('splits at %j', async (delimiter) => {
    expect(await parse(['a', 'b'].join(delimiter) + `\n1${delimiter}"2${delimiter}3"\n`, undefined, delimiter)).toEqual(
      [{ a: '1', b: `2${delimiter}3` }],
    );
  });

  it('refuses what AWS refuses, in its words where they are known', async () => {
    await expect(parse('a,b,a\n1,2,3\n')).rejects.toThrow('CSV headers cannot contain duplicates.');
    await expect(parse('1,2\n', ['x', 'x'])).rejects.toThrow('CSV headers cannot contain duplicates.');
    const header = Array.from({ length: 1200 }, (_, at) => `column_${at}`).join(',');
    expect(Buffer.byteLength(header)).toBeGreaterThan(11 * 1024);
    await expect(parse(`${header}\n1\n`)).rejects.toThrow('larger than 10 KiB');
    await expect(parse(`${header}\n1\n`, undefined, ',', 100)).rejects.toThrow('larger than 10 KiB');
    await expect(parse('a\n"open\n1\n2\n')).rejects.toThrow('never closed');
  });

  it('keeps a column that is called __proto__', async () => {
    const [item] = await parse('__proto__,b\nx,y\n');
    expect(JSON.stringify(item)).toBe('{"__proto__":"x","b":"y"}');
  });

  it('gives back what was quoted, in pieces of any size', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '\\', '😀'), maxLength: 6 });
    const rows = fc.array(fc.array(field, { minLength: 3, maxLength: 3 }), { maxLength: 8 });
    const quote = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (table, size) => {
        const text = table.map((row) => `${row.map(quote).join(',')}\n`).join('');
        const items = await parse(text, ['a', 'b', 'c'], ',', size);
        expect(items.map((item) => Object.values(item as Record<string, string>))).toEqual(table);
      }),
    );
  });
});
