import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { SizeLimit } from '../../../../src/runtime/interpreter/size.ts';

describe('SizeLimit', () => {
  it('counts the bytes that JSON.stringify would write, at every limit', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.integer({ min: -3, max: 3 }), (value, more) => {
        // -0 is written as 0, and lone surrogates as escapes: neither is in a text that was read from JSON in UTF-8.
        const read = JSON.parse(JSON.stringify([value, value])) as JsonValue;
        const bytes = Buffer.byteLength(JSON.stringify(read));
        expect(new SizeLimit(bytes + more).exceeds(read)).toBe(more < 0);
      }),
    );
  });

  it('measures a value once', () => {
    const limit = new SizeLimit();
    const value = { text: 'x'.repeat(1000) };
    expect(limit.exceeds(value)).toBe(false);
    Object.defineProperty(value, 'text', { get: () => expect.fail('measured again') });
    expect(limit.exceeds(value)).toBe(false);
  });
});
