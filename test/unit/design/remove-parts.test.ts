import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { planGesture } from '../../../src/design/plan-gesture.ts';
import { perform } from './perform.ts';

const JSON_TEXT = `{
  "StartAt": "Which",
  "States": {
    "Which": {
      "Type": "Choice",
      "Choices": [
        { "Variable": "$.a", "IsNull": true, "Next": "X" }, // first
        { "Variable": "$.b",   "IsNull": true, "Next": "Y" }, // kept
        { "Variable": "$.c", "IsNull": true, "Next": "X" },
        { "Variable": "$.d", "IsNull": true, "Next": "X" }
      ],
      "Default": "X"
    },
    "X": { "Type": "Pass", "End": true },
    "Y": { "Type": "Pass", "End": true }
  }
}
`;

const YAML_TEXT = `StartAt: T
States:
  T:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Catch:
      - ErrorEquals: [A] # one
        Next: H
      - ErrorEquals: [B] # two
        Next: H
    End: true
  H:
    Type: Fail
`;

const rules = (...indexes: number[]): string[] => indexes.map((index) => `/States/Which/Choices/${index}`);

describe('several parts that go at once', () => {
  it('leave the others as they are written', () => {
    const after = perform(JSON_TEXT, { kind: 'remove-parts', parts: rules(0, 3, 2) });
    expect(after).toContain('{ "Variable": "$.b",   "IsNull": true, "Next": "Y" }');
    expect([...after.matchAll(/"Variable": "(\$\.\w)"/g)].map(([, variable]) => variable)).toEqual(['$.b']);
    expect(after).toContain('// kept');
    expect(after.slice(after.indexOf('"Default"'))).toBe(JSON_TEXT.slice(JSON_TEXT.indexOf('"Default"')));
  });

  it('say how many they were', () => {
    const plan = planGesture(parseDefinition(JSON_TEXT, 'json'), { kind: 'remove-parts', parts: rules(0, 2, 3) });
    expect('says' in plan && plan.says).toBe('3 rules of "Which" went.');
    const one = planGesture(parseDefinition(JSON_TEXT, 'json'), { kind: 'remove-parts', parts: rules(0) });
    expect('says' in one && one.says).toBeUndefined();
  });

  it('take their list with them where it may be absent, and are refused where it may not', () => {
    const parts = ['/States/T/Catch/0', '/States/T/Catch/1'];
    expect(perform(YAML_TEXT, { kind: 'remove-parts', parts }, 'yaml')).toBe(
      YAML_TEXT.replace(/ {4}Catch:[^]*?(?= {4}End)/, ''),
    );
    expect(perform(JSON_TEXT, { kind: 'remove-parts', parts: rules(0, 1, 2, 3) })).toBe(
      'refused: "Which" needs a rule: these are all that it has.',
    );
    expect(perform(JSON_TEXT, { kind: 'remove-parts', parts: [...rules(0), '/States/X/Catch/0'] })).toBe(
      'refused: There is nothing at /States/X/Catch/0.',
    );
    expect(perform(JSON_TEXT, { kind: 'remove-parts', parts: rules(0, 7) })).toBe(
      'refused: There is nothing at /States/Which/Choices/7.',
    );
    expect(perform(JSON_TEXT, { kind: 'remove-parts', parts: [] })).toBe('refused: There is nothing to remove.');
  });
});
