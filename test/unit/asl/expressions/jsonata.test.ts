import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvaluationGate } from '../../../../src/asl/expressions/evaluation-gate.ts';
import { EvaluationError } from '../../../../src/asl/expressions/expression.ts';
import {
  compileJsonata,
  isJsonataText,
  jsonataSource,
  unexpectedType,
} from '../../../../src/asl/expressions/jsonata.ts';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { compiled, scopeOf, type ScopeParts } from './scope.ts';

const INPUT = { list: [3, 1, 2], one: [7], people: [{ n: 'a' }, { n: 'b' }], text: 'x', nothing: null };

async function evaluate(source: string, parts: ScopeParts = {}): Promise<JsonValue> {
  return compiled(compileJsonata(source, 'Output')).evaluate(scopeOf(INPUT, parts));
}

async function failure(source: string, parts: ScopeParts = {}): Promise<string> {
  try {
    return `gave ${JSON.stringify(await evaluate(source, parts))}`;
  } catch (error) {
    return error instanceof EvaluationError ? `${error.error}: ${error.cause}` : `not expected: ${String(error)}`;
  }
}

describe('compileJsonata', () => {
  it.each<[string, JsonValue]>([
    ['$states.input.text', 'x'],
    ['$states.input.nothing', null],
    ['$states.input.list[0]', 3],
    ['$states.input.people.n', ['a', 'b']],
    ['$states.input.one', [7]],
    ['$sum($states.input.list)', 6],
    ['$partition([1,2,3], 2)', [[1, 2], [3]]],
    ['$range(1, 7, 3)', [1, 4, 7]],
    ["$hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$parse(\'{"a": [1]}\')', { a: [1] }],
    ['$now()', '2026-01-02T03:04:05.678Z'],
    ["$now('[Y0001]')", '2026'],
    ['$millis()', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ['$random(42)', 0.7275636800328681],
    ['$random(0.9)', 0.730967787376657],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$range(5, 1, -1.5)', [5, 4, 3, 2, 1]],
    ['$range(3, 3, 1)', 3],
    ['$count($range(1, 200000, 1))', 200_000],
    ['$partition([1,2,3])', [[1, 2, 3]]],
    ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]]],
    ['$map(["1", "2"], $parse)', [1, 2]],
    ['$exists($parse("null"))', true],
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['{"a": 1e308 * 10}', { a: 'Infinity' }],
    ['$random() < 1', true],
    ['$states.context.Execution.Name', 'run'],
    ['$states.result.ok', true],
    ['$states.errorOutput.Error', 'E'],
    ['$v.w', 1],
    ['($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(5))', 120],
  ])('%s', async (source, expected) => {
    const parts = {
      context: { Execution: { Name: 'run' } },
      result: { ok: true },
      errorOutput: { Error: 'E' },
      variables: { v: { w: 1 } },
    };
    expect(await evaluate(source, parts)).toEqual(expected);
  });

  it('makes a UUID each time', async () => {
    expect(await evaluate('$uuid()')).not.toBe(await evaluate('$uuid()'));
  });

  it('lets no mark of JSONata out', async () => {
    for (const source of ['$states.input.people.n', '$states.input.people[n = "a"][]', '[1..3]', '$states.input.one[]'])
      expect(Object.keys((await evaluate(source)) as JsonValue[])).toEqual(
        ((await evaluate(source)) as JsonValue[]).map((_item, index) => String(index)),
      );
  });

  it.each([
    ['$gone', 'returned nothing (undefined).'],
    ['$states.result', 'returned nothing (undefined).'],
    ['function($x) { $x }', 'returned an unsupported result type.'],
    ['$sum', 'returned an unsupported result type.'],
    ['{"f": $sum}', 'returned an unsupported result type.'],
    ['/a+/', 'returned an unsupported result type.'],
    [
      '1 + "a"',
      'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number',
    ],
    ['$error("mine")', 'threw an error during evaluation. D3137: mine'],
    [
      '$range(1, 500000, 1)',
      'threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
    ],
    ['$range(5, 1, 1)', 'returned nothing (undefined).'],
    ['$range(1, 5, 0)', 'returned nothing (undefined).'],
    ['$range(1, 5)', 'returned nothing (undefined).'],
    [
      '$range(1)',
      'threw an error during evaluation. T0410: Argument 2 of function "range" does not match function signature',
    ],
    ['$partition([], 2)', 'returned nothing (undefined).'],
    ['$partition([1], 0)', 'returned nothing (undefined).'],
    ['$partition([1], -0.5)', 'returned nothing (undefined).'],
    ['$partition([1], -1)', 'threw an error during evaluation. D3137: Second argument must be zero or greater'],
    ['$hash("a")', 'returned nothing (undefined).'],
    ['$hash("a", "md5")', 'threw an error during evaluation. D3137: Unsupported hash algorithm: md5'],
    ['$parse()', 'returned nothing (undefined).'],
    ['$parse("")', 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$parse("[1] [2]")', 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$parse(\'{"a":[{"b":1,"b":2}]}\')', 'threw an error during evaluation. D3137: Invalid JSON'],
    ['$parse("1e400")', 'threw an error during evaluation. D3137: Invalid JSON'],
    [
      '$parse("[9007199254740993]")',
      'threw an error during evaluation. D3137: The number 9007199254740993 cannot be kept exactly here: pass it as a string.',
    ],
  ])('%s fails as AWS words it', async (source, why) => {
    expect(await failure(source)).toBe(
      `States.QueryEvaluationError: The JSONata expression '${source}' specified for the field 'Output' ${why}`,
    );
  });

  it('stops an expression after a second', async () => {
    let now = 0;
    const source = '($f := function() { $f() }; $f())';
    expect(await failure(source, { host: { monotonic: () => (now += 100) } })).toContain(
      'evaluation: Expression evaluation timeout: Check for infinite loop',
    );
  });

  it.each([
    ['a sum', (deep: number) => `1${'+1'.repeat(deep - 1)}`],
    ['parentheses', (deep: number) => `${'('.repeat(deep - 1)}1${')'.repeat(deep - 1)}`],
    ['arrays', (deep: number) => `${'['.repeat(deep - 1)}1${']'.repeat(deep - 1)}`],
    ['calls', (deep: number) => `1${'~>$string'.repeat(deep - 1)}`],
  ])('nests %s a hundred deep at most', async (_what, write) => {
    expect(await failure(write(100))).toMatch(/^gave/);
    expect(await failure(write(101))).toContain('threw an error during evaluation: Stack overflow error: Check for');
  });

  it('lets a function that is no loop call itself 31 times', async () => {
    const source = (times: number): string => `($f := function($x) { $x <= 0 ? 0 : 1 + $f($x-1) }; $f(${times}))`;
    expect(await evaluate(source(31))).toBe(31);
    expect(await failure(source(32))).toContain('Stack overflow error');
  });

  it.each([
    ['1 +', 3],
    ['$states.input.', 14],
    ['"open', 5],
    ['$eval("1")', 0],
    ['$x ~> $eval', 6],
    ['a ** b', 2],
  ])('refuses %s at %i', (source, offset) => {
    const result = compileJsonata(source, 'Output');
    expect(result.ok ? 'accepted' : result.problems[0]?.offset).toBe(offset);
  });

  it('lets a name that the expression binds be called $eval', async () => {
    expect(await evaluate('($eval := function($x) { $x }; $eval(1))')).toBe(1);
  });

  it('never throws, whatever the text', () => {
    const start = fc.constantFrom('', '$states.', '(', '{"a": ', '$map(', '/');
    fc.assert(
      fc.property(start, fc.string(), (head, tail) => {
        compileJsonata(head + tail, 'Output');
      }),
      { numRuns: 2_000 },
    );
    compileJsonata('('.repeat(50_000), 'Output');
  });

  it('says what type was expected', () => {
    expect(unexpectedType('$x', 'Items', 'array', { a: 1 }).cause).toBe(
      "The JSONata expression '$x' specified for the field 'Items' returned an unexpected result type. " +
        `Expected 'array', but was 'object' for value: {"a":1}`,
    );
  });
});

