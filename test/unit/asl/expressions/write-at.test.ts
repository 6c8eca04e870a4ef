import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileReferencePath } from '../../../../src/asl/expressions/paths.ts';
import { writeAt } from '../../../../src/asl/expressions/write-at.ts';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { compiled, scopeOf } from './scope.ts';

function write(root: JsonValue, path: string, value: JsonValue): JsonValue {
  return writeAt(root, compiled(compileReferencePath(path)), value);
}

describe('writeAt', () => {
  it.each<[JsonValue, string, JsonValue]>([
    [{ a: 1 }, '$', 'new'],
    [{ a: 1 }, '$.a', { a: 'new' }],
    [{ a: 1 }, '$.b', { a: 1, b: 'new' }],
    [{}, '$.b.c.d', { b: { c: { d: 'new' } } }],
    [{ a: [1, { b: 2 }] }, '$.a[1].b', { a: [1, { b: 'new' }] }],
    [{ a: [1, 2] }, '$.a[0]', { a: ['new', 2] }],
  ])('writes into %j at %s', (root, path, expected) => {
    expect(write(root, path, 'new')).toEqual(expected);
  });

  it('copies what lies on the path and nothing else', () => {
    const root = { on: { deep: { x: 1 }, off: {} }, off: { y: 2 } };
    const before = structuredClone(root);
    const written = write(root, '$.on.deep.x', 5) as typeof root;
    expect(root).toEqual(before);
    expect(written.off).toBe(root.off);
    expect(written.on.off).toBe(root.on.off);
  });

  it.each<[JsonValue, string]>([
    ['text', '$.a'],
    [null, '$.a'],
    [{ a: 'text' }, '$.a.b'],
    [{ a: null }, '$.a.b'],
    [{ a: [] }, '$.a.b'],
    [{ a: [1] }, '$.a[1]'],
    [{ a: {} }, '$.a[0]'],
    [{}, '$.a[0]'],
  ])('cannot be applied to %j at %s', (root, path) => {
    expect(() => write(root, path, 1)).toThrow(
      `States.ResultPathMatchFailure: Unable to apply ReferencePath ${path} to input ${JSON.stringify(root)}`,
    );
  });

  it('is read back by the same path', () => {
    const name = fc.stringMatching(/^[a-z_]{1,8}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (names, value) => {
        const path = compiled(compileReferencePath(`$.${names.join('.')}`));
        const written = writeAt({}, path, value as JsonValue);
        expect(path.read(scopeOf(written))).toEqual(value);
      }),
    );
  });

  it('keeps a member that is called __proto__', () => {
    const written = write({}, "$['__proto__'].x", 1);
    expect(JSON.stringify(written)).toBe('{"__proto__":{"x":1}}');
  });
});
