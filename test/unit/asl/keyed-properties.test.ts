import { describe, expect, it } from 'vitest';
import { keyProperties } from '../../../src/asl/keyed-properties.ts';
import { parseJsonSyntax } from '../../../src/asl/parse-json.ts';
import type { ObjectNode } from '../../../src/asl/syntax.ts';

const objectOf = (keys: readonly string[]): ObjectNode =>
  parseJsonSyntax(`{${keys.map((key, index) => `${JSON.stringify(key)}: ${index}`).join(',')}}`).root as ObjectNode;

describe.each([
  ['a few', ['b', 'a', 'b', '__proto__', 'c', 'a']],
  ['many', [...Array.from({ length: 30 }, (_, index) => `k${index % 25}`), '__proto__', 'k0']],
])('the properties of an object with %s keys', (_name, keys) => {
  const node = objectOf(keys);
  const keyed = keyProperties(node);
  const first = new Map([...node.properties].reverse().map((property) => [property.key.value, property]));

  it('are the first of each key, in the order of the text', () => {
    expect([...keyed.keys()]).toEqual([...new Set(keys)]);
    expect([...keyed.values()]).toEqual([...keyed.keys()].map((key) => first.get(key)));
    expect([...keyed]).toEqual([...keyed.keys()].map((key) => [key, first.get(key)]));
    expect(keyed.size).toBe(first.size);
    const seen: string[] = [];
    keyed.forEach((property, key) => seen.push(`${key} ${property.key.value}`));
    expect(seen).toEqual([...keyed.keys()].map((key) => `${key} ${key}`));
  });

  it('are found by their own key only', () => {
    for (const key of keys) expect(keyed.get(key)).toBe(first.get(key));
    expect(keyed.has('a') || keyed.has('k1')).toBe(true);
    expect(keyed.get('constructor')).toBeUndefined();
    expect(keyed.has('toString')).toBe(false);
  });
});

it('has nothing to give where there is no object', () => {
  expect([...keyProperties(undefined)]).toEqual([]);
});