describe('the text of a JSONata expression', () => {
  it.each([
    ['{% 1 %}', true],
    ['{%1%}', true],
    ['{%%}', true],
    ['{%}', false],
    [' {% 1 %}', false],
    ['{% 1 %} ', false],
  ])('%j: %s', (text, is) => {
    expect(isJsonataText(text)).toBe(is);
  });

  it('is what stands within, without blanks', () => {
    expect(jsonataSource('{%\n  $x %}')).toEqual({ source: '$x', offset: 5 });
  });
});

describe('what a JSONata expression reads', () => {
  it.each<[string, JsonObject]>([
    ['$x + $y.z', { variables: ['x@0', 'y@5'] }],
    ['$states.input.a.b[0].c', { input: ['a.b@0'] }],
    ['$states.context.State.Name & $states.result.r', { context: ['State.Name@0'], result: ['r@29'] }],
    ['$states.errorOutput', { errorOutput: ['@0'] }],
    ['$states', { input: ['@0'], context: ['@0'] }],
    ['$map($list, function($v, $i) { $v + $i + $k })', { variables: ['list@5', 'k@41'] }],
    ['($a := $b; $c := $a; $c + $d)', { variables: ['b@7', 'd@26'] }],
    ['($a; $a := 1)', { variables: ['a@1'] }],
    ['$states.input.items@$i.{"x": $i.n, "y": $z}', { variables: ['z@40'], input: ['items@0'] }],
    ['$states.input.items#$n[$n < $most]', { variables: ['most@28'], input: ['items@0'] }],
    ['$states.input.items[id = $wanted].name', { variables: ['wanted@25'], input: ['items@0'] }],
    ['$states.input.items^(>$key)', { variables: ['key@22'], input: ['items@0'] }],
    ['$o ~> |$|{"a": $v}|', { variables: ['o@0', 'v@15'] }],
    ['$sum($count)', {}],
  ])('%s', (source, expected) => {
    const { variables, input, context, result, errorOutput } = compiled(compileJsonata(source, 'x')).references;
    const all = Object.entries({ variables, input, context, result, errorOutput });
    const shown = all.map(([kind, list]) => [kind, list.map(({ name, offset }) => `${name}@${offset}`)] as const);
    expect(Object.fromEntries(shown.filter(([, list]) => list.length > 0))).toEqual(expected);
  });
});

describe('EvaluationGate', () => {
  it('lets so many in at once and all of them through, failures too', async () => {
    const gate = new EvaluationGate(3);
    let inside = 0;
    let most = 0;
    const task = async (index: number): Promise<number> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside--;
      if (index === 4) throw new Error('four');
      return index;
    };
    const settled = await Promise.allSettled(Array.from({ length: 20 }, (_item, index) => gate.run(() => task(index))));
    expect(most).toBe(3);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await gate.run(() => Promise.resolve('after'))).toBe('after');
  });
});
