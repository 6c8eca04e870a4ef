import { describe, expect, it } from 'vitest';
import { brief, machineOf, validateText } from './validate-text.ts';

const TASK = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' };

function check(states: Record<string, unknown>, more: Record<string, unknown> = {}): string[] {
  return brief(validateText(machineOf(states, more)));
}

it('says on one line what quotes a name of several', () => {
  const messages = validateText('{"StartAt":"a\\nb","States":{"a\\nb":{"Type":"Pass","Next":"c\\r\\n d"}}}').map(
    ({ message }) => message,
  );
  expect(messages).toContain("Missing 'Next' target: c d");
});

describe('structure', () => {
  it('says nothing about a machine that is right, in either language', () => {
    expect(check({ A: { ...TASK, Next: 'B' }, B: { Type: 'Succeed' } })).toEqual([]);
    expect(
      check(
        { A: { ...TASK, Arguments: '{% $states.input %}', Output: { n: '{% 1 + 1 %}' }, End: true } },
        { QueryLanguage: 'JSONata' },
      ),
    ).toEqual([]);
  });

  it('words what AWS was seen to say as AWS does', () => {
    const messageOf = (text: string): string | undefined => validateText(text)[0]?.message;
    expect(messageOf('')).toBe('Definition must be a valid JSON object');
    expect(messageOf('{"States":{"A":{"Type":"Pass","End":true}}}')).toBe('These fields are required: [StartAt]');
    expect(messageOf(machineOf({ A: { Type: 'Wait', Timestamp: '2016-13-05T21:29:29Z', End: true } }))).toBe(
      'String does not match RFC3339 timestamp',
    );
    expect(messageOf(machineOf({ A: { Type: 'Pass', Catch: [], End: true } }))).toBe("Field 'Catch' is not supported");
    expect(messageOf(machineOf({ A: { Type: 'Pass', Output: 1, End: true } }))).toBe(
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
    );
  });

  it('says so where the text begins, not over all of its lines', () => {
    const [finding] = validateText('  [\n  1,\n  2\n]\n');
    expect(finding).toMatchObject({ start: 2, end: 3 });
  });

  it('points at a mistyped key once, and not at what it leaves missing', () => {
    expect(check({ A: { Type: 'Task', Resorce: 'arn:aws:states:::lambda:invoke', End: true } })).toEqual([
      'error SCHEMA_VALIDATION_FAILED /States/A/Resorce',
    ]);
  });

  it('looks at nothing inside of payloads', () => {
    const payload = { States: { X: 1 }, Branches: 2, Next: 'nowhere', Type: 'None', Iterator: {} };
    expect(
      check({ A: { Type: 'Pass', Result: payload, Next: 'B' }, B: { ...TASK, Parameters: payload, End: true } }),
    ).toEqual([]);
  });

  it.each([
    [
      'two of a group',
      { ...TASK, TimeoutSeconds: 5, TimeoutSecondsPath: '$.t', End: true },
      '/States/A/TimeoutSecondsPath',
    ],
    ['none of a group', { Type: 'Wait', End: true }, '/States/A'],
    ['a number that is too small', { ...TASK, TimeoutSeconds: 0, End: true }, '/States/A/TimeoutSeconds'],
    ['text for a number', { ...TASK, TimeoutSeconds: '5', End: true }, '/States/A/TimeoutSeconds'],
    ['a fraction for an integer', { Type: 'Wait', Seconds: 1.5, End: true }, '/States/A/Seconds'],
    [
      'no such value',
      { ...TASK, Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'HALF' }], End: true },
      '/States/A/Retry/0/JitterStrategy',
    ],
    ['no list', { ...TASK, Catch: {}, End: true }, '/States/A/Catch'],
    ['an empty list', { Type: 'Parallel', Branches: [], End: true }, '/States/A/Branches'],
    ['an unknown type', { Type: 'Tusk', End: true }, '/States/A/Type'],
    ['no Variable', { Type: 'Choice', Choices: [{ IsNull: true, Next: 'A' }], Default: 'A' }, '/States/A/Choices/0'],
  ])('rejects %s', (_name, state, pointer) => {
    expect(check({ A: state }).filter((finding) => finding.includes('SCHEMA'))).toEqual([
      `error SCHEMA_VALIDATION_FAILED ${pointer}`,
    ]);
  });

  it('takes a substitution wherever a value may stand', () => {
    const text = `{"StartAt": "\${First}", "States": {"A": {"Type": "Task", "Resource": {"Fn::GetAtt": ["F", "Arn"]},
      "TimeoutSeconds": "\${Seconds}", "Retry": \${Retry}, "Next": "\${Next}"}, "B": {"Type": "Map",
      "MaxConcurrency": {"Ref": "Limit"}, "ItemProcessor": {"Fn::Sub": "x"}, "End": true}}}`;
    expect(validateText(text).filter(({ severity }) => severity === 'error')).toEqual([]);
    const yaml =
      'StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: !GetAtt F.Arn\n    TimeoutSeconds: !Ref T\n    End: true\n';
    expect(validateText(yaml, 'yaml')).toEqual([]);
  });

  it('gives the same findings, at the keys, in YAML', () => {
    const text = 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Reslt: 1 # a note\n    End: true\n';
    const [finding, ...rest] = validateText(text, 'yaml');
    expect(rest).toEqual([]);
    expect(text.slice(finding?.start, finding?.end)).toBe('Reslt');
  });
});

