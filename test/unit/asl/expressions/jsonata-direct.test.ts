import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import type { AstNode } from '../../../../src/asl/expressions/jsonata-ast.ts';
import { compileDirect, statesObject } from '../../../../src/asl/expressions/jsonata-direct.ts';
import { NOT_DIRECT } from '../../../../src/asl/expressions/jsonata-direct-result.ts';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { scopeOf } from './scope.ts';

/** Texts of expressions that the direct way may take, over operands that it may or may not be able to work on. */
const operand = fc.oneof(
  fc.constantFrom('$states.input.a', '$states.input.b.c', '$states.input', '$v', '$v.c', '$states.context.x', '$w'),
  fc.constantFrom('1', '2.5', '-3', '0', '"text"', '""', 'true', 'false', 'null', '$gone', '$states.result.r'),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    operand,
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '<', '<=', '>', '>=', '=', '!=', '&', 'and', 'or'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a} ? ${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{"x": ${a}, "y": ${b}}`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    tie('expression').map((inner) => `-(${inner})`),
    fc
      .tuple(
        fc.constantFrom('string', 'merge', 'sum', 'max', 'min', 'count', 'not', 'length', 'uppercase', 'exists'),
        tie('expression'),
      )
      .map(([name, inner]) => `$${name}(${inner})`),
    fc
      .tuple(fc.constantFrom('contains', 'append'), tie('expression'), tie('expression'))
      .map(([name, a, b]) => `$${name}(${a}, ${b})`),
  ),
}));

const value: fc.Arbitrary<JsonValue> = fc.oneof(
  { maxDepth: 3 },
  fc.constantFrom(null, true, false, 0, 1, -2, 1.5, '', 'text', 'x', {}),
  fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom('s', null, [1], { c: 1 })), { maxLength: 3 }),
  fc.record({ c: fc.oneof(fc.integer(), fc.constantFrom('t', null, [1, 2], [{ c: 1 }], { d: 1 })) }),
);

describe('the direct way of JSONata', () => {
  it('gives what JSONata gives, wherever it gives anything', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(expression, fc.record({ a: value, b: value }), value, value, async (source, input, v, w) => {
        const library = jsonata(source);
        const direct = compileDirect(library.ast() as unknown as AstNode);
        if (direct === undefined) return;
        const variables: JsonObject = { v, w };
        const scope = scopeOf(input, { context: { x: 'ctx' }, variables, result: { r: 1 } });
        const result = direct(scope);
        if (result === NOT_DIRECT) return;
        compared++;
        const expected: unknown = await library.evaluate(undefined, { states: statesObject(scope), ...variables });
        expect({ source, text: JSON.stringify(result) }).toEqual({ source, text: JSON.stringify(expected) });
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(200);
  });

  it.each(['$states.input.a[0]', '$states.input.a[]', '$', '$$', '$states.input.*', '[1..3]', '$a ~> $sum', '$f(1)'])(
    'leaves %s to JSONata',
    (source) => {
      expect(compileDirect(jsonata(source).ast() as unknown as AstNode)).toBeUndefined();
    },
  );

  it('takes what states mostly hold', () => {
    const scope = scopeOf({ a: { b: [1, 2] }, n: 2 }, { variables: { v: 'x' } });
    const source = '{"list": $states.input.a.b, "big": $states.input.n > 1 ? $v & "!" : null}';
    const direct = compileDirect(jsonata(source).ast() as unknown as AstNode);
    expect(direct?.(scope)).toEqual({ list: [1, 2], big: 'x!' });
  });
});
