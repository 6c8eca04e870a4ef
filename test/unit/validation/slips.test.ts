import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/asl/edits.ts';
import { brief, distributedMap, machineOf, validateText } from './validate-text.ts';

type States = Record<string, unknown>;
const JSONATA = { QueryLanguage: 'JSONata' };
const task = (resource: string, parameters: unknown): States => ({
  Type: 'Task',
  Resource: resource,
  Parameters: parameters,
  End: true,
});
const pass = (parameters: unknown): States => ({ Type: 'Pass', Parameters: parameters, End: true });
const output = (value: unknown): States => ({ Type: 'Pass', Output: value, End: true });
const caught = (catcher: States): States => ({
  ...task('arn:aws:states:::aws-sdk:s3:listBuckets', undefined),
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', ...catcher }],
});
const read = (reader: States): States => distributedMap({ ItemReader: { ...reader } });
const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

function check(state: States, more: States = {}): string[] {
  const states: States = 'Catch' in state ? { A: state, B: { Type: 'Succeed' } } : { A: state };
  return brief(validateText(machineOf(states, more)))
    .filter((each) => !each.startsWith('info '))
    .map((each) => each.replace('/States/A', ''));
}

describe('what people slip on', () => {
  it.each<[string, States, string]>([
    ['a topic for a function', task('arn:aws:sns:us-east-1:123456789012:t', {}), 'UNKNOWN_RESOURCE /Resource'],
    ['two colons for three', task('arn:aws:states::lambda:invoke', {}), 'UNKNOWN_RESOURCE /Resource'],
    ['a function without function:', task('arn:aws:lambda:us-east-1:1:F', {}), 'UNKNOWN_RESOURCE /Resource'],
    ['an action in Pascal case', task('arn:aws:states:::aws-sdk:s3:ListBuckets', {}), 'UNKNOWN_RESOURCE /Resource'],
    [
      'a mistyped parameter',
      task('arn:aws:states:::lambda:invoke', { FunctionName: 'f', PayLoad: 1 }),
      'UNKNOWN_PARAMETER /Parameters/PayLoad',
    ],
    [
      'a parameter of the SDK in camel case',
      task('arn:aws:states:::aws-sdk:s3:getObject', { 'bucket.$': '$.b' }),
      'UNKNOWN_PARAMETER /Parameters/bucket.$',
    ],
    ['too few values', pass({ 'a.$': "States.Format('{} {}', $.a)" }), 'FAILING_INTRINSIC /Parameters/a.$'],
    ['too many values', pass({ 'a.$': "States.Format('a \\{\\}', $.a)" }), 'FAILING_INTRINSIC /Parameters/a.$'],
    ['an unknown hash', pass({ 'a.$': "States.Hash($.a, 'SHA-3')" }), 'FAILING_INTRINSIC /Parameters/a.$'],
    ['a deep merge', pass({ 'a.$': 'States.JsonMerge($.a, $.b, true)' }), 'FAILING_INTRINSIC /Parameters/a.$'],
    ['a step of 0', pass({ 'a.$': 'States.ArrayRange(1, 9, 0)' }), 'FAILING_INTRINSIC /Parameters/a.$'],
    ['chunks of 0', pass({ 'a.$': 'States.ArrayPartition($.a, 0)' }), 'FAILING_INTRINSIC /Parameters/a.$'],
    ['a flaw within a call', pass({ 'a.$': "States.Array(States.Format('{}'))" }), 'FAILING_INTRINSIC /Parameters/a.$'],
    ['a cause that cannot be made', { Type: 'Fail', CausePath: "States.Format('{}')" }, 'FAILING_INTRINSIC /CausePath'],
    [
      'a name that the Context object has not',
      pass({ 'a.$': '$$.Execution.Inputs.x' }),
      'UNAVAILABLE_VALUE /Parameters/a.$',
    ],
    [
      'the same in a function',
      pass({ 'a.$': 'States.Array($$.Map.Item.Values)' }),
      'UNAVAILABLE_VALUE /Parameters/a.$',
    ],
    ['JSONata in a JSONPath state', pass({ a: '{% $states.input.x %}' }), 'UNMARKED_EXPRESSION /Parameters/a'],
    ['a path as the whole payload', task('arn:aws:lambda:us-east-1:1:function:f', '$.x'), 'NO_PATH /Parameters'],
    ['State.ALL', caught({ ErrorEquals: ['State.ALL'] }), 'UNKNOWN_ERROR_NAME /Catch/0/ErrorEquals/0'],
    [
      'a Key for what is listed',
      read({ Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b', Key: 'k' } }),
      'UNKNOWN_PARAMETER /ItemReader/Parameters/Key',
    ],
  ])('warns of %s', (_name, state, expected) => {
    expect(check(state)).toEqual([`warning ${expected}`]);
  });

  it.each<[string, States, string]>([
    ['a name that $states has not', output('{% $states.inputs.a %}'), 'UNAVAILABLE_VALUE /Output'],
    ['a name of its Context object', output('{% $states.context.Execution.Nam %}'), 'UNAVAILABLE_VALUE /Output'],
    ['$states without marks', output({ a: ['$states.input.x'] }), 'UNMARKED_EXPRESSION /Output/a/0'],
    ['a path', output({ a: '$.x' }), 'UNMARKED_EXPRESSION /Output/a'],
    ['marks amid text', output('Hello {% $states.input.x %}!'), 'UNMARKED_EXPRESSION /Output'],
  ])('warns, in JSONata, of %s', (_name, state, expected) => {
    expect(check(state, JSONATA)).toEqual([`warning ${expected}`]);
  });

  it('names a result that is not there once', () => {
    expect(check(output('{% $states.result %}'), JSONATA)).toEqual(['error UNSUPPORTED_JSONATA_EXPRESSION /Output']);
    const state = { ...caught({ Output: '{% $states.result %}' }), Parameters: undefined };
    expect(check(state, JSONATA)).toEqual(['warning UNAVAILABLE_VALUE /Catch/0/Output']);
  });

  it.each<[string, States]>([
    ['money and text', output({ a: '$5', b: '100 %}'.slice(0, 3), c: '50 % {of} it', d: '$' })],
    ['paths of a service', output({ InputPath: '$.detail', InputPathsMap: { id: '$.detail.id' } })],
    ['templates of other tools', output('<p>{% if user %}hello{% endif %}</p>')],
  ])('lets %s stand in JSONata', (_name, state) => {
    expect(check(state, JSONATA)).toEqual([]);
  });

  it.each<[string, States]>([
    ['names that the Context object may get', pass({ 'a.$': '$$.Execution.Colour' })],
    ['what is in the input of the execution', pass({ 'a.$': '$$.Execution.Input.Inputs' })],
    ['errors of one\u2019s own', caught({ ErrorEquals: ['State of the Union', 'Statement', 'Custom.Timeout'] })],
    ['parameters that are like none', task('arn:aws:states:::lambda:invoke', { FunctionName: 'f', TenantId: 't' })],
    ['a format that its values fill', pass({ 'a.$': "States.Format('\\{{}\\}', $.a)" })],
    ['Jinja in JSONPath', pass({ a: '{% if user %}' })],
    ['a function of a placeholder', task('arn:aws:lambda:REGION:ACCOUNT:function:f', {})],
  ])('lets %s stand', (_name, state) => {
    expect(check(state)).toEqual([]);
  });

  it('wants to know whom a message is for, and whose connection a request has', () => {
    expect(check(task('arn:aws:states:::sns:publish', { Message: 'm' }))).toEqual([
      'error MISSING_PARAMETER /Parameters',
    ]);
    expect(check(task('arn:aws:states:::http:invoke', { ApiEndpoint: 'https://a.example', Method: 'GET' }))).toEqual([
      'error MISSING_PARAMETER /Parameters',
    ]);
  });

  it('says what is too much around a Condition', () => {
    const choice = { Type: 'Choice', Choices: [{ Condition: '{% true %}\n', Next: 'A' }], Default: 'A' };
    const messages = validateText(machineOf({ A: choice }, JSONATA)).map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining('remove the blanks or line breaks'));
  });

  it('says of a mistyped InputType that it is mistyped, no more', () => {
    expect(
      check(
        read({
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputTyp: 'JSON' },
          Parameters: { Bucket: 'b', Key: 'k' },
        }),
      ),
    ).toEqual(['error SCHEMA_VALIDATION_FAILED /ItemReader/ReaderConfig/InputTyp']);
  });
});

