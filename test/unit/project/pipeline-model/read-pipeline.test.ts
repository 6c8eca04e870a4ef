import { describe, expect, it } from 'vitest';
import { parseSyntax } from '../../../../src/asl/parse.ts';
import { readPipeline } from '../../../../src/project/pipeline-model/read-pipeline.ts';

const FUNCTION = 'Type: AWS::Serverless::Function';

/** The lines of a template, `From kind(label) To`, by logical ids. */
function linesOf(text: string): string[] {
  const { parts, links } = readPipeline(parseSyntax(text, 'yaml').root);
  const nameOf = (id: string): string => parts.find((part) => part.id === id)?.name ?? `?${id}`;
  return links.map(({ from, to, kind, label }) =>
    `${nameOf(from)} ${kind}${label === undefined ? '' : `(${label})`} ${nameOf(to)}`.trim(),
  );
}

const partsOf = (text: string) => readPipeline(parseSyntax(text, 'yaml').root).parts;

describe('readPipeline', () => {
  it('reads the events of SAM functions with their settings', () => {
    expect(
      linesOf(`
Parameters: { Most: { Type: Number, Default: 50 } }
Resources:
  In: { Type: AWS::S3::Bucket }
  Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 } } }
  Dead: { Type: AWS::SQS::Queue }
  Table: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Clicks: { Type: AWS::Kinesis::Stream }
  News: { Type: AWS::SNS::Topic }
  A:
    ${FUNCTION}
    Properties:
      EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Dead.Arn } } }
      Events:
        Put: { Type: S3, Properties: { Bucket: !Ref In, Events: s3:ObjectCreated:*, Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }, { Name: suffix, Value: .csv }] } } } }
        Work: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn, BatchSize: 10, MaximumBatchingWindowInSeconds: 5, ScalingConfig: { MaximumConcurrency: !Ref Most } } }
        Told: { Type: SNS, Properties: { Topic: !Ref News } }
        Clock: { Type: Schedule, Properties: { Schedule: rate(1 hour) } }
        Route: { Type: HttpApi, Properties: { Method: post, Path: /orders } }
        Far: { Type: SQS, Properties: { Queue: !ImportValue there, BatchSize: 1 } }
  B:
    ${FUNCTION}
    Properties:
      Events:
        Changes: { Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn, BatchSize: 100, ParallelizationFactor: 2, DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Dead.Arn } } } }
        Seen: { Type: Kinesis, Properties: { Stream: !GetAtt Clicks.Arn, Enabled: false } }
`),
    ).toEqual([
      'In event(in/* · *.csv) A',
      'Queue event(batch 10 in 5 s · max 50 at once) A',
      'News event A',
      'Clock event A',
      'POST /orders event A',
      'Far event A',
      'Table stream event(batch 100 · 2 a shard) B',
      'Clicks event(disabled) B',
      'Table event Table stream',
      'Queue failure(after 5 receives) Dead',
      'A failure(on failure) Dead',
      'B failure(on failure) Dead',
    ]);
  });

  it('reads CloudFormation’s own resources: mappings, notifications, subscriptions, rules, schedules, pipes', () => {
    expect(
      linesOf(`
Resources:
  In:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        QueueConfigurations: [{ Event: s3:ObjectCreated:*, Queue: !GetAtt Queue.Arn, Filter: { S3Key: { Rules: [{ Name: Prefix, Value: in/ }] } } }]
  Queue: { Type: AWS::SQS::Queue }
  Dead: { Type: AWS::SQS::Queue }
  F: { Type: AWS::Lambda::Function }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref F, Name: live } }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Live, BatchSize: 7 } }
  Invoke: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref F, Qualifier: live, DestinationConfig: { OnFailure: { Destination: !GetAtt Dead.Arn } } } }
  News: { Type: AWS::SNS::Topic }
  Told: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref News, Protocol: lambda, Endpoint: !GetAtt F.Arn } }
  Put: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [aws.s3], detail: { bucket: { name: [!Ref In] } } }, Targets: [{ Id: a, Arn: !Ref Machine, DeadLetterConfig: { Arn: !GetAtt Dead.Arn } }] } }
  Nightly: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), Target: { Arn: !GetAtt F.Arn } } }
  Pipe: { Type: AWS::Pipes::Pipe, Properties: { Source: !GetAtt Queue.Arn, Target: !Ref Machine, SourceParameters: { SqsQueueParameters: { BatchSize: 3 } } } }
  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { DefinitionSubstitutions: { Work: !GetAtt F.Arn } } }
`).sort(),
    ).toEqual(
      [
        'In event(in/*) Queue',
        'Queue event(batch 7) F',
        'F failure(on failure) Dead',
        'News event F',
        'In event Put',
        'Put event Machine',
        'Put failure(not delivered) Dead',
        'Nightly event F',
        'Queue event(batch 3) Pipe',
        'Pipe event Machine',
        'Machine send F',
      ].sort(),
    );
  });

  it('tells from permissions what a function sends to, writes and reads', () => {
    expect(
      linesOf(`
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Jobs: { Type: AWS::DynamoDB::Table }
  Book: { Type: AWS::DynamoDB::Table }
  Out: { Type: AWS::S3::Bucket, Properties: { BucketName: !Sub '\${AWS::StackName}-out' } }
  Sam:
    ${FUNCTION}
    Properties:
      Policies:
        - AWSLambdaBasicExecutionRole
        - SQSSendMessagePolicy: { QueueName: !GetAtt Queue.QueueName }
        - DynamoDBCrudPolicy: { TableName: !Ref Jobs }
        - DynamoDBReadPolicy: { TableName: !Ref Book }
        - S3WritePolicy: { BucketName: !Sub '\${AWS::StackName}-out' }
  Inline:
    ${FUNCTION}
    Properties:
      Policies:
        - Statement:
            - { Effect: Allow, Action: 'dynamodb:Put*', Resource: !GetAtt Jobs.Arn }
            - { Effect: Deny, Action: 'sqs:*', Resource: !GetAtt Queue.Arn }
            - { Effect: Allow, Action: ['s3:GetObject'], Resource: [!Sub '\${Out.Arn}/*'] }
            - { Effect: Allow, Action: 'sqs:SendMessage', Resource: '*' }
  Role: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyDocument: { Statement: { Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Queue.Arn } } }] } }
  WithRole: { ${FUNCTION}, Properties: { Role: !GetAtt Role.Arn } }
  Beside: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref Role], PolicyDocument: { Statement: [{ Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !GetAtt Sam.Arn }] } } }
  Made: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref SamRole], PolicyDocument: { Statement: [{ Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !GetAtt Inline.Arn }] } } }
`).sort(),
    ).toEqual(
      [
        'Sam send Queue',
        'Sam write Jobs',
        'Sam write Out',
        'Book read Sam',
        'Sam send Inline',
        'Inline write Jobs',
        'Out read Inline',
        'WithRole send Queue',
        'WithRole send Sam',
      ].sort(),
    );
  });

  it('takes a variable for evidence only of a function whose permissions are elsewhere', () => {
    const template = (properties: string): string => `
Globals: { Function: { Environment: { Variables: { GLOBAL: !Ref Other } } } }
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Other: { Type: AWS::SQS::Queue }
  F: { ${FUNCTION}, Properties: { Environment: { Variables: { URL: !Ref Queue } }, ${properties} } }
`;
    expect(linesOf(template('Timeout: 3'))).toEqual([]);
    expect(linesOf(template('Policies: [AWSLambdaBasicExecutionRole]'))).toEqual([]);
    expect(linesOf(template('Role: !ImportValue role'))).toEqual(['F use Queue']);
    expect(linesOf(template('Policies: [AmazonSQSFullAccess]'))).toEqual(['F use Queue']);
  });

  it('says the settings that matter, from parameters and Globals, with Lambda’s and SQS’s own where none is said', () => {
    const [queue, plain, other, far] = partsOf(`
Parameters: { Wait: { Type: Number, Default: 360 } }
Globals: { Function: { Timeout: 60, MemorySize: 512 } }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: !Ref Wait } }
  Plain: { Type: AWS::SQS::Queue }
  F: { ${FUNCTION} }
  G: { Type: AWS::Lambda::Function, Properties: { Timeout: !ImportValue x } }
`);
    expect(queue?.notes).toEqual(['visibility time-out 360 s', 'messages kept 4 days']);
    expect(plain?.marks).toEqual(['visibility 30 s']);
    expect(other?.marks).toEqual(['60 s', '512 MB']);
    expect(far?.marks).toEqual(['128 MB']);
  });

  it('finds the same in JSON', () => {
    const template = {
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue' },
        F: {
          Type: 'AWS::Serverless::Function',
          Properties: { Events: { Q: { Type: 'SQS', Properties: { Queue: { 'Fn::GetAtt': ['Queue', 'Arn'] } } } } },
        },
      },
    };
    const { parts, links } = readPipeline(parseSyntax(JSON.stringify(template), 'json').root);
    expect(parts.map(({ id, type }) => [id, type])).toEqual([
      ['/Resources/Queue', 'Queue'],
      ['/Resources/F', 'Function'],
    ]);
    expect(links).toEqual([{ from: '/Resources/Queue', to: '/Resources/F', kind: 'event', label: undefined }]);
  });

  it.each([
    '',
    '[]',
    'Resources:',
    'Resources: { A: { Type: AWS::Serverless::Function, Properties: text } }',
    'Resources: { A: { Type: AWS::Serverless::Function, Properties: { Events: { E: }, Policies: 5, Role: [] } } }',
    'Resources: { A: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt A.Arn } } } }',
    'Resources: { A: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref A } } }',
  ])('draws no line from %j', (text) => {
    expect(linesOf(text)).toEqual([]);
  });
});
