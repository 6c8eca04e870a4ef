import { ARCHITECTURE } from '../architecture.ts';
import type { JsonObject } from '../../asl/json.ts';
import { MAX_RECEIVE_COUNT } from '../../cost/approaches/work.ts';
import { LAMBDA_RUNTIMES } from '../handler-language.ts';
import { ALARM_TOPIC, ALARM_TOPIC_COMMENT, errorsAlarm, queueAlarm, streamAgeAlarm } from '../sam/alarms.ts';
import {
  ALARM_PARAMETERS,
  bucketNameParameters,
  conditions,
  FUNCTION_ERRORS_PARAMETER,
  PARAMETERS,
  thresholdParameter,
} from '../sam/parameters.ts';
import { printTemplate } from '../sam/print-template.ts';
import { KEY_COMMENT, keyArn, keyParameters, keyResources, useKey } from '../sam/encryption.ts';
import { ABORT_UPLOADS, bucketResources } from '../sam/resources.ts';
import { arnOf, policyBeside } from '../sam/roles.ts';
import type { PipelineAnswers } from './pipeline-answers.ts';
import { functionId, functionResources, pipelineFunctions } from './pipeline-functions.ts';

export const OUTPUT_PREFIX = 'output/';
/** The longest that SQS keeps a message. */
const RETENTION_SECONDS = 14 * 86_400;
/** A reducer may take 15 minutes, and what comes after it in the stream waits for as long. */
const STREAM_AGE_MS = 30 * 60_000;

/** The SAM template of a custom pipeline. */
export function pipelineTemplate(answers: PipelineAnswers): string {
  const functions = pipelineFunctions(answers);
  const given = parameters(answers);
  const template: JsonObject = {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: 'Works on each item of a file put into S3, and on all results at once when they are in.',
    Parameters: given,
    Conditions: conditions(given),
    Globals: { Function: globals(answers) },
    Resources: {
      ...keyResources(answers.encryption),
      ...bucketResources('InputBucket', answers.encryption, KEEP_VERSIONS),
      ...bucketResources('OutputBucket', answers.encryption),
      ...queues(answers),
      Table: table(answers),
      ...Object.fromEntries(functions.flatMap((fn) => Object.entries(functionResources(fn, answers)))),
      ...keyPolicies(answers),
      SplitterReadsInput: policyBeside(
        'read-input',
        ['SplitterFunctionRole'],
        [
          // Without it S3 says of a file that is gone that access is denied, and the job would be tried for ever.
          { actions: ['s3:ListBucket'], resource: arnOf('InputBucket') },
          {
            actions: ['s3:GetObject', 's3:GetObjectVersion'],
            resource: { 'Fn::Sub': '${InputBucket.Arn}/*' },
          },
          { actions: ['lambda:InvokeFunction'], resource: arnOf('SplitterFunction') },
        ],
      ),
      ...ALARM_TOPIC,
      ...alarms(),
      ...Object.fromEntries(
        functions.map(({ name }) => [`${functionId(name)}ErrorsAlarm`, errorsAlarm(functionId(name))]),
      ),
    },
    Outputs: {
      InputBucketName: { Value: { Ref: 'InputBucket' } },
      OutputBucketName: { Value: { Ref: 'OutputBucket' } },
      TableName: { Value: { Ref: 'Table' } },
      ParkedQueueUrl: { Value: { Ref: 'ParkedQueue' } },
      RedriverFunctionName: { Value: { Ref: 'RedriverFunction' } },
      SplitterFunctionName: { Value: { Ref: 'SplitterFunction' } },
    },
  };
  return printTemplate(template, {
    ...COMMENTS,
    'Resources.DataKey': KEY_COMMENT,
    'Resources.AlarmTopic': ALARM_TOPIC_COMMENT,
  });
}

const COMMENTS: Readonly<Record<string, string>> = {
  'Resources.InputBucket':
    'Takes the files. Versions keep a file as its event found it: it is read twice, and may be replaced in between.',
  'Resources.OutputBucket': 'A bucket of its own, so that no output is ever an input.',
  'Resources.WorkQueue':
    'One message for each item. The visibility time-out is six times the worker’s time-out, as AWS asks.',
  'Resources.DeadLetterQueue': 'What the worker gave up. A function empties it at once, so messages in it are a fault.',
  'Resources.ParkedQueue': 'Failed tasks that are counted, until somebody redrives them.',
  'Resources.UnsplitQueue': 'Events of files that the splitter could not deal with in three attempts.',
  'Resources.StreamFailureQueue': 'Records of the stream that were put aside; the sweeper does what they were for.',
  'Resources.Table': 'Jobs, counters and results. No TTL: it deletes late, and a job needs all of its results.',
  'Resources.SplitterReadsInput':
    'The bucket waits for the function that it notifies, so this stands beside the function’s role, not in it.',
};

