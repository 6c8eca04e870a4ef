import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../../src/asl/expressions/base64.ts';
import { EvaluationError } from '../../../../src/asl/expressions/expression.ts';
import { compilePathExpression } from '../../../../src/asl/expressions/intrinsics.ts';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { compiled, scopeOf } from './scope.ts';

const INPUT = {
  name: 'Ada',
  list: [1, 2, 3, 4, 5],
  mixed: [1, '1', { a: 1, b: 2 }, { b: 2, a: 1 }, [1], [1], null, 1],
  object: { Id: 'x', Nested: { deep: [1, null] } },
  json: '{"a":[1,2]}',
};

function evaluate(text: string, input: JsonValue = INPUT): JsonValue {
  return compiled(compilePathExpression(text, 'x.$')).evaluate(scopeOf(input, { variables: { v: 'var' } }));
}

function failure(text: string, input: JsonValue = INPUT): string {
  try {
    return `gave ${JSON.stringify(evaluate(text, input))}`;
  } catch (error) {
    return error instanceof EvaluationError ? `${error.error}: ${error.cause}` : String(error);
  }
}

describe('intrinsic functions', () => {
  it.each<[string, JsonValue]>([
    ["States.Format('Hello {}, {} of {}', $.name, 3, $v)", 'Hello Ada, 3 of var'],
    ["States.Format('no more')", 'no more'],
    [String.raw`States.Format('it\'s \{\} \\ {}', 1)`, String.raw`it's {} \ 1`],
    ["States.Format('{} {} {}', null, true, $.object)", 'null true {Id=x, Nested={deep=[1, null]}}'],
    ['States.StringToJson($.json)', { a: [1, 2] }],
    ['States.StringToJson(\'{"a": "{}"}\')', { a: '{}' }],
    ['States.JsonToString($.object)', '{"Id":"x","Nested":{"deep":[1,null]}}'],
    ["States.Array(1, 'two', null, true, $.name, States.Array())", [1, 'two', null, true, 'Ada', []]],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [3, 4], [5]]],
    [
      'States.ArrayPartition($.list, 2.5)',
      [
        [1, 2, 3],
        [4, 5],
      ],
    ],
    ['States.ArrayContains($.mixed, 1)', true],
    ['States.ArrayContains($.mixed, $.object)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayRange(3, 1, 1)', []],
    ['States.ArrayGetItem($.list, 4)', 5],
    ['States.ArrayGetItem($.mixed, 6)', null],
    ['States.ArrayLength($.list)', 5],
    ['States.ArrayUnique($.mixed)', [1, '1', { a: 1, b: 2 }, [1], null]],
    ["States.Base64Encode('Grüße 😀')", 'R3LDvMOfZSDwn5iA'],
    ["States.Base64Decode('R3LDvMOfZSDwn5iA')", 'Grüße 😀'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonMerge($.object, States.StringToJson(\'{"Id":1}\'), false)', { Id: 1, Nested: { deep: [1, null] } }],
    ['States.MathAdd(111, -1)', 110],
    ['States.MathAdd(-0.4, 0)', 0],
    ["States.StringSplit('1,2;3,,4', ',;')", ['1', '2', '3', '4']],
    ["States.StringSplit('abc', '')", ['abc']],
    ["States.ArrayGetItem(States.StringSplit($.name, States.Format('d')), 0)", 'A'],
    ['States.ArrayLength($.mixed[?(@ == 1)])', 3],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it('make random numbers from the host, or the same from the same seed', () => {
    const drawn = evaluate('States.MathRandom(1, 3)');
    expect([1, 2]).toContain(drawn);
    expect(evaluate('States.MathRandom(1, 1000, 7)')).toBe(evaluate('States.MathRandom(1, 1000, 7)'));
    expect(evaluate('States.UUID()')).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/);
  });

  it.each([
    ["States.Format('{}')", 'The number of arguments does not match the number of occurrences of {} in the template'],
    ['States.ArrayGetItem($.list, 5)', 'Index 5 is out of bounds for an array of length 5'],
    ['States.ArrayGetItem($.list, -1)', 'Index -1 is out of bounds for an array of length 5'],
    ['States.ArrayPartition($.list, 0)', 'The size of a chunk must be a positive integer'],
    ['States.ArrayRange(0, 1000, 1)', 'The range must not hold more than 1000 elements'],
    ['States.ArrayRange(0, 1, 0)', 'The step must not be 0'],
    ['States.ArrayLength($.name)', 'Argument 1 must be of type array, but was string'],
    ['States.MathAdd(2147483648, 0)', 'Argument 1 must lie between -2147483648 and 2147483647'],
    ['States.MathRandom(3, 3)', 'The end must be greater than the start'],
    ['States.JsonMerge($.object, $.object, true)', 'Only a shallow merge is supported: argument 3 must be false'],
    ["States.Base64Decode('###')", 'Argument 1 is not valid Base64'],
    ["States.Hash('x', 'CRC')", 'Unknown algorithm CRC; there are MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    [
      "States.StringToJson('[9007199254740993]')",
      'The number 9007199254740993 cannot be kept exactly here: pass it as a string.',
    ],
  ])('%s fails', (text, why) => {
    expect(failure(text)).toBe(`States.Runtime: The function '${text}' had the following error: ${why}`);
  });

  it('hold to the limit of 10,000 characters', () => {
    expect(failure('States.Base64Encode($)', 'x'.repeat(10_000))).toMatch(/^gave/);
    expect(failure('States.Base64Encode($)', 'x'.repeat(10_001))).toContain('not be longer than 10000 characters');
  });

  it.each([
    ["States.Format('{}', $.gone)", '$.gone'],
    ["States.Format('{}',States.JsonToString( $.gone.further ))", '$.gone.further'],
    ['States.Array($.list[5])', '$.list[5]'],
    ['States.Array($.list[5].a)', '$.list[5].a'],
    ['States.Array($$.Gone.Further)', '$.Gone.Further'],
  ])('name the whole expression and the argument that leads nowhere: %s', (text, argument) => {
    expect(failure(text, { list: [1] })).toBe(
      `States.Runtime: The function '${text}' had the following error: The JsonPath argument for the field '${argument}' could not be found in the input '{"list":[1]}'`,
    );
  });

  it('say in the words of the path engine that an index needs an array', () => {
    expect(failure('States.Array($.a[0])', { a: 1 })).toBe(
      "States.Runtime: The function 'States.Array($.a[0])' had the following error: Filter: [0] can only be applied to arrays. Current context is: 1",
    );
  });

  it.each([
    ['States.Nope()', 0, 'Unknown intrinsic function'],
    ['States.UUID', 11, "Expected '('"],
    ['States.UUID(1)', 0, 'Expected 0 arguments, but there is 1'],
    ['States.MathAdd(1)', 0, 'Expected 2 arguments, but there is 1'],
    ['States.Format()', 0, 'Expected at least 1 argument, but there are 0'],
    ["States.MathAdd(1, 'x')", 18, 'Argument 2 must be of type number, but was string'],
    ['States.Format("x")', 14, 'An argument is a path'],
    ["States.Format('x)", 14, 'The string is not closed'],
    [String.raw`States.Format('say \"x\"')`, 19, 'A backslash may stand before'],
    ['States.Array(1,)', 15, 'An argument is a path'],
    ['States.Array(1) ', -1, ''],
    ['States.Array(1) x', 16, 'Nothing may follow'],
    ['States.Array($.a.)', 17, "Expected a name after '.'"],
  ])('%s is refused at %i', (text, offset, message) => {
    const result = compilePathExpression(text, 'x.$');
    if (offset < 0) expect(result.ok).toBe(true);
    else {
      const [problem] = result.ok ? [] : result.problems;
      expect(problem?.message).toContain(message);
      expect(problem?.offset).toBe(offset);
    }
  });

  it('stand within each other ten deep', () => {
    const nest = (depth: number): string => 'States.Array('.repeat(depth) + ')'.repeat(depth);
    expect(compilePathExpression(nest(10), 'x').ok).toBe(true);
    expect(compilePathExpression(nest(11), 'x').ok).toBe(false);
    expect(compilePathExpression(nest(100_000), 'x').ok).toBe(false);
  });

  it('never throw while compiled', () => {
    const start = fc.constantFrom('', 'States.Format(', "States.Array('", 'States.Array($.a[', 'States.');
    fc.assert(
      fc.property(start, fc.string(), (head, tail) => {
        compilePathExpression(head + tail, 'x');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('laws of intrinsic functions', () => {
  const items = fc.array(fc.jsonValue() as fc.Arbitrary<JsonValue>);

  it('parts of an array make the array again', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 20 }), (list, size) => {
        const chunks = evaluate(`States.ArrayPartition($, ${size})`, list);
        expect(Array.isArray(chunks) && chunks.flat(1)).toEqual(list);
      }),
    );
  });

  it('what is encoded is decoded to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(encodeBase64(text)).toBe(Buffer.from(text).toString('base64'));
        expect(decodeBase64(encodeBase64(text))).toBe(text);
      }),
    );
  });

  it('bytes that are no UTF-8 are decoded as a decoder does, in length at most', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(typeof decodeBase64(Buffer.from(bytes).toString('base64'))).toBe('string');
      }),
    );
  });

  it('a value is the same after JsonToString and StringToJson', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const again = evaluate('States.StringToJson(States.JsonToString($))', value as JsonValue);
        expect(JSON.stringify(again)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('an array without duplicates is as long as the set of its JSON texts', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', null, true))), (list) => {
        const unique = evaluate('States.ArrayUnique($)', list);
        expect(unique).toEqual([...new Set(list)]);
      }),
    );
  });
});
