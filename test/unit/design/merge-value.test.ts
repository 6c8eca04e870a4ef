import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/asl/json.ts';
import { perform } from './perform.ts';

const IN_JSON = `{
  "StartAt": "A",
  "States": {
    "A": {
      "Type": "Pass",
      "Result": {
        "one": 1, // first
        "list": [ "a", /* b's */ "b",   "c" ],
        "deep": { "x": {"y":1}, "z":   2 }
      },
      "End": true
    }
  }
}
`;

const IN_YAML = `StartAt: A
States:
  A:
    Type: Pass
    Result:
      one: 1 # first
      list:
        - a
        - 'b' # b's
        - c
      deep: { x: { y: 1 } }
    End: true
`;

const set = (text: string, value: JsonValue, format: 'json' | 'yaml' = 'json'): string =>
  perform(text, { kind: 'set-property', object: '/States/A', key: 'Result', value }, format);

describe('a value that is edited as a whole', () => {
  it('is written anew only where it has changed', () => {
    const deep = { x: { y: 1 }, z: 3 };
    expect(set(IN_JSON, { one: 1, list: ['a', 'b', 'c'], deep })).toBe(IN_JSON.replace('"z":   2', '"z":   3'));
    expect(set(IN_JSON, { one: 1, list: ['b', 'c'], deep: { ...deep, z: 2 } })).toBe(IN_JSON.replace('"a",', ''));
    expect(set(IN_JSON, { one: 1, list: ['a', 'b', 'n', 'c'], deep: { ...deep, z: 2 } })).toBe(
      IN_JSON.replace('"b",   "c"', '"b", "n",   "c"'),
    );
    expect(set(IN_JSON, { deep: { x: { y: 1 }, z: 2 }, list: ['a', 'b', 'c'], one: 1 })).toBe(IN_JSON);
    expect(set(IN_YAML, { one: 1, list: ['a', 'b', 'd'], deep: { x: { y: 1 } } }, 'yaml')).toBe(
      IN_YAML.replace('- c', '- d'),
    );
    expect(set(IN_YAML, { list: ['a', 'b', 'c'], deep: { x: { y: 1 } } }, 'yaml')).toBe(
      IN_YAML.replace('      one: 1 # first\n', ''),
    );
  });

  it('becomes another kind of value as a whole', () => {
    expect(set(IN_YAML, [1], 'yaml')).toContain('    Result:\n      - 1\n    End: true');
    expect(set(IN_YAML, 'text', 'yaml')).toContain('    Result: text\n    End: true');
    expect(set(IN_YAML, {}, 'yaml')).toBe(IN_YAML.replace(/Result:[^]*(?= {4}End)/, 'Result: {}\n'));
  });
});
