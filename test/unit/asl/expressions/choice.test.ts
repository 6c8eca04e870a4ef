import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileChoiceRule } from '../../../../src/asl/expressions/choice.ts';
import { CHOICE_OPERATORS } from '../../../../src/asl/expressions/choice-operators.ts';
import { parseTimestamp } from '../../../../src/asl/expressions/timestamps.ts';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { compiled, scopeOf } from './scope.ts';

function holds(rule: JsonObject, input: JsonValue, variables: JsonObject = {}): boolean {
  return compiled(compileChoiceRule(rule)).test(scopeOf(input, { variables }));
}

describe('compileChoiceRule', () => {
  it('knows the 39 comparison operators', () => {
    expect(CHOICE_OPERATORS.size).toBe(39);
  });

  it.each<[string, JsonValue, JsonValue, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 5, false],
    ['StringLessThan', 'b', 'a', true],
    ['StringGreaterThanEquals', 'b', 'b', true],
    ['NumericEquals', 5, 5, true],
    ['NumericEquals', 5, '5', false],
    ['NumericLessThanEquals', 5, 5.5, false],
    ['NumericGreaterThan', 5, 6, true],
    ['BooleanEquals', false, false, true],
    ['BooleanEquals', false, 0, false],
    ['TimestampEquals', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', true],
    ['TimestampLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59.999999999Z', true],
    ['TimestampGreaterThan', '2026-01-01T00:00:00Z', 'soon', false],
    ['StringMatches', 'log-*.txt', 'log-a.b.txt', true],
    ['StringMatches', 'log-*.txt', 'log-a.txt2', false],
    ['StringMatches', String.raw`a\*b`, 'a*b', true],
    ['StringMatches', String.raw`a\*b`, 'axb', false],
    ['StringMatches', String.raw`a\\*`, String.raw`a\x`, true],
    ['StringMatches', '*', 'line\nline', true],
    ['StringMatches', '(a+)', 'aa', false],
    ['StringMatches', '*', 1, false],
    ['IsNull', true, null, true],
    ['IsNull', false, 0, true],
    ['IsNumeric', true, '1', false],
    ['IsString', true, '', true],
    ['IsBoolean', false, 'true', true],
    ['IsTimestamp', true, '2026-02-29T00:00:00Z', false],
    ['IsTimestamp', true, '2028-02-29T00:00:00Z', true],
    ['IsPresent', true, null, true],
  ])('%s %j of %j: %s', (operator, operand, value, expected) => {
    expect(holds({ Variable: '$.v', [operator]: operand }, { v: value })).toBe(expected);
  });

  it('compares with what a path leads to', () => {
    expect(holds({ Variable: '$.v', NumericLessThanPath: '$.w' }, { v: 1, w: 2 })).toBe(true);
    expect(holds({ Variable: '$x', StringEqualsPath: '$.w' }, { w: 'a' }, { x: 'a' })).toBe(true);
    expect(holds({ Variable: '$.v', NumericLessThanPath: '$.w' }, { v: 1, w: '2' })).toBe(false);
  });

  it('joins rules by And, Or and Not, and stops where it is decided', () => {
    const missing = { Variable: '$.gone', NumericEquals: 1 };
    const present = { Variable: '$.gone', IsPresent: true };
    expect(holds({ And: [present, missing] }, {})).toBe(false);
    expect(holds({ Or: [{ Not: present }, missing] }, {})).toBe(true);
    expect(holds({ Not: { And: [{ Variable: '$.a', IsString: true }] } }, { a: 1 })).toBe(true);
  });

  it('fails where a path leads nowhere, except for IsPresent', () => {
    const why = (path: string): string =>
      `States.Runtime: Invalid path '${path}': The choice state's condition path references an invalid value.`;
    expect(() => holds({ Variable: '$.gone', IsNull: true }, {})).toThrow(why('$.gone'));
    expect(() => holds({ Variable: '$.a', StringEqualsPath: '$.gone' }, { a: 'x' })).toThrow(why('$.gone'));
    expect(holds({ Variable: '$.gone', IsPresent: false }, {})).toBe(true);
  });

  it.each<[JsonObject, string]>([
    [{ Variable: '$.a' }, ''],
    [{ Variable: '$.a', StringEquals: 'a', IsNull: true }, ''],
    [{ Variable: 'a', StringEquals: 'a' }, '/Variable'],
    [{ StringEquals: 'a' }, '/Variable'],
    [{ Variable: '$.a', StringEquals: 1 }, '/StringEquals'],
    [{ Variable: '$.a', TimestampEquals: 'soon' }, '/TimestampEquals'],
    [{ Variable: '$.a', NumericEqualsPath: 1 }, '/NumericEqualsPath'],
    [{ And: [] }, '/And'],
    [{ Or: [{ Variable: '$.a', IsNull: 1 }] }, '/Or/0/IsNull'],
    [{ Not: [] }, '/Not'],
  ])('refuses %j', (rule, pointer) => {
    const result = compileChoiceRule(rule);
    expect(result.ok ? 'accepted' : result.problems[0]?.pointer).toBe(pointer);
  });

  it('lists what a rule reads', () => {
    const rule = {
      And: [
        { Variable: '$x', StringEqualsPath: '$.a.b' },
        { Variable: '$$.State.Name', IsString: true },
      ],
    };
    const { references } = compiled(compileChoiceRule(rule));
    expect(references.variables.map(({ name }) => name)).toEqual(['x']);
    expect(references.input.map(({ name }) => name)).toEqual(['a.b']);
    expect(references.context.map(({ name }) => name)).toEqual(['State.Name']);
  });

  it('takes little time over a pattern of many stars', () => {
    const rule = compiled(compileChoiceRule({ Variable: '$', StringMatches: `${'*a'.repeat(30)}b` }));
    expect(rule.test(scopeOf('a'.repeat(5_000)))).toBe(false);
  });
});

describe('parseTimestamp', () => {
  it.each([
    '2016-12-05 21:29:29Z',
    '2016-12-05T21:29:29',
    '2016-13-05T21:29:29Z',
    '2016-12-05T25:29:29Z',
    '05-12-2016T21:29:29Z',
    '2023-02-24',
    '2012-10-09T19:00:55+19:00',
    '',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('reads every instant that a date prints', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), (date) => {
        expect(parseTimestamp(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n);
      }),
    );
  });
});
