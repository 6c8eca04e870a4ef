import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/asl/edits.ts';
import { checkText, codesOf } from './check-text.ts';

interface Parts {
  readonly policies?: string;
  readonly filter?: string;
  readonly more?: string;
  readonly events?: string;
}

const PREFIX = (prefix: string): string => `Filter: { S3Key: { Rules: [{ Name: prefix, Value: ${prefix} }] } }`;

const sam = ({
  policies = '[{ S3CrudPolicy: { BucketName: !Ref Name } }]',
  filter = '',
  more = '',
  events = "'s3:ObjectCreated:*'",
}: Parts): string =>
  `Transform: AWS::Serverless-2016-10-31
Parameters: { Name: { Type: String }, Prefix: { Type: String, Default: in/ } }
Resources:
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref Name } }
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Policies: ${policies}
      Events:
        Put: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: ${events}${filter && `, ${filter}`} } }
${more}`;

const put = (resource: string, action = 's3:PutObject'): string =>
  `[{ Statement: [{ Effect: Allow, Action: '${action}', Resource: !Sub '${resource}' }] }]`;

describe('a trigger', () => {
  it('that starts what writes where it looks is told of', () => {
    expect(codesOf(sam({}))).toEqual(['TRIGGER_LOOP']);
    expect(codesOf(sam({ policies: put('${Bucket.Arn}/*') }))).toEqual(['TRIGGER_LOOP']);
    expect(codesOf(sam({ policies: put('arn:aws:s3:::${Name}/out/*', 's3:*') }))).toEqual(['TRIGGER_LOOP']);
    expect(codesOf(sam({ policies: put('${Bucket.Arn}/in/done/*'), filter: PREFIX('in/') }))).toEqual(['TRIGGER_LOOP']);
    expect(codesOf(sam({ policies: put('${Bucket.Arn}/in/done/*'), filter: PREFIX('!Ref Prefix') }))).toEqual([
      'TRIGGER_LOOP',
    ]);
  });

  it('whose input and output are apart is none', () => {
    expect(codesOf(sam({ filter: PREFIX('in/') }))).toEqual([]);
    expect(codesOf(sam({ policies: put('${Bucket.Arn}/out/*'), filter: PREFIX('in/') }))).toEqual([]);
    expect(codesOf(sam({ policies: '[{ S3ReadPolicy: { BucketName: !Ref Name } }]' }))).toEqual([]);
    expect(codesOf(sam({ policies: put('arn:aws:s3:::other/*') }))).toEqual([]);
    expect(codesOf(sam({ policies: put('${Bucket.Arn}') }))).toEqual([]);
    expect(codesOf(sam({ events: "'s3:ObjectRemoved:*'" }))).toEqual([]);
  });

  it('is given the doubt', () => {
    expect(codesOf(sam({ policies: put('*') }))).toEqual([]);
    expect(codesOf(sam({ policies: '[SomePolicy]' }))).toEqual([]);
    expect(codesOf(sam({ filter: 'Filter: { S3Key: { Rules: [{ Name: suffix, Value: .csv }] } }' }))).toEqual([]);
    expect(codesOf(sam({ filter: PREFIX('!Ref Name') }))).toEqual([]);
    expect(codesOf(sam({ filter: 'Filter: !Ref Name' }))).toEqual([]);
    expect(codesOf(sam({ policies: put('${Bucket.Arn}/${Prefix}*') }))).toEqual([]);
  });

  it('is narrowed by its fix', () => {
    for (const policies of [undefined, put('${Bucket.Arn}/*'), put('${Bucket.Arn}/input/x/*')]) {
      const text = sam(policies === undefined ? {} : { policies });
      const fix = checkText(text)[0]?.fixes[0];
      expect(codesOf(applyEdits(text, fix?.edits ?? []))).toEqual([]);
    }
    expect(checkText(sam({ policies: put('${Bucket.Arn}/in/x/*'), filter: PREFIX('in/') }))[0]?.fixes).toEqual([]);
  });

  it('may go through CloudFormation’s own notifications, and through a queue', () => {
    const text = (notification: string, policy = '${Bucket.Arn}/*'): string => `Resources:
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: mine, NotificationConfiguration: ${notification} } }
  Queue: { Type: AWS::SQS::Queue, Properties: { RedriveAllowPolicy: {} } }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref F, BatchSize: 1 } }
  F: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt R.Arn } }
  R:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - { PolicyName: a, PolicyDocument: { Statement: { Effect: Allow, Action: ['s3:Put*'], Resource: !Sub '${policy}' } } }
`;
    const lambda = (more = ''): string =>
      `{ LambdaConfigurations: [{ Event: 's3:ObjectCreated:Put', Function: !GetAtt F.Arn${more} }] }`;
    const queue = "{ QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: !GetAtt Queue.Arn }] }";
    expect(codesOf(text(lambda()))).toEqual(['TRIGGER_LOOP']);
    expect(codesOf(text(lambda(`, ${PREFIX('in/')}`)))).toEqual([]);
    expect(codesOf(text(queue))).toEqual(['TRIGGER_LOOP']);
    expect(codesOf(text(queue, 'arn:aws:s3:::other/*'))).toEqual([]);
    expect(codesOf(text(queue, 'arn:aws:s3:::mine/*'))).toEqual(['TRIGGER_LOOP']);
    expect(codesOf(applyEdits(text(queue), checkText(text(queue))[0]?.fixes[0]?.edits ?? []))).toEqual([]);
  });

  it('may be a rule that starts a state machine', () => {
    const text = (writer: string, object: string, rule: boolean): string => {
      const pattern = `{ source: [aws.s3], detail-type: [Object Created], detail: { bucket: { name: [!Ref Bucket] }${object} } }`;
      return `Resources:
  Bucket: { Type: AWS::S3::Bucket }
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: !ImportValue role
      DefinitionSubstitutions: { Bucket: !Ref Bucket }
      ${rule ? '' : `Events: { New: { Type: EventBridgeRule, Properties: { Pattern: ${pattern} } } }`}
      Definition:
        StartAt: Each
        States:
          Each:
            Type: Map
            ItemProcessor:
              ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: STANDARD }
              StartAt: W
              States: { W: { Type: Pass, End: true } }
            ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: ${writer} }
            End: true
  ${rule ? `Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: ${pattern}, Targets: [{ Id: a, Arn: !Ref M }] } }` : ''}
`;
    };
    const own = "{ Bucket: '${Bucket}', Prefix: results }";
    for (const rule of [true, false]) {
      expect(codesOf(text(own, '', rule))).toEqual(['TRIGGER_LOOP']);
      expect(codesOf(text(own, ', object: { key: [{ prefix: results/ }] }', rule))).toEqual(['TRIGGER_LOOP']);
      expect(codesOf(text(own, ', object: { key: [{ prefix: input/ }] }', rule))).toEqual([]);
      expect(codesOf(text(own, ', object: { key: [{ suffix: .csv }] }', rule))).toEqual([]);
      expect(codesOf(text('{ Bucket: other, Prefix: results }', '', rule))).toEqual([]);
      const looping = text(own, '', rule);
      expect(codesOf(applyEdits(looping, checkText(looping)[0]?.fixes[0]?.edits ?? []))).toEqual([]);
    }
  });
});
