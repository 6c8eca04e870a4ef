import { describe, expect, it } from 'vitest';
import type { State } from '../../../../src/asl/definition.ts';
import { describeVariableReferences, readVariables } from '../../../../src/asl/expressions/variable-reads.ts';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import type { JsonObject } from '../../../../src/asl/json.ts';

function define(states: JsonObject): ReturnType<typeof parseDefinition> {
  return parseDefinition(JSON.stringify({ StartAt: 'A', States: states }), 'json');
}

function onlyState(state: JsonObject): State {
  const [first] = define({ A: state }).machine?.states ?? [];
  if (first === undefined) throw new Error('The definition has no state');
  return first;
}

function reads(state: JsonObject): string[] {
  return readVariables(onlyState(state)).map(({ name, pointer, offset }) => `${pointer.slice(9)} ${name}@${offset}`);
}

describe('readVariables', () => {
  it('looks into the paths and templates of JSONPath', () => {
    const state = {
      Type: 'Task',
      Comment: '$comment',
      Resource: 'arn:aws:states:::lambda:invoke',
      InputPath: '$in',
      Parameters: { 'a.$': "States.Format('{}', $one.x)", b: '$constant', c: [{ 'd.$': '$two' }] },
      ResultSelector: { 'e.$': '$.result' },
      ResultPath: '$.written',
      OutputPath: '$out',
      Assign: { 'n.$': '$n' },
      Catch: [{ ErrorEquals: ['States.ALL'], Assign: { 'caught.$': '$before' }, Next: 'A' }],
    };
    expect(reads(state)).toEqual([
      '/InputPath in@0',
      '/Parameters/a.$ one@20',
      '/Parameters/c/0/d.$ two@0',
      '/OutputPath out@0',
      '/Assign/n.$ n@0',
      '/Catch/0/Assign/caught.$ before@0',
    ]);
  });

  it('looks into nested Choice rules', () => {
    const rule = { And: [{ Variable: '$a', StringEqualsPath: '$b' }, { Not: { Variable: '$c', IsNull: true } }] };
    expect(reads({ Type: 'Choice', Choices: [{ ...rule, Next: 'A' }] })).toEqual([
      '/Choices/0/And/0/Variable a@0',
      '/Choices/0/And/0/StringEqualsPath b@0',
      '/Choices/0/And/1/Not/Variable c@0',
    ]);
  });

  it('looks into the expressions of JSONata, counted from the start of the string', () => {
    const state = {
      Type: 'Wait',
      QueryLanguage: 'JSONata',
      Seconds: '{% $wait %}',
      Output: { x: '{%$states.input.a + $y%}', constant: '$no' },
    };
    expect(reads(state)).toEqual(['/Seconds wait@3', '/Output/x y@20']);
  });

  it('leaves out what cannot be compiled and what is substituted', () => {
    expect(reads({ Type: 'Pass', Parameters: { 'a.$': '$x[', 'b.$': '${Name}' } })).toEqual([]);
  });
});

describe('describeVariableReferences', () => {
  it('lists names by state, sorted and once, the states within a Map by themselves', () => {
    const inner = { In: { Type: 'Pass', Parameters: { 'x.$': '$z', 'y.$': '$a', 'w.$': '$z.more' }, End: true } };
    const map = {
      Type: 'Map',
      MaxConcurrencyPath: '$most',
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'In', States: inner },
      End: true,
    };
    expect(describeVariableReferences(define({ A: map, None: { Type: 'Succeed' } }))).toEqual({
      A: ['most'],
      In: ['a', 'z'],
    });
  });
});
