import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLayout, RecordScanner, type ResultLayout } from '../../../src/items/result-scanner.ts';

/** Texts of the records, cut out of a file that comes in pieces of `size` bytes. */
function scan(file: string, layout: ResultLayout, size: number, from = 0): { text: string; end: number }[] {
  const bytes = Buffer.from(file);
  const scanner = new RecordScanner(layout, from);
  const found: { text: string; end: number }[] = [];
  const add = (records: ReturnType<RecordScanner['push']>): void => {
    for (const record of records) {
      // Where it is said to stand is where it stands.
      expect(bytes.subarray(record.start, record.end).equals(record.bytes)).toBe(true);
      found.push({ text: Buffer.from(record.bytes).toString(), end: record.end });
    }
  };
  for (let at = from; at < bytes.length; at += size) add(scanner.push(bytes.subarray(at, at + size)));
  add(scanner.end());
  return found;
}

const values = fc.array(fc.jsonValue({ depthSize: 'small' }), { maxLength: 12 });
const blank = fc.constantFrom('', ' ', '\n', ' \r\n\t');

describe('the records of a result file', () => {
  it('are cut out of an array, in whatever pieces it comes, and from the end of any of them', () => {
    fc.assert(
      fc.property(values, blank, fc.integer({ min: 1, max: 40 }), fc.nat(), (all, gap, size, some) => {
        const texts = all.map((value) => JSON.stringify(value));
        const file = `${gap}[${gap}${texts.join(`${gap},${gap}`)}${gap}]${gap}`;
        const found = scan(file, 'JSON', size);
        expect(found.map(({ text }) => text)).toEqual(texts);
        const at = found.length === 0 ? 0 : some % found.length;
        const from = found[at]?.end;
        if (from !== undefined)
          expect(scan(file, 'JSON', size, from).map(({ text }) => text)).toEqual(texts.slice(at + 1));
      }),
    );
  });

  it('are cut out of lines', () => {
    fc.assert(
      fc.property(values, fc.constantFrom('\n', '\r\n', '\n\n'), fc.boolean(), fc.nat(40), (all, end, last, size) => {
        const texts = all.map((value) => JSON.stringify(value));
        const file = texts.join(end) + (last ? end : '');
        expect(scan(file, 'JSONL', size + 1).map(({ text }) => text)).toEqual(texts);
      }),
    );
  });

  it('are told from lines by the beginning of the file', () => {
    fc.assert(
      fc.property(values, fc.boolean(), (all, isArray) => {
        const texts = all.map((value) => JSON.stringify(value));
        // One line with one array is the same text as one array.
        fc.pre(isArray || texts.length > 1 || (texts.length === 1 && !texts[0]?.startsWith('[')));
        const file = Buffer.from(isArray ? `[${texts.join(',\n')}]` : texts.join('\n'));
        expect(detectLayout(file, true)).toBe(isArray ? 'JSON' : 'JSONL');
      }),
    );
  });

  it('are read from an array that has not ended after more than a line can hold', () => {
    const long = Buffer.from(`[${'{"a":1},'.repeat(50_000)}`);
    expect(detectLayout(long.subarray(0, 1000), false)).toBeUndefined();
    expect(detectLayout(long, false)).toBe('JSON');
  });

  it.each([
    ['[{"a":1},{"b":', /ends in the middle, at byte 14: it is cut off/],
    ['[{"a":1}', /ends in the middle/],
    ['[', /ends in the middle/],
    ['[{"a":1}]x', /more text after its end at byte 9/],
    ['[,1]', /a record is missing beside a comma at byte 1/],
    ['[1,]', /a record is missing beside a comma at byte 3/],
    ['{"a":1}', /no JSON array/],
    ['[1}]', /brackets do not match/],
  ])('refuse %s', (file, message) => {
    expect(() => scan(file, 'JSON', 5)).toThrow(message);
  });

  it('refuse a record that no child execution can have', () => {
    const scanner = new RecordScanner('JSON');
    scanner.push(Buffer.from('["'));
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    expect(() => {
      for (let megabytes = 0; megabytes < 20; megabytes++) scanner.push(chunk);
    }).toThrow(/larger than 16 MB/);
  });
});
