import { expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { JsonObject } from '../../../src/asl/json.ts';
import { toAwsDiagnostics, type AwsDiagnostic } from '../../../src/validation/aws-diagnostics.ts';
import { distributedMap, machineOf, validateText } from './validate-text.ts';

const answer = (text: string): AwsDiagnostic[] =>
  toAwsDiagnostics(validateText(text), parseDefinition(text, 'json').root);

it('answers in the words and with the places of AWS', () => {
  expect(answer('')).toEqual([
    { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' },
  ]);
  expect(answer('{"States":{"A":{"Type":"Pass","End":true}}}')).toEqual([
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'These fields are required: [StartAt]',
      location: '/',
    },
  ]);
  expect(
    answer(machineOf({ A: { Type: 'Pass', Reslt: 1, Parameters: { 'p.$': "States.Format('" }, End: true } })),
  ).toEqual([
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: "Field 'Reslt' is not supported",
      location: '/States/A',
    },
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: "The value for the field 'p.$' must be a valid JSONPath or a valid intrinsic function call",
      location: '/States/A/Parameters',
    },
  ]);
});

it('leaves out what AWS does not look for', () => {
  expect(answer(machineOf({ M: distributedMap({ ResultWriter: undefined }) }))).toEqual([]);
});

/** Each diagnostic as `CODE: message at place`. */
function refusals(states: JsonObject): string[] {
  const text = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] ?? '', States: states });
  return answer(text).map(({ code, message, location }) => `${code}: ${message} at ${location ?? ''}`);
}

const DONE = { Type: 'Pass', End: true };
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' } };

it.each<[string, JsonObject, string[]]>([
  [
    'phone[0]',
    { E: { ...DONE, Output: { v: '{% phone[0] %}' } } },
    ["Reference to 'phone' at the top level is not supported. at /States/E/Output/v"],
  ],
  [
    'within an array',
    { E: { ...DONE, Output: { a: { b: ['{% phone %}'] } } } },
    ["Reference to 'phone' at the top level is not supported. at /States/E/Output/a/b[0]"],
  ],
  [
    '$.phone',
    { E: { ...DONE, Output: '{% $.phone %}' } },
    ["Reference to '$' at the top level is not supported. at /States/E/Output"],
  ],
  [
    '$$',
    { E: { ...DONE, Output: '{% $$ %}' } },
    ["Reference to '$$' at the top level is not supported. at /States/E/Output"],
  ],
  [
    'each name once',
    { E: { ...DONE, Assign: { v: '{% $sum([aaa, {"k": bbb}]) + aaa %}' } } },
    [
      "Reference to 'aaa' at the top level is not supported. at /States/E/Assign/v",
      "Reference to 'bbb' at the top level is not supported. at /States/E/Assign/v",
    ],
  ],
  [
    'a condition',
    { C: { Type: 'Choice', Choices: [{ Condition: '{% phone = 1 %}', Next: 'E' }], Default: 'E' }, E: DONE },
    ["Reference to 'phone' at the top level is not supported. at /States/C/Choices[0]/Condition"],
  ],
  [
    'a state in a branch',
    {
      P: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'B', States: { B: { ...DONE, Output: '{% phone %}' } } }],
        End: true,
      },
    },
    ["Reference to 'phone' at the top level is not supported. at /States/P/Branches[0]/States/B/Output"],
  ],
  [
    'a result where there is none',
    { E: { ...DONE, Output: '{% $states.result %}' } },
    ["Field '$states.result' does not exist. at /States/E/Output"],
  ],
  [
    'an error where there is none',
    { E: { ...TASK, Output: '{% $states.errorOutput.Cause %}', End: true } },
    ["Field '$states.errorOutput' does not exist. at /States/E/Output"],
  ],
])('refuses what JSONata has nothing to read from: %s', (_what, states, expected) => {
  expect(refusals(states)).toEqual(expected.map((each) => `UNSUPPORTED_JSONATA_EXPRESSION: ${each}`));
});

it.each([
  '$states.input.phone',
  '$states.input.items[phone > 3].{"n": name}',
  '$map($states.input.a, function($x) { $x.phone })',
  '$states.input.a ~> $filter(function($v) { $v.ok })',
  '$states.input.a^(>price).name',
  '($x := $states.input; $x.phone)',
  '$phone',
])('lets %s pass', (expression) => {
  expect(refusals({ E: { ...DONE, Output: `{% ${expression} %}` } })).toEqual([]);
});

it('knows where there is a result, and where an error', () => {
  const caught = { ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Cause %}', Next: 'E' };
  expect(
    refusals({ T: { ...TASK, Output: '{% $states.result.Payload %}', Catch: [caught], Next: 'E' }, E: DONE }),
  ).toEqual([]);
});

it('gives what JSONata says of its syntax, without its code', () => {
  expect(refusals({ E: { ...DONE, Output: { v: '{% $a[1,2) %}' } } })).toEqual([
    'INVALID_JSONATA_EXPRESSION: Expected "]", got "," at /States/E/Output/v',
  ]);
});
