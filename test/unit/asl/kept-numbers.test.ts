import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileChoiceRule } from '../../../src/asl/expressions/choice.ts';
import { compilePathExpression } from '../../../src/asl/expressions/intrinsics.ts';
import { compileJsonata } from '../../../src/asl/expressions/jsonata.ts';
import type { JsonObject, JsonValue } from '../../../src/asl/json.ts';
import { digitsOf, keepNumber, parseKeepingNumbers } from '../../../src/asl/kept-numbers.ts';
import { SizeLimit, sizeOf } from '../../../src/runtime/interpreter/size.ts';
import { compiled, scopeOf } from './expressions/scope.ts';

const BIG = '9007199254740993';
const input = (): JsonValue => parseKeepingNumbers(`{"id":${BIG},"small":7,"deep":{"ids":[1,${BIG}]}}`);
const byPath = (text: string): JsonValue | Promise<JsonValue> =>
  compiled(compilePathExpression(text, 'x.$')).evaluate(scopeOf(input()));
const byJsonata = async (text: string): Promise<JsonValue> =>
  compiled(compileJsonata(text, 'Output')).evaluate(scopeOf(input()));
const choose = (rule: JsonObject): boolean => compiled(compileChoiceRule(rule)).test(scopeOf(input()));
const NAMED = new RegExp(`The number ${BIG} is kept exactly`);

describe('a number that JavaScript would change', () => {
  it('is written as it was read, wherever it stands', () => {
    const integer = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        integer.map(String),
        fc.string().map((text) => JSON.stringify(text)),
        fc.constantFrom('null', 'true', '1.5', '1e400'),
        fc.array(tie('any') as fc.Arbitrary<string>).map((items) => `[${items.join(',')}]`),
        fc
          .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z_]+$/), tie('any') as fc.Arbitrary<string>), {
            selector: ([key]) => key,
          })
          .map((members) => `{${members.map(([key, member]) => `"${key}":${member}`).join(',')}}`),
      ),
    })).any;
    fc.assert(
      fc.property(value, (text) => {
        const parsed = parseKeepingNumbers(text);
        expect(JSON.stringify(parsed)).toBe(text);
        expect(sizeOf(parsed)).toBe(Buffer.byteLength(text));
      }),
    );
  });

  it('is handed on by paths and by what only moves or prints it', async () => {
    const texts = async (value: JsonValue | Promise<JsonValue>): Promise<string> => JSON.stringify(await value);
    expect(await texts(byPath('$.id'))).toBe(BIG);
    expect(await texts(byPath('$.deep.ids[1]'))).toBe(BIG);
    expect(await texts(byPath('$.deep'))).toBe(`{"ids":[1,${BIG}]}`);
    expect(await texts(byPath('States.Array($.id, 1)'))).toBe(`[${BIG},1]`);
    expect(await texts(byPath('States.JsonToString($.deep)'))).toBe(JSON.stringify(`{"ids":[1,${BIG}]}`));
    expect(await byPath("States.Format('{} of {}', $.id, $.deep)")).toBe(`${BIG} of {ids=[1, ${BIG}]}`);
    expect(await texts(byPath('States.ArrayGetItem($.deep.ids, 1)'))).toBe(BIG);
    expect(await texts(byJsonata('$states.input'))).toBe(JSON.stringify(input()));
    expect(digitsOf(keepNumber(BIG))).toBe(BIG);
    expect(await Promise.resolve(keepNumber(BIG))).toBeDefined();
    expect(new SizeLimit(5).exceeds(keepNumber(BIG))).toBe(true);
  });

  it.each([
    '$.id.more',
    '$.deep.ids[?(@ > 5)]',
    '$.deep.ids.max()',
    'States.MathAdd($.id, 1)',
    'States.ArrayRange(1, $.id, 2)',
    'States.JsonMerge($.id, $.deep, false)',
    'States.ArrayContains($.deep.ids, $.id)',
  ])('fails %s, by its digits', (text) => {
    expect(() => byPath(text)).toThrow(NAMED);
  });

  it.each(['$states.input.id + 1', '$type($states.input.id)', '$max($states.input.deep.ids)', '$states.input.id = 5'])(
    'fails the JSONata %s',
    async (text) => {
      await expect(byJsonata(text)).rejects.toThrow();
    },
  );

  it.each<JsonObject>([
    { Variable: '$.id', NumericEquals: 9_007_199_254_740_992 },
    { Variable: '$.id', NumericGreaterThan: 5 },
    { Variable: '$.small', NumericLessThanPath: '$.id' },
    { Variable: '$.id', IsNumeric: true },
    { Not: { Variable: '$.id', IsNumeric: true } },
  ])('fails the Choice rule %j', (rule) => {
    expect(() => choose(rule)).toThrow(NAMED);
    expect(choose({ Variable: '$.id', IsPresent: true })).toBe(true);
  });
});