function parameters({
  memoryMb,
  retentionDays,
  maximumConcurrency,
  encryption,
  alarmAgeMinutes,
}: PipelineAnswers): JsonObject {
  const { FunctionMemoryMb, LogRetentionDays } = PARAMETERS as Record<string, JsonObject>;
  return {
    ...bucketNameParameters(['InputBucket', 'OutputBucket']),
    ...keyParameters(encryption),
    FunctionMemoryMb: { ...FunctionMemoryMb, Default: memoryMb },
    MaximumConcurrency: {
      Type: 'Number',
      Default: maximumConcurrency,
      MinValue: 2,
      MaxValue: 1000,
      Description: 'Workers at once.',
    },
    LogRetentionDays: { ...LogRetentionDays, Default: retentionDays },
    MessageAgeSeconds: thresholdParameter(
      alarmAgeMinutes * 60,
      'Seconds that a task may wait before there is an alarm.',
    ),
    DeadLettersThreshold: thresholdParameter(100, 'Dead letters at once before there is an alarm.'),
    ParkedTasksThreshold: thresholdParameter(0, 'Failed tasks that may be parked before there is an alarm.'),
    StreamAgeMilliseconds: thresholdParameter(
      STREAM_AGE_MS,
      'Milliseconds that a change of the table may wait for its function before there is an alarm.',
    ),
    ...FUNCTION_ERRORS_PARAMETER,
    ...ALARM_PARAMETERS,
  };
}

function globals({ format, shards }: PipelineAnswers): JsonObject {
  return {
    Runtime: LAMBDA_RUNTIMES.typescript,
    Architectures: [ARCHITECTURE],
    MemorySize: { Ref: 'FunctionMemoryMb' },
    Environment: {
      Variables: {
        TABLE_NAME: { Ref: 'Table' },
        WORK_QUEUE_URL: { Ref: 'WorkQueue' },
        PARKED_QUEUE_URL: { Ref: 'ParkedQueue' },
        OUTPUT_BUCKET: { Ref: 'OutputBucket' },
        OUTPUT_PREFIX,
        INPUT_FORMAT: format,
        COUNTER_SHARDS: String(shards),
      },
    },
  };
}

/** Every function uses the table and a queue; only these two use files. */
function keyPolicies(answers: PipelineAnswers): JsonObject {
  const { encryption } = answers;
  if (encryption === 'none') return {};
  const roles = pipelineFunctions(answers).map(({ name }) => `${functionId(name)}Role`);
  return {
    FunctionsUseKey: useKey('use-key', encryption, roles, ['sqs', 'dynamodb']),
    FilesUseKey: useKey('use-key-for-files', encryption, ['SplitterFunctionRole', 'ReducerFunctionRole'], ['s3']),
  };
}

const KEEP_VERSIONS: JsonObject = {
  VersioningConfiguration: { Status: 'Enabled' },
  LifecycleConfiguration: {
    Rules: [
      ABORT_UPLOADS,
      { Id: 'ExpireOldVersions', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
    ],
  },
};

function queues({ timeoutSeconds, encryption }: PipelineAnswers): JsonObject {
  const key = keyArn(encryption);
  const queue = (visibility: number, more: JsonObject = {}): JsonObject => ({
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: visibility,
      MessageRetentionPeriod: RETENTION_SECONDS,
      ...(key === undefined ? { SqsManagedSseEnabled: true } : { KmsMasterKeyId: key }),
      ...more,
    },
  });
  const redrive = { deadLetterTargetArn: arnOf('DeadLetterQueue'), maxReceiveCount: MAX_RECEIVE_COUNT };
  return {
    WorkQueue: queue(6 * timeoutSeconds, { RedrivePolicy: redrive }),
    DeadLetterQueue: queue(360),
    ParkedQueue: queue(360),
    UnsplitQueue: queue(360),
    StreamFailureQueue: queue(360),
  };
}

function table({ encryption }: PipelineAnswers): JsonObject {
  const key = keyArn(encryption);
  const sse = { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key ?? '' } };
  return { Type: 'AWS::DynamoDB::Table', Properties: { ...TABLE_PROPERTIES, ...(key === undefined ? {} : sse) } };
}

const TABLE_PROPERTIES: JsonObject = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'open', AttributeType: 'S' },
    { AttributeName: 'touched', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'OpenJobs',
      KeySchema: [
        { AttributeName: 'open', KeyType: 'HASH' },
        { AttributeName: 'touched', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
};

function alarms(): JsonObject {
  const visible = 'ApproximateNumberOfMessagesVisible';
  const age = 'ApproximateAgeOfOldestMessage';
  return {
    ParkedAlarm: queueAlarm('Tasks failed and are parked: look why, then redrive them.', 'ParkedQueue', visible, {
      Ref: 'ParkedTasksThreshold',
    }),
    DeadLettersAlarm: queueAlarm('Dead letters are not taken off their queue.', 'DeadLetterQueue', age, 900),
    DeadLettersDepthAlarm: queueAlarm('Many tasks fail at once.', 'DeadLetterQueue', visible, {
      Ref: 'DeadLettersThreshold',
    }),
    UnsplitAlarm: queueAlarm(
      'A file could not be split: invoke the splitter with its event.',
      'UnsplitQueue',
      visible,
      0,
    ),
    StreamFailureAlarm: queueAlarm('Records of the stream were put aside.', 'StreamFailureQueue', visible, 0),
    WorkAgeAlarm: queueAlarm('Messages wait for too long.', 'WorkQueue', age, { Ref: 'MessageAgeSeconds' }),
    ...Object.fromEntries(
      ['CounterFunction', 'ReducerFunction'].map((id) => [
        `${id}StreamAgeAlarm`,
        streamAgeAlarm(id, { Ref: 'StreamAgeMilliseconds' }),
      ]),
    ),
  };
}
