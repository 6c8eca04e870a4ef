import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInexactNode, findInexactNumber, parseExactJson } from '../../../src/asl/exact-numbers.ts';
import { parseSyntax } from '../../../src/asl/parse.ts';

describe('numbers that JavaScript cannot keep', () => {
  it.each([
    ['{"id":12345678901234567890}', '12345678901234567890'],
    ['[1,-9007199254740993]', '-9007199254740993'],
    ['{"a":1e400}', '1e400'],
    [`["\\"${'9'.repeat(20)}",9007199254740993]`, '9007199254740993'],
  ])('are found in %s', (text, number) => {
    expect(findInexactNumber(text)).toBe(number);
    expect(() => parseExactJson(text)).toThrow(`The number ${number} cannot be kept exactly here`);
  });

  it.each([
    '{"id":"12345678901234567890"}',
    '9007199254740991',
    '9007199254740992',
    '0.1234567890123456',
    '1e300',
    '1.0',
  ])('are not seen in %s', (text) => {
    expect(parseExactJson(text)).toEqual(JSON.parse(text));
  });

  it('are found in YAML, and texts are left alone there, too', () => {
    const inexact = (text: string) => findInexactNode(parseSyntax(text, 'yaml').root);
    expect(inexact('a:\n  - x\n  - id: 12345678901234567890\n')).toBe('12345678901234567890');
    expect(inexact('a: "12345678901234567890"\nb: 9007199254740992\nc: [0.5, ~]\n')).toBeUndefined();
  });

  it('finds exactly the integers that are printed as other ones', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.string(), (integer, text) => {
        const json = `{${JSON.stringify(text)}:[${integer}]}`;
        const kept = String(Number(integer)) === String(integer);
        expect(findInexactNumber(json)).toBe(kept ? undefined : String(integer));
      }),
    );
  });
});
