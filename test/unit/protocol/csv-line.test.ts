import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvLine } from '../../../src/protocol/csv-line.ts';

it('is read as it was written, whatever stands in it, but for an apostrophe before what would be a formula', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('=1+1', '+1', '-x', '-5', '@a', '\t', '\r=1', '"', 'a,b', 'a\r\nb'),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 2 }), (cells) => {
      const read: string[] = parse(csvLine(cells))[0] ?? [];
      expect(read).toHaveLength(cells.length);
      for (const [at, cell] of cells.entries()) expect([cell, `'${cell}`]).toContain(read[at]);
      for (const cell of read) expect(cell).toMatch(/^(?:[^=+\-@\t\r]|-\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$|$)/);
    }),
  );
});

it('keeps numbers, and writes small ones without an exponent', () => {
  expect(csvLine([1e-7, -2, '-2.5e9', true])).toBe('0.0000001,-2,-2.5e9,true\r\n');
});
