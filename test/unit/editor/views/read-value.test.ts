import { describe, expect, it } from 'vitest';
import { readValue } from '../../../../src/editor/views/read-value.ts';

describe('readValue', () => {
  it.each([
    ['', 'text', 'JSONPath', undefined],
    ['  ', 'json', 'JSONata', undefined],
    ['12', 'text', 'JSONPath', '12'],
    ['12', 'number', 'JSONPath', 12],
    ['-0.5', 'number', 'JSONata', -0.5],
    ['12', 'expression', 'JSONata', 12],
    ['$.n', 'expression', 'JSONPath', '$.n'],
    ['{% $n %}', 'expression', 'JSONata', '{% $n %}'],
    ['{"a":[1]}', 'json', 'JSONPath', { a: [1] }],
    ['null', 'json', 'JSONPath', null],
  ] as const)('reads %j as %s of %s', (text, kind, language, value) => {
    expect(readValue(text, kind, language)).toEqual(value);
  });

  it.each([
    ['many', 'number'],
    ['1e', 'number'],
    ['{a:1}', 'json'],
  ] as const)('refuses %j as %s', (text, kind) => {
    expect(() => readValue(text, kind, 'JSONPath')).toThrow();
  });
});
