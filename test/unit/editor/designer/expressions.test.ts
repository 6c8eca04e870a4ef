import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import { evaluateExpression, suggestExpression } from '../../../../src/editor/designer/expressions.ts';

const machine = (language: 'JSONPath' | 'JSONata') =>
  parseDefinition(
    JSON.stringify({
      QueryLanguage: language,
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { total: 1 }, Next: 'Use "it"' },
        'Use "it"': { Type: 'Pass', End: true },
      },
    }),
    'json',
  );
const STATE = '/States/Use "it"';

async function suggest(language: 'JSONPath' | 'JSONata', key: string, text: string) {
  const found = await suggestExpression(machine(language), { object: STATE, key, text, offset: text.length });
  return found.map(({ label, insert, start }) => ({ label, written: text.slice(0, start) + insert }));
}

describe('suggestExpression', () => {
  it('offers variables and functions of JSONata, in the place of what is typed of them', async () => {
    const found = await suggest('JSONata', 'Output', '{% $tot');
    expect(found).toContainEqual({ label: '$total', written: '{% $total' });
    const functions = await suggest('JSONata', 'Output', '{% "é" & $uppercas');
    expect(functions.map(({ written }) => written)).toEqual(['{% "é" & $uppercase(str)']);
  });

  it('offers them after a text with quotation marks in it', async () => {
    const found = await suggest('JSONata', 'Output', String.raw`{% "a \"b\" c" & $tot`);
    expect(found).toContainEqual({ label: '$total', written: String.raw`{% "a \"b\" c" & $total` });
    expect(await suggest('JSONata', 'Output', String.raw`{% "a \"b & $tot`)).toEqual([]);
  });

  it('offers the context object in JSONPath', async () => {
    const found = await suggest('JSONPath', 'InputPath', '$$.Execu');
    expect(found.map(({ written }) => written)).toContain('$$.Execution');
  });

  it('has nothing to say where the object is gone', async () => {
    const request = { object: '/States/Gone', key: 'Output', text: '{% $', offset: 4 };
    expect(await suggestExpression(machine('JSONata'), request)).toEqual([]);
    expect(await suggestExpression(parseDefinition('', 'json'), request)).toEqual([]);
  });
});

describe('evaluateExpression', () => {
  const evaluate = (language: 'JSONPath' | 'JSONata', text: string, input: string, pointer = STATE) =>
    evaluateExpression(machine(language), { pointer, text, input });

  it.each([
    ['JSONata', '{% $states.input.rows[0].id %}', '{"rows":[{"id":7}]}', '7'],
    ['JSONata', '{% $sum($states.input) %}', '[1,2,3]', '6'],
    ['JSONata', 'plain text', '{}', '"plain text"'],
    ['JSONPath', '$.rows[*].id', '{"rows":[{"id":7},{"id":8}]}', '[7,8]'],
    ['JSONPath', "States.Format('{}-{}', $.a, 1)", '{"a":"x"}', '"x-1"'],
    ['JSONPath', '$', '', '{}'],
  ] as const)('gives of %s %s on %s: %s', async (language, text, input, value) => {
    const result = await evaluate(language, text, input);
    expect(result.error).toBeUndefined();
    expect(JSON.parse(result.value!)).toEqual(JSON.parse(value));
  });

  it.each([
    ['JSONata', '{% $states.input. %}', '{}'],
    ['JSONata', '{% $error("no") %}', '{}'],
    ['JSONPath', '$.missing', '{}'],
    ['JSONPath', '$[', '{}'],
    ['JSONPath', '$.a', '{a'],
    ['JSONPath', '$.a', '{}', '/States/Gone'],
  ] as const)('says in one line why %s %s has no value on %s', async (language, text, input, pointer?: string) => {
    const { value, error } = await evaluate(language, text, input, pointer);
    expect(value).toBeUndefined();
    expect(error).toMatch(/^[^\n]+$/);
  });
});
