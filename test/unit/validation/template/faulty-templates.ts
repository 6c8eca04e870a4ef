const attribute = (id: string, name = 'Arn'): object => ({ 'Fn::GetAtt': [id, name] });
const REDRIVE = { deadLetterTargetArn: attribute('Dead'), maxReceiveCount: 7 };
const DEAD = { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1209600 } };
const RESPONSES = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

function queue(properties: object, event: object = RESPONSES): object {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      Tasks: { Type: 'AWS::SQS::Queue', Properties: properties },
      Worker: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          Handler: 'index.handler',
          Timeout: 20,
          Events: { Task: { Type: 'SQS', Properties: { Queue: attribute('Tasks'), ...event } } },
        },
      },
      Dead: DEAD,
    },
    Outputs: { Queue: { Value: attribute('Tasks', 'QueueName') } },
  };
}

function stream(event: object): object {
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      Counter: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          Handler: 'index.handler',
          Events: {
            Change: {
              Type: 'DynamoDB',
              Properties: { Stream: attribute('Jobs', 'StreamArn'), StartingPosition: 'LATEST', ...event },
            },
          },
        },
      },
      Jobs: { Type: 'AWS::Serverless::SimpleTable', Properties: { TableName: 'jobs' } },
    },
  };
}

const WITHOUT_DESTINATION = { ...RESPONSES, MaximumRetryAttempts: 3, BisectBatchOnFunctionError: true };
/** Retries, bisect, responses and a destination: what a stream wants. */
const SAFE = {
  ...WITHOUT_DESTINATION,
  DestinationConfig: { OnFailure: { Type: 'SQS', Destination: 'arn:aws:sqs:us-east-1:123456789012:failures' } },
};

/** In CloudFormation's own resources, with a role of the template. */
function mapped(policies: object): object {
  return {
    Resources: {
      Counter: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'a.b', Role: attribute('Role') } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17' }, ...policies },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: { Ref: 'Counter' },
          EventSourceArn: attribute('Clicks'),
          StartingPosition: 'LATEST',
          ...WITHOUT_DESTINATION,
        },
      },
      Clicks: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
    },
  };
}

/** A machine with a distributed Map, and what its properties say of its role. */
function machine(properties: object, more: object = {}): object {
  return {
    Resources: {
      Work: {
        Type: 'AWS::Serverless::StateMachine',
        Properties: {
          ...properties,
          Definition: {
            StartAt: 'Each',
            States: {
              Each: {
                Type: 'Map',
                ItemProcessor: {
                  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
                  StartAt: 'A',
                  States: { A: { Type: 'Pass', End: true } },
                },
                ResultWriter: {
                  Resource: 'arn:aws:states:::s3:putObject',
                  Parameters: { Bucket: 'results', Prefix: 'out' },
                },
                End: true,
              },
            },
          },
        },
      },
      ...more,
    },
  };
}

/** A bucket that starts a function that may write to it. */
function looping(prefix: string): object {
  const resource = `arn:aws:s3:::files-of-mine/${prefix}*`;
  const statement = { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: resource };
  return {
    Resources: {
      Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files-of-mine' } },
      Convert: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          Policies: [{ Statement: [statement] }],
          Events: { Put: { Type: 'S3', Properties: { Bucket: { Ref: 'Files' }, Events: ['s3:ObjectCreated:*'] } } },
        },
      },
    },
  };
}

/** Templates with one fault or some, all of which can be mended. */
export const FAULTY_TEMPLATES: Readonly<Record<string, object>> = {
  'a short visibility time-out': queue({ VisibilityTimeout: 60, RedrivePolicy: REDRIVE }),
  'a visibility time-out that is refused': queue({ RedrivePolicy: REDRIVE, VisibilityTimeout: 5 }),
  'the default visibility time-out': queue({ RedrivePolicy: REDRIVE }),
  'a short visibility time-out beside a batch window': queue(
    { VisibilityTimeout: 60, RedrivePolicy: REDRIVE },
    { ...RESPONSES, BatchSize: 50, MaximumBatchingWindowInSeconds: 5 },
  ),
  'no dead letters': queue({ VisibilityTimeout: 120 }),
  'no dead letters of a FIFO queue': queue({ VisibilityTimeout: 120, FifoQueue: true }),
  'too few receives': queue({ VisibilityTimeout: 120, RedrivePolicy: { ...REDRIVE, maxReceiveCount: 1 } }),
  'no batch responses': queue({ VisibilityTimeout: 120, RedrivePolicy: REDRIVE }, {}),
  'empty batch responses': queue(
    { VisibilityTimeout: 120, RedrivePolicy: REDRIVE },
    { FunctionResponseTypes: [], BatchSize: 5 },
  ),
  'a batch without a window': queue(
    { VisibilityTimeout: 120, RedrivePolicy: REDRIVE },
    { ...RESPONSES, BatchSize: 11 },
  ),
  'a window of zero': queue(
    { VisibilityTimeout: 120, RedrivePolicy: REDRIVE },
    { MaximumBatchingWindowInSeconds: 0, ...RESPONSES, BatchSize: 500 },
  ),
  'a batch of a FIFO queue': queue(
    { VisibilityTimeout: 120, RedrivePolicy: REDRIVE, FifoQueue: true },
    { ...RESPONSES, BatchSize: 50, MaximumBatchingWindowInSeconds: 3 },
  ),
  'too large a batch': stream({ ...SAFE, BatchSize: 20_000 }),
  'nothing said of a queue': {
    Resources: {
      Tasks: { Type: 'AWS::SQS::Queue' },
      Worker: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 30 } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: attribute('Tasks'), FunctionName: { Ref: 'Worker' } },
      },
    },
  },
  'nothing said of a stream': stream({}),
  'endless retries': stream({ ...SAFE, MaximumRetryAttempts: -1 }),
  'no bisect': stream({ ...SAFE, BisectBatchOnFunctionError: false }),
  'no destination': stream(WITHOUT_DESTINATION),
  'an empty destination': stream({ ...SAFE, DestinationConfig: {} }),
  'a Map without permissions': machine({}),
  'a Map with some permissions': machine({ Policies: ['AWSStepFunctionsFullAccess'] }),
  'a Map with a role that may nothing': machine(
    { Role: attribute('Role') },
    { Role: { Type: 'AWS::IAM::Role', Properties: { Path: '/' } } },
  ),
  'a trigger that looks where its function writes': looping(''),
  'a trigger that looks at outputs too': looping('input/'),
  'no destination, and a role without policies': mapped({}),
  'no destination, and a role with some': mapped({
    Policies: [{ PolicyName: 'a', PolicyDocument: { Statement: [] } }],
  }),
};