describe('jumps', () => {
  const end = { Type: 'Succeed' };

  it('finds targets that are not there, and states that nothing reaches, also in circles', () => {
    expect(check({ A: { Type: 'Pass', Next: 'Z' }, B: end })).toEqual([
      'error MISSING_TRANSITION_TARGET /States/A/Next',
      'error MISSING_TRANSITION_TARGET /States/B',
    ]);
    expect(check({ A: end, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } })).toEqual([
      'error MISSING_TRANSITION_TARGET /States/B',
      'error MISSING_TRANSITION_TARGET /States/C',
    ]);
  });

  it('sees the walls of a Map', () => {
    const inner = { StartAt: 'B', States: { B: { Type: 'Pass', Next: 'A' }, C: end } };
    const findings = validateText(machineOf({ M: { Type: 'Map', ItemProcessor: inner, Next: 'A' }, A: end }));
    expect(findings[0]?.message).toContain('another scope');
  });

  it('asks each scope for an end, and for names of its own', () => {
    const loop = { StartAt: 'B', States: { B: { Type: 'Pass', Next: 'B' } } };
    expect(check({ P: { Type: 'Parallel', Branches: [loop], End: true } })).toEqual([
      'error MISSING_END_STATE /States/P/Branches/0',
    ]);
    const branch = { StartAt: 'A', States: { A: end } };
    expect(check({ A: { Type: 'Parallel', Branches: [branch], End: true } })).toEqual([
      'error DUPLICATE_STATE_NAME /States/A/Branches/0/States/A',
    ]);
  });

  it('names a key that is written twice, in whatever object', () => {
    const text = `{"StartAt": "A", "StartAt": "A", "States": {
      "A": {"Type": "Pass", "Parameters": {"x": [{"y": 1, "y": 2}]}, "Next": "B"},
      "B": {"Type": "Nope", "Comment": "", "Comment": ""}
    }}`;
    expect(brief(validateText(text)).filter((line) => line.includes('DUPLICATE_KEY'))).toEqual([
      'error DUPLICATE_KEY /StartAt',
      'error DUPLICATE_KEY /States/A/Parameters/x/0/y',
      'error DUPLICATE_KEY /States/B/Comment',
    ]);
  });

  it('names a state that is written twice, once', () => {
    const text = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Succeed"}}}';
    expect(brief(validateText(text))).toEqual(['error DUPLICATE_STATE_NAME /States/A']);
  });
});
