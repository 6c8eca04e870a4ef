import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonSyntax, readTolerantJson } from '../../../src/asl/parse-json.ts';
import { readPlainJson } from '../../../src/asl/plain-json-reader.ts';
import type { JsonValue } from '../../../src/asl/json.ts';
import { messUp } from '../../tools/mess-maker.ts';

const value = fc.jsonValue({ maxDepth: 6 }).map((json) => JSON.parse(JSON.stringify(json)) as JsonValue);
/** Pieces that stand in JSON, and some that do not. */
const scrap = fc.constantFrom(
  ...['{', '}', '[', ']', ',', ':', '"', '"a"', '"\\u0041"', '"\\x"', '"\t"', '"\\', '\ufeff', '${Name}', 'Ref', '//'],
  ...[
    '0',
    '-',
    '1.5e3',
    '01',
    '1.',
    '1e999',
    '.5',
    'true',
    'nul',
    'null',
    'falsey',
    ' ',
    '\n',
    '\r\n',
    '"Ref"',
    '"é😀"',
  ],
);

describe('readPlainJson', () => {
  it('gives the tree of the tolerant reader, however right JSON is written', () => {
    fc.assert(
      fc.property(value, fc.integer(), (json, seed) => {
        const text = messUp(json, 'json', seed);
        const plain = readPlainJson(text);
        expect(plain).toBeDefined();
        expect({ root: plain, problems: [] }).toEqual(readTolerantJson(text));
      }),
    );
  });

  it('reads nothing in which the tolerant reader finds a fault, and all else as that one does', () => {
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 12 }), (scraps) => {
        const text = scraps.join('');
        const tolerant = readTolerantJson(text);
        const plain = readPlainJson(text);
        if (tolerant.problems.length > 0) expect(plain).toBeUndefined();
        if (plain !== undefined) expect(plain).toEqual(tolerant.root);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads a right text with one character changed like the tolerant reader, or not at all', () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.string({ maxLength: 2 }), (json, at, put) => {
        const right = JSON.stringify(json, null, 2);
        const text = right.slice(0, at % (right.length + 1)) + put + right.slice((at % (right.length + 1)) + 1);
        const tolerant = readTolerantJson(text);
        const plain = readPlainJson(text);
        if (tolerant.problems.length > 0) expect(plain).toBeUndefined();
        if (plain !== undefined) expect(plain).toEqual(tolerant.root);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '["\\u0041\\n\\"", "\\/"]',
    '{"Ref": "Queue"}',
    '{"Fn::Sub": "a"}',
    '{"a": 1, "a": 2}',
    '\ufeff[]',
    '""',
    '1',
  ])('reads %j at once', (text) => {
    expect(readPlainJson(text)).toEqual(readTolerantJson(text).root);
    expect(readPlainJson(text)).toBeDefined();
  });

  it('leaves what is nested deeper than the stack may hold to the other one', () => {
    const text = '['.repeat(450) + ']'.repeat(450);
    expect(readPlainJson(text)).toBeUndefined();
    expect(parseJsonSyntax(text)).toMatchObject({ root: { kind: 'array' }, problems: [] });
  });

  it('tells strings apart that the same place of its memory could hold', () => {
    const words = Array.from({ length: 5000 }, (_, index) => `k${(index * 7919) % 5000}x`);
    const root = readPlainJson(JSON.stringify(words));
    expect(root?.kind === 'array' && root.items.map((item) => (item.kind === 'string' ? item.value : ''))).toEqual(
      words,
    );
  });
});
