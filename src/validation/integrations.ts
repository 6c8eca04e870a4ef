/** The patterns of a service integration besides request and response. connect-to-resource.html */
export type IntegrationPattern = 'sync' | 'sync:2' | 'waitForTaskToken';

export interface Integration {
  readonly patterns: readonly IntegrationPattern[];
  /** Names under Parameters or Arguments that the API cannot do without. */
  readonly required: readonly string[];
  /** Names of which one must stand there. */
  readonly oneOf?: readonly string[] | undefined;
  /** All names that can stand there; undefined where they are not listed here. */
  readonly parameters?: readonly string[] | undefined;
}

type Row = readonly [actions: string, patterns: string, required?: string];

/**
 * What may stand under Parameters or Arguments, of the integrations that are written most. From the page of each
 * service: connect-lambda.html, connect-sqs.html, connect-sns.html, connect-stepfunctions.html, connect-third-party-apis.html.
 */
const PARAMETERS: Readonly<Record<string, string>> = {
  'lambda:invoke': 'ClientContext FunctionName InvocationType LogType Payload Qualifier',
  'sqs:sendMessage':
    'DelaySeconds MessageAttribute MessageAttributes MessageBody MessageDeduplicationId MessageGroupId QueueUrl',
  'sns:publish':
    'Message MessageAttributes MessageDeduplicationId MessageGroupId MessageStructure PhoneNumber Subject TargetArn TopicArn',
  'states:startExecution': 'Input Name StateMachineArn TraceHeader',
  'http:invoke': 'ApiEndpoint Authentication Headers InvocationConfig Method QueryParameters RequestBody Transform',
  'events:putEvents': 'EndpointId Entries',
};

/** Of these one must be given: call-https-apis.html, connect-sns.html. */
const ONE_OF: Readonly<Record<string, string>> = {
  'http:invoke': 'InvocationConfig Authentication',
  'sns:publish': 'TopicArn TargetArn PhoneNumber',
};

/**
 * Optimized integrations: service → rows of actions, their patterns besides request and response, and what they
 * require. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html and the page of each service.
 */
const SERVICES: Readonly<Record<string, readonly Row[]>> = {
  apigateway: [['invoke', 'waitForTaskToken', 'ApiEndpoint Method']],
  athena: [
    ['startQueryExecution', 'sync', 'QueryString'],
    ['getQueryExecution getQueryResults stopQueryExecution', '', 'QueryExecutionId'],
  ],
  batch: [['submitJob', 'sync', 'JobDefinition JobName JobQueue']],
  bedrock: [
    ['invokeModel', 'waitForTaskToken', 'ModelId'],
    ['createModelCustomizationJob', 'sync waitForTaskToken'],
  ],
  codebuild: [
    ['startBuild startBuildBatch', 'sync', 'ProjectName'],
    ['retryBuildBatch', 'sync'],
    ['batchDeleteBuilds batchGetReports deleteBuildBatch stopBuild stopBuildBatch', ''],
  ],
  databrew: [['startJobRun', 'sync', 'Name']],
  dynamodb: [
    ['getItem deleteItem updateItem', '', 'TableName Key'],
    ['putItem', '', 'TableName Item'],
  ],
  ecs: [['runTask', 'sync waitForTaskToken', 'TaskDefinition']],
  eks: [
    ['call', 'waitForTaskToken', 'ClusterName'],
    ['runJob', 'sync waitForTaskToken', 'ClusterName'],
    [
      'createCluster createFargateProfile createNodegroup deleteCluster deleteFargateProfile deleteNodegroup',
      'sync waitForTaskToken',
    ],
  ],
  elasticmapreduce: [
    ['addStep', 'sync', 'ClusterId Step'],
    ['createCluster', 'sync', 'Name'],
    ['terminateCluster', 'sync', 'ClusterId'],
    ['cancelStep modifyInstanceFleetByName modifyInstanceGroupByName setClusterTerminationProtection', '', 'ClusterId'],
  ],
  'emr-containers': [
    ['createVirtualCluster', ''],
    ['deleteVirtualCluster startJobRun', 'sync'],
  ],
  'emr-serverless': [
    ['cancelJobRun createApplication deleteApplication startApplication startJobRun stopApplication', 'sync'],
  ],
  events: [['putEvents', 'waitForTaskToken', 'Entries']],
  glue: [['startJobRun', 'sync', 'JobName']],
  http: [['invoke', '', 'ApiEndpoint Method']],
  lambda: [['invoke', 'waitForTaskToken', 'FunctionName']],
  mediaconvert: [['createJob', 'sync', 'Role Settings']],
  sagemaker: [
    [
      'createHyperParameterTuningJob createLabelingJob createProcessingJob createTrainingJob createTransformJob',
      'sync',
    ],
    ['createEndpoint createEndpointConfig createModel updateEndpoint', ''],
  ],
  sns: [['publish', 'waitForTaskToken', 'Message']],
  sqs: [['sendMessage', 'waitForTaskToken', 'MessageBody QueueUrl']],
  states: [['startExecution', 'sync sync:2 waitForTaskToken', 'StateMachineArn']],
};

const INTEGRATIONS: ReadonlyMap<string, Integration> = new Map(
  Object.entries(SERVICES).flatMap(([service, rows]) =>
    rows.flatMap(([actions, patterns, required = '']) =>
      words(actions).map((action): [string, Integration] => [
        `${service}:${action}`,
        {
          patterns: words(patterns) as IntegrationPattern[],
          required: words(required),
          oneOf: listNames(ONE_OF[`${service}:${action}`]),
          parameters: listNames(PARAMETERS[`${service}:${action}`]),
        },
      ]),
    ),
  ),
);

function listNames(names: string | undefined): readonly string[] | undefined {
  return names === undefined ? undefined : words(names);
}

const AWS_SDK = /^aws-sdk:[a-z0-9-]+:[A-Za-z0-9]+$/;
const AWS_SDK_INTEGRATION: Integration = { patterns: ['waitForTaskToken'], required: [] };

/**
 * What is known of `service:action`, the last part of `arn:aws:states:::service:action`, without its pattern. Any
 * `aws-sdk:service:action` counts as known. Undefined for an integration that Step Functions does not have.
 */
export function findIntegration(name: string): Integration | undefined {
  return INTEGRATIONS.get(name) ?? (AWS_SDK.test(name) ? AWS_SDK_INTEGRATION : undefined);
}

/** `service:action` of every optimized integration. */
export function listIntegrations(): readonly string[] {
  return [...INTEGRATIONS.keys()];
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
