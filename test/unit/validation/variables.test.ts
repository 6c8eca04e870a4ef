import { describe, expect, it } from 'vitest';
import { brief, distributedMap, machineOf, validateText } from './validate-text.ts';

function mapThatReads(state: Record<string, unknown>, mode: 'INLINE' | 'DISTRIBUTED', more = {}): string {
  const config = mode === 'DISTRIBUTED' ? { Mode: mode, ExecutionType: 'STANDARD' } : { Mode: mode };
  const map = distributedMap({
    ItemProcessor: { ProcessorConfig: config, StartAt: 'W', States: { W: { ...state, End: true } } },
  });
  const inline = { Type: 'Map', ItemProcessor: map.ItemProcessor, End: true };
  return machineOf({ A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' }, M: mode === 'INLINE' ? inline : map }, more);
}

describe('variables', () => {
  const read = { Type: 'Pass', Parameters: { deep: [{ 'y.$': '$x' }], text: 'costs $x' } };

  it('are seen through an inline Map, and not through a distributed one', () => {
    expect(brief(validateText(mapThatReads(read, 'INLINE')))).toEqual([]);
    expect(brief(validateText(mapThatReads(read, 'DISTRIBUTED')))).toEqual([
      'error OUTER_VARIABLE /States/M/ItemProcessor/States/W/Parameters/deep/0/y.$',
    ]);
  });

  it('may have the same name inside', () => {
    const own = { Type: 'Pass', Assign: { x: 2 }, InputPath: '$x' };
    expect(brief(validateText(mapThatReads(own, 'DISTRIBUTED')))).toEqual([
      // What a state assigns is for those after it.
      'warning UNDEFINED_VARIABLE /States/M/ItemProcessor/States/W/InputPath',
    ]);
    expect(brief(validateText(mapThatReads({ ...own, InputPath: '$' }, 'INLINE')))).toEqual([
      'info SHADOWED_VARIABLE /States/M/ItemProcessor/States/W/Assign/x',
    ]);
  });

  it('have a value only after a state that assigns them', () => {
    const check = (states: Record<string, unknown>): string[] =>
      brief(validateText(machineOf(states, { QueryLanguage: 'JSONata' })));
    const set = { Type: 'Pass', Assign: { x: 1 } };
    const read = { Type: 'Pass', Output: '{% $x %}' };
    expect(check({ A: { ...set, Next: 'B' }, B: { ...read, End: true } })).toEqual([]);
    expect(check({ A: { ...read, Next: 'B' }, B: { ...set, End: true } })).toEqual([
      'warning UNDEFINED_VARIABLE /States/A/Output',
    ]);
    // Round a loop there is a way; whether it is taken nobody can tell.
    const loop = { Type: 'Choice', Choices: [{ Condition: '{% $states.input.again %}', Next: 'A' }], Default: 'D' };
    expect(check({ A: { ...read, Next: 'B' }, B: { ...set, Next: 'C' }, C: loop, D: { Type: 'Succeed' } })).toEqual([]);
    // Within a Map counts what is set before the Map.
    const map = { Type: 'Map', ItemProcessor: { StartAt: 'W', States: { W: { ...read, End: true } } } };
    expect(check({ A: { ...set, Next: 'M' }, M: { ...map, End: true } })).toEqual([]);
    expect(check({ M: { ...map, Next: 'A' }, A: { ...set, End: true } })).toEqual([
      'warning UNDEFINED_VARIABLE /States/M/ItemProcessor/States/W/Output',
    ]);
    // A catcher assigns for where it leads.
    const task = { Type: 'Parallel', Branches: [{ StartAt: 'P', States: { P: { Type: 'Succeed' } } }], End: true };
    const caught = { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Assign: { x: 1 }, Next: 'B' }] };
    expect(check({ A: caught, B: { ...read, End: true } })).toEqual([]);
  });

  it('are read in JSONata, where functions and bound names are none', () => {
    const output = '{% ($y := $sum([$x, 1]); $map([1], function($v) { $v + $y + $nowhere })) %}';
    const text = machineOf(
      { Z: { Type: 'Pass', Assign: { x: 1 }, Next: 'A' }, A: { Type: 'Pass', Output: output, End: true } },
      { QueryLanguage: 'JSONata' },
    );
    const findings = validateText(text);
    expect(brief(findings)).toEqual(['warning UNDEFINED_VARIABLE /States/A/Output']);
    expect(findings[0]?.message).toContain('$nowhere');
  });

  it('are named once for a string, and at each string', () => {
    const state = { Type: 'Pass', Output: { a: '{% $x + $x + $y %}', b: '{% $x %}' }, End: true };
    expect(brief(validateText(machineOf({ A: state }, { QueryLanguage: 'JSONata' })))).toEqual([
      'warning UNDEFINED_VARIABLE /States/A/Output/a',
      'warning UNDEFINED_VARIABLE /States/A/Output/a',
      'warning UNDEFINED_VARIABLE /States/A/Output/b',
    ]);
  });

  it('are read where a field holds a path, by whatever name', () => {
    const choice = { Type: 'Choice', Choices: [{ Not: { Variable: '$a', IsNull: true }, Next: 'B' }], Default: 'B' };
    expect(brief(validateText(machineOf({ A: choice, B: { Type: 'Fail', CausePath: '$_b' } })))).toEqual([
      'warning UNDEFINED_VARIABLE /States/A/Choices/0/Not/Variable',
      'warning UNDEFINED_VARIABLE /States/B/CausePath',
    ]);
  });

  it('may come from a catcher', () => {
    const work = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' };
    const caught = { ErrorEquals: ['States.ALL'], Assign: { 'why.$': '$.Cause' }, Next: 'B' };
    const text = machineOf({ A: { ...work, Catch: [caught], Next: 'B' }, B: { Type: 'Fail', CausePath: '$why' } });
    expect(brief(validateText(text))).toEqual([]);
  });
});

describe('a read that the text does not show as it is', () => {
  it.each([
    ['json', '"\\u0024gone"'],
    ['yaml', '"\\u0024gone"'],
    ['yaml', '"\\x24gone"'],
    ['yaml', '"$\\\n          gone"'],
  ] as const)('is found in %s: %s', (format, written) => {
    const text =
      format === 'json'
        ? `{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"x.$":${written}},"End":true}}}`
        : `StartAt: A\nStates:\n  A:\n    Type: Pass\n    Parameters:\n      x.$: ${written}\n    End: true\n`;
    expect(validateText(text, format).map(({ code }) => code)).toEqual(['UNDEFINED_VARIABLE']);
  });

  it('is found behind an alias', () => {
    const text =
      'StartAt: A\nStates:\n  A: &a\n    Type: Pass\n    Parameters: { x.$: $gone }\n    End: true\n  B:\n    <<: *a\n    Comment: b\n';
    const found = validateText(text, 'yaml').filter(({ code }) => code === 'UNDEFINED_VARIABLE');
    expect(found.map(({ pointer }) => pointer)).toEqual(['/States/A/Parameters/x.$', '/States/B/Parameters/x.$']);
  });
});
