import { ABSENT, ABSENT_EXECUTION, ABSENT_MAP_RUN, PASS, ROLE } from './test-service.ts';

/** Of a machine that is there, which no request changes, and of one that requests update. */
export const STEADY = 'arn:aws:states:us-east-1:123456789012:stateMachine:steady';
export const EXPRESS = 'arn:aws:states:us-east-1:123456789012:stateMachine:express';
export const CHANGING = 'arn:aws:states:us-east-1:123456789012:stateMachine:changing';
const ACTIVITY = 'arn:aws:states:us-east-1:123456789012:activity:absent';
const tags = [{ key: 'a', value: 'b' }];
const route = [{ stateMachineVersionArn: `${STEADY}:1`, weight: 100 }];

/** Definitions that AWS takes, with something of everything. */
export const DEFINITIONS = [
  { StartAt: 'P', States: { P: { Type: 'Pass', Result: { a: [1, null, 'x'] }, ResultPath: '$.a', End: true } } },
  {
    Comment: 'choice',
    StartAt: 'C',
    TimeoutSeconds: 5,
    States: {
      C: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.a', NumericGreaterThan: 1, Next: 'D' },
          { And: [{ Variable: '$.b', IsPresent: true }, { Not: { Variable: '$.b', StringMatches: 'x*' } }], Next: 'D' },
        ],
        Default: 'D',
      },
      D: { Type: 'Fail', ErrorPath: "States.Format('{}', $.e)", Cause: 'because' },
    },
  },
  {
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'f', 'Payload.$': '$' },
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1.5 }],
        Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.e', Next: 'S' }],
        TimeoutSeconds: 3,
        End: true,
      },
      S: { Type: 'Succeed', OutputPath: '$.e' },
    },
  },
  {
    QueryLanguage: 'JSONata',
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        Items: '{% $states.input.items %}',
        MaxConcurrency: 2,
        ItemSelector: { n: '{% $states.context.Map.Item.Value * 2 %}' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'I',
          States: { I: { Type: 'Pass', Output: '{% $sum([1, 2]) %}', Assign: { v: 1 }, End: true } },
        },
        Next: 'B',
      },
      B: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, End: true } } }],
        End: true,
      },
    },
  },
  {
    StartAt: 'D',
    States: {
      D: {
        Type: 'Map',
        Label: 'rows',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 10 },
          Parameters: { Bucket: 'b', Key: 'k' },
        },
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { x: 1 } },
        ToleratedFailurePercentage: 10,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'P',
          States: { P: { Type: 'Pass', End: true } },
        },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } },
        End: true,
      },
    },
  },
];

/** A right request of each action, or one that is right but for what is not there. */
export const PLAUSIBLE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CreateStateMachine: { name: 'made', definition: PASS, roleArn: ROLE, tags, publish: true, versionDescription: 'v' },
  UpdateStateMachine: {
    stateMachineArn: CHANGING,
    definition: PASS,
    roleArn: ROLE,
    tracingConfiguration: { enabled: true },
  },
  DescribeStateMachine: { stateMachineArn: `${STEADY}:1`, includedData: 'ALL_DATA' },
  DeleteStateMachine: { stateMachineArn: ABSENT },
  ListStateMachines: { maxResults: 2, nextToken: 'x' },
  ValidateStateMachineDefinition: { definition: PASS, severity: 'WARNING', maxResults: 1 },
  PublishStateMachineVersion: { stateMachineArn: STEADY, revisionId: 'INITIAL', description: 'd' },
  DeleteStateMachineVersion: { stateMachineVersionArn: `${STEADY}:1` },
  ListStateMachineVersions: { stateMachineArn: STEADY, maxResults: 1 },
  CreateStateMachineAlias: { name: 'PROD', description: 'd', routingConfiguration: route },
  UpdateStateMachineAlias: { stateMachineAliasArn: `${STEADY}:PROD`, routingConfiguration: route },
  ListStateMachineAliases: { stateMachineArn: `${STEADY}:1` },
  DescribeStateMachineAlias: { stateMachineAliasArn: `${STEADY}:PROD` },
  StartExecution: { stateMachineArn: `${STEADY}:PROD`, input: '{"a":[1]}', traceHeader: 'Root=1' },
  StartSyncExecution: { stateMachineArn: EXPRESS, input: '{"a":[1]}', includedData: 'METADATA_ONLY' },
  DescribeExecution: { executionArn: ABSENT_EXECUTION },
  DescribeStateMachineForExecution: { executionArn: ABSENT_EXECUTION },
  ListExecutions: { stateMachineArn: STEADY, statusFilter: 'SUCCEEDED', maxResults: 1 },
  GetExecutionHistory: { executionArn: ABSENT_EXECUTION, reverseOrder: true, includeExecutionData: false },
  StopExecution: { executionArn: ABSENT_EXECUTION, error: 'e', cause: 'c' },
  RedriveExecution: { executionArn: ABSENT_EXECUTION, clientToken: 't' },
  DescribeMapRun: { mapRunArn: ABSENT_MAP_RUN },
  ListMapRuns: { executionArn: ABSENT_EXECUTION, maxResults: 1 },
  UpdateMapRun: { mapRunArn: ABSENT_MAP_RUN, maxConcurrency: 1, toleratedFailurePercentage: 5 },
  SendTaskSuccess: { taskToken: 'token', output: '1' },
  SendTaskFailure: { taskToken: 'token', error: 'e', cause: 'c' },
  TagResource: { resourceArn: STEADY, tags },
  UntagResource: { resourceArn: STEADY, tagKeys: ['a'] },
  CreateActivity: { name: 'made', tags, encryptionConfiguration: { type: 'AWS_OWNED_KEY' } },
  GetActivityTask: { activityArn: ACTIVITY, workerName: 'w' },
  TestState: { definition: PASS, roleArn: ROLE, input: '{}' },
};
