import { describe, expect, it } from 'vitest';
import { array, boolean, number, object, oneOf, optional, record, string } from '../../../src/protocol/check.ts';

const check = object<{ name: string; size: number; tags: readonly string[]; kind: 'a' | 'b'; on: boolean | undefined }>(
  {
    name: string,
    size: number,
    tags: array(string),
    kind: oneOf('a', 'b'),
    on: optional(boolean),
  },
);

describe('checks', () => {
  it.each([
    [{ name: 'x', size: 1, tags: ['y'], kind: 'a' }, undefined],
    [{ name: 'x', size: 1, tags: [], kind: 'b', on: true, more: 1 }, undefined],
    [{ name: 'x', size: NaN, tags: [], kind: 'b' }, 'it.size is not a number'],
    [{ name: 'x', size: 1, tags: ['y', 2], kind: 'b' }, 'it.tags[1] is not a string'],
    [{ name: 'x', size: 1, tags: {}, kind: 'b' }, 'it.tags is not an array'],
    [{ name: 'x', size: 1, tags: [], kind: 'c' }, 'it.kind is none of a, b'],
    [{ name: 'x', size: 1, tags: [], kind: 'b', on: 1 }, 'it.on is not a boolean'],
    [Object.create({ name: 'x' }), 'it.name is not a string'],
    [[], 'it is not an object'],
    [null, 'it is not an object'],
  ])('of %j say %j', (value, problem) => {
    expect(check(value, 'it')).toBe(problem);
  });

  it('look at every entry of a record', () => {
    expect(record(number)({ '/a': 1, '/b"': 'x' }, 'it')).toBe('it["/b\\""] is not a number');
  });
});
