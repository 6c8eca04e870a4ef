import { describe, expect, it } from 'vitest';
import { brief, machineOf, validateText } from './validate-text.ts';

const LAMBDA = 'arn:aws:states:::lambda:invoke';

function check(state: Record<string, unknown>, more: Record<string, unknown> = {}, options = {}): string[] {
  return brief(validateText(machineOf({ A: { ...state, End: true } }, more), 'json', options));
}

describe('errors', () => {
  const task = { Type: 'Task', Resource: LAMBDA, Parameters: { FunctionName: 'f' } };

  it.each([
    [
      'States.ALL that is not last',
      [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }],
      'error SCHEMA_VALIDATION_FAILED /States/A/Retry/0/ErrorEquals/0',
    ],
    [
      'States.ALL in company',
      [{ ErrorEquals: ['E', 'States.ALL'] }],
      'error SCHEMA_VALIDATION_FAILED /States/A/Retry/0/ErrorEquals/1',
    ],
    [
      'a name that AWS does not raise',
      [{ ErrorEquals: ['States.TimeOut'] }],
      'warning UNKNOWN_ERROR_NAME /States/A/Retry/0/ErrorEquals/0',
    ],
    [
      'a name a second time',
      [{ ErrorEquals: ['E'] }, { ErrorEquals: ['E'] }],
      'warning UNREACHABLE_HANDLER /States/A/Retry/1/ErrorEquals/0',
    ],
    [
      'a longest delay below the first',
      [{ ErrorEquals: ['E'], IntervalSeconds: 5, MaxDelaySeconds: 5 }],
      'error SCHEMA_VALIDATION_FAILED /States/A/Retry/0/MaxDelaySeconds',
    ],
    ['no names', [{ ErrorEquals: [] }], 'error SCHEMA_VALIDATION_FAILED /States/A/Retry/0/ErrorEquals'],
  ])('names %s', (_name, retry, expected) => {
    expect(check({ ...task, Retry: retry })).toEqual([expected]);
  });

  it('wants the heartbeat before the timeout', () => {
    expect(check({ ...task, TimeoutSeconds: 10, HeartbeatSeconds: 10 })).toEqual([
      'error SCHEMA_VALIDATION_FAILED /States/A/HeartbeatSeconds',
    ]);
  });
});

describe('integrations', () => {
  const task = (resource: string, parameters: unknown = {}) => ({
    Type: 'Task',
    Resource: resource,
    Parameters: parameters,
  });

  it.each([
    ['arn:aws:states:::foo:bar', {}, 'error SCHEMA_VALIDATION_FAILED /States/A/Resource'],
    [
      'arn:aws:states:::sqs:sendMessage.sync',
      { QueueUrl: 'u', MessageBody: 'b' },
      'error SCHEMA_VALIDATION_FAILED /States/A/Resource',
    ],
    [LAMBDA, { Payload: 1 }, 'error MISSING_PARAMETER /States/A/Parameters'],
    [`${LAMBDA}.waitForTaskToken`, { FunctionName: 'f' }, 'warning MISSING_TASK_TOKEN /States/A/Resource'],
    ['my-function', {}, 'warning UNKNOWN_RESOURCE /States/A/Resource'],
  ])('names what is wrong with %s', (resource, parameters, expected) => {
    expect(check(task(resource, parameters))).toEqual([expected]);
  });

  it.each(['STANDARD', 'EXPRESS'] as const)('refuses what is no ARN where it is to be created as %s', (type) => {
    for (const resource of ['my-function', 'my-activity'])
      expect(check(task(resource), {}, { type })).toEqual(['error SCHEMA_VALIDATION_FAILED /States/A/Resource']);
  });

  it.each([
    ['arn:aws:states:::aws-sdk:s3:listBuckets', {}],
    ['arn:aws:states:::aws-sdk:ecs:runTask.waitForTaskToken', { 'Token.$': '$$.Task.Token' }],
    ['arn:aws-us-gov:states:::states:startExecution.sync:2', { 'StateMachineArn.$': '$.arn' }],
    ['arn:aws:states:::${Service}:run', {}],
    ['arn:${AWS::Partition}:states:::sns:publish', { Message: 'm' }],
    ['arn:aws:states:us-east-1:123456789012:activity:a', {}],
  ])('takes %s', (resource, parameters) => {
    expect(check(task(resource, parameters))).toEqual([]);
  });

  it('keeps callbacks, jobs and activities out of machines of type EXPRESS', () => {
    const express = { type: 'EXPRESS' };
    const resource = ['error SCHEMA_VALIDATION_FAILED /States/A/Resource'];
    expect(check(task('arn:aws:states:::glue:startJobRun.sync', { JobName: 'j' }), {}, express)).toEqual(resource);
    expect(check(task(`${LAMBDA}.waitForTaskToken`, { FunctionName: 'f', 'Payload.$': '$$' }), {}, express)).toEqual(
      resource,
    );
    expect(check(task('arn:aws:states:us-east-1:123456789012:activity:a'), {}, express)).toEqual(resource);
  });
});