describe('fixes of slips', () => {
  const mend = (state: States, more: States = {}): string[] => {
    const text = machineOf({ A: state }, more);
    const [fix] = validateText(text).flatMap(({ fixes }) => fixes);
    return brief(validateText(applyEdits(text, fix?.edits ?? []))).filter((each) => !each.startsWith('info '));
  };
  const from = (resource: string, parameters: States, config?: States): States =>
    read({ Resource: resource, ...(config ? { ReaderConfig: config } : {}), Parameters: parameters });

  it.each<[string, States, States?]>([
    ['a list for what has a Prefix', from('arn:aws:states:::s3:putObject', { Bucket: 'b', Prefix: 'p' })],
    ['a file for what has a Key', from('arn:aws:states:::s3:listObjects', { Bucket: 'b', Key: 'k' }, CSV)],
    ['a Prefix for a Key', from('arn:aws:states:::s3:listObjectsV2', { Bucket: 'b', 'Key.$': '$.k' })],
    [
      'a pointer for a path',
      from('arn:aws:states:::s3:getObject', { Bucket: 'b', Key: 'k' }, { InputType: 'JSON', ItemsPointer: '$.a.b' }),
    ],
    ['a mistyped parameter', task('arn:aws:states:::sqs:sendMessage', { QueueURL: 'q', MessageBody: 'm' })],
    ['an action', task('arn:aws:states:::aws-sdk:s3:ListBuckets', {})],
    ['an expression without marks', output('$states.input.x'), JSONATA],
  ])('make it %s', (_name, state, more) => {
    expect(mend(state, more)).toEqual([]);
  });

  it('leave no place of a header that wants headers', () => {
    const state = from(
      'arn:aws:states:::s3:getObject',
      { Bucket: 'b', Key: 'k' },
      { InputType: 'JSON', CSVHeaderLocation: 'GIVEN' },
    );
    expect(check(state)).toEqual(['warning IGNORED_FIELD /ItemReader/ReaderConfig/CSVHeaderLocation']);
  });

  it('are not offered where the new name is taken', () => {
    const processor = { StartAt: 'W', States: { W: { Type: 'Succeed' } } };
    const text = machineOf({ A: { Type: 'Map', Iterator: processor, ItemProcessor: processor, End: true } });
    const old = validateText(text).find(({ code }) => code === 'DEPRECATED_FIELD');
    expect(old?.fixes).toEqual([]);
  });
});
