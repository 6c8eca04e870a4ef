import { expect, it } from 'vitest';
import { looksLikeDefinition, looksLikeTemplate } from '../../../src/project/sniff.ts';

it.each([
  '{"StartAt":"A","States":{}}',
  "{ 'StartAt' : 'A', 'States': {} }",
  'Comment: x\nStartAt: A\nStates:\n  A:\n    Type: Succeed\n',
  // A payload may have any key.
  '{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"Resources":["x"]}}}}',
])('takes %j for a state machine', (text) => {
  expect(looksLikeDefinition(text)).toBe(true);
});

it.each([
  '{"name":"x"}',
  '{"StartAt":"A"}',
  '{"text":"StartAt and States in a sentence"}',
  'AWSTemplateFormatVersion: 2010-09-09\nResources:\n  M:\n    StartAt: A\n    States: {}\n',
  '{"Resources":{"M":{"StartAt":"A","States":{}}}}',
])('leaves %j alone', (text) => {
  expect(looksLikeDefinition(text)).toBe(false);
});

it('takes a template with a state machine for one, and no other text that speaks of one', () => {
  expect(looksLikeTemplate('Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n')).toBe(true);
  expect(looksLikeTemplate('{"Resources":{"M":{"Type":"AWS::StepFunctions::StateMachine"}}}')).toBe(true);
  expect(looksLikeTemplate('Resources:\n  F:\n    Type: AWS::Serverless::Function\n')).toBe(false);
  expect(looksLikeTemplate('AWS::Serverless::StateMachine is a resource')).toBe(false);
});

it('takes a template with a function that something feeds for one, and no other', () => {
  const of = (resource: string): boolean => looksLikeTemplate(`Resources:\n  A:\n    ${resource}\n`);
  expect(of('Type: AWS::Lambda::EventSourceMapping')).toBe(true);
  expect(of('{ Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [] } } }')).toBe(
    true,
  );
  for (const event of ['Type: SQS', "Type: 'DynamoDB'", '"Type" : "Kinesis"', 'Type: S3'])
    expect(of(`{ Type: AWS::Serverless::Function, Properties: { Events: { E: { ${event} } } } }`), event).toBe(true);
  expect(of('{ Type: AWS::Serverless::Function, Properties: { Events: { E: { Type: Api } } } }')).toBe(false);
  expect(of('Type: AWS::SQS::Queue')).toBe(false);
  expect(looksLikeTemplate('A list of LambdaConfigurations and AWS::Lambda::EventSourceMapping')).toBe(false);
});