describe('expressions', () => {
  const pass = (over: Record<string, unknown>) => ({ Type: 'Pass', ...over });

  it.each([
    ['a path', pass({ InputPath: '$.a[' }), 'error SCHEMA_VALIDATION_FAILED /States/A/InputPath'],
    ['a path that is no place', pass({ ResultPath: '$.a[*]' }), 'error SCHEMA_VALIDATION_FAILED /States/A/ResultPath'],
    ['a result in a variable', pass({ ResultPath: '$x' }), 'error SCHEMA_VALIDATION_FAILED /States/A/ResultPath'],
    [
      'an intrinsic function',
      pass({ Parameters: { a: [{ 'b.$': 'States.UUID(1)' }] } }),
      'error SCHEMA_VALIDATION_FAILED /States/A/Parameters/a/0/b.$',
    ],
    [
      'a path that is a number',
      pass({ Parameters: { 'a.$': 1 } }),
      'error SCHEMA_VALIDATION_FAILED /States/A/Parameters/a.$',
    ],
    [
      'one key from two',
      pass({ Parameters: { a: 1, 'a.$': '$.a' } }),
      'error SCHEMA_VALIDATION_FAILED /States/A/Parameters/a.$',
    ],
    ['a path without .$', pass({ Parameters: { a: '$.b' } }), 'warning NO_DOLLAR /States/A/Parameters/a'],
    ['a path in Result', pass({ Result: { 'a.$': '$.b' } }), 'warning PASS_RESULT_IS_STATIC /States/A/Result/a.$'],
    ['a reserved variable', pass({ Assign: { states: 1 } }), 'error SCHEMA_VALIDATION_FAILED /States/A/Assign/states'],
    [
      'a variable that is no name',
      pass({ Assign: { '1st': 1 } }),
      'error SCHEMA_VALIDATION_FAILED /States/A/Assign/1st',
    ],
  ])('names %s', (_name, state, expected) => {
    expect(check(state)).toEqual([expected]);
  });

  it.each([
    ['an expression', { Output: { a: ['{% 1 + %}'] } }, 'error INVALID_JSONATA_EXPRESSION /States/A/Output/a/0'],
    ['an expression without end', { Output: '{% 1' }, 'error SCHEMA_VALIDATION_FAILED /States/A/Output'],
    ['an expression between blanks', { Output: ' {% 1 %}' }, 'warning BLANKS_AROUND_EXPRESSION /States/A/Output'],
    ['a key that ends in .$', { Output: { 'a.$': '$.b' } }, 'error SCHEMA_VALIDATION_FAILED /States/A/Output/a.$'],
  ])('names %s in JSONata', (_name, over, expected) => {
    expect(check(pass(over), { QueryLanguage: 'JSONata' })).toEqual([expected]);
  });

  it('leaves money, plain text and substitutions alone', () => {
    expect(check(pass({ Parameters: { price: '$5.00', text: '$', 'a.$': '$.${Name}', b: '${Name}' } }))).toEqual([]);
    expect(check(pass({ Output: { a: '100%', b: '{% ${Expression} %}' } }), { QueryLanguage: 'JSONata' })).toEqual([]);
  });

  it('knows a comparison with a path that is taken as text', () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: '$.b', Next: 'B' }], Default: 'B' };
    const findings = validateText(machineOf({ A: choice, B: { Type: 'Succeed' } }));
    expect(brief(findings)).toEqual(['warning NO_PATH /States/A/Choices/0/StringEquals']);
    expect(findings[0]?.fixes[0]?.title).toBe('Change to StringEqualsPath');
  });
});
