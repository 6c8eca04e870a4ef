import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { PipelineAnswers } from './pipeline-answers.ts';
import { logGroup } from '../sam/encryption.ts';
import { arnOf, functionRole, type Grant } from '../sam/roles.ts';
import { consume, READ_STREAM, sendTo, USE_TABLE } from './pipeline-roles.ts';

export interface PipelineFunction {
  /** Its export in handlers.ts; its logical id is that with a capital, and `Function`. */
  readonly name: string;
  readonly timeout: number;
  readonly grants: readonly Grant[];
  readonly properties?: JsonObject;
}

const LONG_TIMEOUT_SECONDS = 900;
const SHORT_TIMEOUT_SECONDS = 60;

/** The functions with what starts them, in the order in which work goes through them. */
export function pipelineFunctions({ timeoutSeconds, batchSize }: PipelineAnswers): PipelineFunction[] {
  return [
    {
      name: 'splitter',
      timeout: LONG_TIMEOUT_SECONDS,
      grants: [USE_TABLE, sendTo('WorkQueue'), sendTo('UnsplitQueue')],
      properties: {
        Events: {
          FilePut: {
            Type: 'S3',
            Properties: { Bucket: { Ref: 'InputBucket' }, Events: 's3:ObjectCreated:*' },
          },
        },
        EventInvokeConfig: {
          MaximumRetryAttempts: 2,
          DestinationConfig: { OnFailure: { Type: 'SQS', Destination: arnOf('UnsplitQueue') } },
        },
      },
    },
    {
      name: 'worker',
      timeout: timeoutSeconds,
      grants: [USE_TABLE, consume('WorkQueue'), sendTo('ParkedQueue')],
      properties: {
        Events: {
          Task: queueEvent('WorkQueue', batchSize, {
            ScalingConfig: { MaximumConcurrency: { Ref: 'MaximumConcurrency' } },
          }),
        },
      },
    },
    {
      name: 'counter',
      timeout: SHORT_TIMEOUT_SECONDS,
      grants: [USE_TABLE, ...READ_STREAM],
      properties: {
        Events: {
          CounterChanged: streamEvent({ Keys: keyBeginsWith('SHARD#') }, 1000, { MaximumBatchingWindowInSeconds: 2 }),
        },
      },
    },
    {
      name: 'reducer',
      timeout: LONG_TIMEOUT_SECONDS,
      grants: [
        USE_TABLE,
        ...READ_STREAM,
        { actions: ['dynamodb:Query'], resource: arnOf('Table') },
        {
          actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
          resource: { 'Fn::Sub': '${OutputBucket.Arn}/output/*' },
        },
      ],
      properties: {
        Events: {
          JobCounted: streamEvent({ Keys: keyBeginsWith('JOB#'), NewImage: { status: { S: ['REDUCING'] } } }, 1),
        },
      },
    },
    {
      name: 'deadLetters',
      timeout: SHORT_TIMEOUT_SECONDS,
      grants: [USE_TABLE, consume('DeadLetterQueue'), sendTo('ParkedQueue')],
      properties: { Events: { DeadLetter: queueEvent('DeadLetterQueue', 10) } },
    },
    {
      name: 'redriver',
      timeout: LONG_TIMEOUT_SECONDS,
      grants: [USE_TABLE, consume('ParkedQueue'), sendTo('WorkQueue')],
    },
    {
      name: 'sweeper',
      timeout: SHORT_TIMEOUT_SECONDS,
      grants: [
        USE_TABLE,
        { actions: ['dynamodb:Query'], resource: { 'Fn::Sub': '${Table.Arn}/index/OpenJobs' } },
        { actions: ['lambda:InvokeFunction'], resource: arnOf('SplitterFunction') },
      ],
      properties: {
        Environment: { Variables: { SPLITTER_NAME: { Ref: 'SplitterFunction' } } },
        Events: { Clock: { Type: 'Schedule', Properties: { Schedule: 'rate(15 minutes)' } } },
      },
    },
  ];
}

export const functionId = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Function`;

/** The function, its role and its log group. */
export function functionResources(
  { name, timeout, grants, properties }: PipelineFunction,
  { encryption }: PipelineAnswers,
): JsonObject {
  const id = functionId(name);
  return {
    [id]: {
      Type: 'AWS::Serverless::Function',
      Metadata: ESBUILD,
      Properties: {
        CodeUri: 'functions/',
        Handler: `handlers.${name}`,
        Timeout: timeout,
        Role: arnOf(`${id}Role`),
        LoggingConfig: { LogGroup: { Ref: `${id}LogGroup` } },
        ...properties,
      },
    },
    [`${id}Role`]: functionRole(`${id}LogGroup`, grants),
    [`${id}LogGroup`]: logGroup(encryption),
  };
}

/** The clients of AWS are not bundled: the runtime has them. */
const ESBUILD: JsonObject = {
  BuildMethod: 'esbuild',
  BuildProperties: {
    EntryPoints: ['handlers.ts'],
    External: ['@aws-sdk/*'],
    Format: 'esm',
    OutExtension: ['.js=.mjs'],
    Target: 'es2022',
    Minify: false,
    Sourcemap: true,
  },
};

/** Without ReportBatchItemFailures one failed message would bring its whole batch again. */
function queueEvent(queue: string, batchSize: number, more: JsonObject = {}): JsonObject {
  return {
    Type: 'SQS',
    Properties: {
      Queue: arnOf(queue),
      BatchSize: batchSize,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...more,
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html: by default a bad record blocks its shard. */
function streamEvent(pattern: JsonObject, batchSize: number, more: JsonObject = {}): JsonObject {
  return {
    Type: 'DynamoDB',
    Properties: {
      Stream: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: batchSize,
      ...more,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 86_400,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Type: 'SQS', Destination: arnOf('StreamFailureQueue') } },
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ dynamodb: pattern }) }] },
    },
  };
}

const keyBeginsWith = (prefix: string): JsonValue => ({ pk: { S: [{ prefix }] } });
