import { describe, expect, it } from 'vitest';
import type { TemplateOptions } from '../../../../src/asl/expressions/expression.ts';
import { compileTemplate } from '../../../../src/asl/expressions/templates.ts';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { compiled, scopeOf } from './scope.ts';

const PATHS: TemplateOptions = { queryLanguage: 'JSONPath', field: 'Parameters' };
const JSONATA: TemplateOptions = { queryLanguage: 'JSONata', field: 'Output' };
const SCOPE = scopeOf({ a: { b: 1 }, list: [1, 2] }, { context: { State: { Name: 'S' } }, variables: { v: 'var' } });

function problems(template: JsonValue, options: TemplateOptions): unknown {
  const result = compileTemplate(template, options);
  return result.ok ? 'accepted' : result.problems.map(({ pointer, offset }) => `${pointer}@${offset}`);
}

describe('templates of JSONPath', () => {
  it('evaluate keys that end in .$ at any depth and leave the rest', () => {
    const template = {
      'all.$': '$',
      'name.$': '$$.State.Name',
      plain: '$.a',
      deep: [{ 'x.$': '$v', y: 2 }, 'States.UUID()', { 'n.$': 'States.ArrayLength($.list)' }],
    };
    expect(compiled(compileTemplate(template, PATHS)).evaluate(SCOPE)).toEqual({
      all: SCOPE.input,
      name: 'S',
      plain: '$.a',
      deep: [{ x: 'var', y: 2 }, 'States.UUID()', { n: 2 }],
    });
  });

  it('share constant parts', () => {
    const template = { constant: { big: [1, 2, 3] }, 'a.$': '$.a' };
    const value = compiled(compileTemplate(template, PATHS)).evaluate(SCOPE) as typeof template;
    expect(value.constant).toBe(template.constant);
    const constant = compiled(compileTemplate(template.constant, PATHS));
    expect(constant.constant).toBe(true);
    expect(constant.evaluate(SCOPE)).toBe(template.constant);
  });

  it('name every wrong value, with its place', () => {
    const template = { 'a.$': '$.x[', b: { 'c/d.$': 5 }, list: [{ 'e.$': "States.Format('{}'" }], 'f.$': '$.ok' };
    expect(problems(template, PATHS)).toEqual(['/a.$@4', '/b/c~1d.$@0', '/list/0/e.$@18']);
  });

  it('refuse two keys that become one', () => {
    expect(problems({ a: 1, 'a.$': '$' }, PATHS)).toEqual(['@0']);
  });

  it('name the key of a path that leads nowhere', () => {
    const template = compiled(compileTemplate({ deep: { 'x.$': '$.gone' } }, PATHS));
    expect(() => template.evaluate(scopeOf({}))).toThrow(
      "States.Runtime: The JSONPath '$.gone' specified for the field 'x.$' could not be found in the input '{}'",
    );
  });

  it('keep a key that is called __proto__', () => {
    const template = JSON.parse('{"__proto__.$": "$.a"}') as JsonValue;
    expect(JSON.stringify(compiled(compileTemplate(template, PATHS)).evaluate(SCOPE))).toBe('{"__proto__":{"b":1}}');
  });
});

describe('templates of JSONata', () => {
  it('evaluate {% %} at any depth and leave the rest', async () => {
    const template = {
      direct: '{% $states.input.a.b + 1 %}',
      awaited: ['{%$map($states.input.list, function($x) { $x * 2 })%}', ' {% 1 %} ', null],
      'key.$': '$.a',
      last: '{% $v %}',
    };
    const value = await compiled(compileTemplate(template, JSONATA)).evaluate(SCOPE);
    expect(value).toEqual({ direct: 2, awaited: [[2, 4], ' {% 1 %} ', null], 'key.$': '$.a', last: 'var' });
    expect(JSON.stringify(value)).toBe('{"direct":2,"awaited":[[2,4]," {% 1 %} ",null],"key.$":"$.a","last":"var"}');
  });

  it('give a plain value where nothing has to be awaited', () => {
    const template = compiled(compileTemplate({ a: '{% $states.input.a %}' }, JSONATA));
    expect(template.evaluate(SCOPE)).toEqual({ a: { b: 1 } });
  });

  it('name every wrong expression, with its place in the string', () => {
    expect(problems({ a: '{%  1 + %}', b: ['{% $eval("1") %}'] }, JSONATA)).toEqual(['/a@7', '/b/0@3']);
  });

  it('name the field of an expression that gives nothing', async () => {
    const template = compiled(compileTemplate({ x: { y: '{% $nope %}' } }, JSONATA));
    await expect(async () => template.evaluate(SCOPE)).rejects.toThrow(
      "The JSONata expression '$nope' specified for the field 'Output/x/y' returned nothing (undefined).",
    );
  });
});
