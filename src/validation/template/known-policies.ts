import type { Granted } from './may-allow.ts';

/**
 * AWS's managed policies that state machines and functions have most, with all that they could allow; any other is
 * undefined. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ['*'],
  PowerUserAccess: ['*'],
  ReadOnlyAccess: ['*:Get*', '*:List*', '*:Describe*', '*:BatchGet*', '*:Query', '*:Scan'],
  AmazonS3FullAccess: ['s3:*', 's3-object-lambda:*'],
  AmazonS3ReadOnlyAccess: ['s3:Get*', 's3:List*', 's3:Describe*'],
  AmazonDynamoDBFullAccess: ['dynamodb:*', 'lambda:*'],
  AmazonSQSFullAccess: ['sqs:*'],
  AmazonSNSFullAccess: ['sns:*'],
  AWSStepFunctionsFullAccess: ['states:*'],
  AWSStepFunctionsConsoleFullAccess: ['states:*', 'lambda:List*'],
  AWSLambda_FullAccess: ['lambda:*', 'states:Describe*', 'states:List*'],
  AWSLambdaRole: ['lambda:InvokeFunction'],
  AWSLambdaExecute: ['logs:*', 's3:GetObject', 's3:PutObject'],
  AWSLambdaBasicExecutionRole: ['logs:*'],
  AWSLambdaVPCAccessExecutionRole: ['logs:*', 'ec2:*'],
  AWSLambdaSQSQueueExecutionRole: ['sqs:*', 'logs:*'],
  AWSLambdaDynamoDBExecutionRole: ['dynamodb:*', 'logs:*'],
  AWSLambdaKinesisExecutionRole: ['kinesis:*', 'logs:*'],
  AWSXRayDaemonWriteAccess: ['xray:*'],
  AWSXrayWriteOnlyAccess: ['xray:*'],
  AWSXrayFullAccess: ['xray:*', 'logs:*'],
  CloudWatchFullAccess: ['cloudwatch:*', 'logs:*', 'sns:*', 'autoscaling:*'],
  CloudWatchLogsFullAccess: ['logs:*', 'cloudwatch:*'],
};

/** What a managed policy of AWS allows, by its name or ARN; undefined for one that is not known here. */
export function managedPolicy(text: string): readonly Granted[] | undefined {
  const name =
    /^arn:(?:\$\{AWS::Partition\}|aws[a-z-]*):iam::aws:policy\/(?:[a-z-]+\/)?([A-Za-z0-9_]+)$/.exec(text)?.[1] ?? text;
  const actions = Object.hasOwn(MANAGED, name) ? MANAGED[name] : undefined;
  return actions && [{ actions, resources: ['*'] }];
}

type SamPolicy = (parameter: (name: string) => string) => Granted;

const ARN = 'arn:${AWS::Partition}';
const HERE = '${AWS::Region}:${AWS::AccountId}';

function onBucket(...actions: readonly string[]): SamPolicy {
  return (parameter) => {
    const bucket = `${ARN}:s3:::${parameter('BucketName')}`;
    return { actions, resources: [bucket, `${bucket}/*`] };
  };
}

function onTable(...actions: readonly string[]): SamPolicy {
  return (parameter) => {
    const table = `${ARN}:dynamodb:${HERE}:table/${parameter('TableName')}`;
    return { actions, resources: [table, `${table}/index/*`] };
  };
}

const READ = [
  's3:GetObject',
  's3:ListBucket',
  's3:GetBucketLocation',
  's3:GetObjectVersion',
  's3:GetLifecycleConfiguration',
];
const WRITE = ['s3:PutObject', 's3:PutObjectAcl', 's3:PutLifecycleConfiguration'];
const READ_ROWS = [
  'dynamodb:GetItem',
  'dynamodb:Scan',
  'dynamodb:Query',
  'dynamodb:BatchGetItem',
  'dynamodb:DescribeTable',
];
const WRITE_ROWS = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'];

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html */
const SAM_POLICIES: Readonly<Record<string, SamPolicy>> = {
  S3ReadPolicy: onBucket(...READ),
  S3WritePolicy: onBucket(...WRITE),
  S3CrudPolicy: onBucket(...READ, ...WRITE, 's3:DeleteObject'),
  S3FullAccessPolicy: onBucket('s3:*'),
  DynamoDBReadPolicy: onTable(...READ_ROWS),
  DynamoDBWritePolicy: onTable(...WRITE_ROWS),
  DynamoDBCrudPolicy: onTable(...READ_ROWS, ...WRITE_ROWS, 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'),
  LambdaInvokePolicy: (parameter) => ({
    actions: ['lambda:InvokeFunction'],
    resources: [`${ARN}:lambda:${HERE}:function:${parameter('FunctionName')}*`],
  }),
  StepFunctionsExecutionPolicy: (parameter) => ({
    actions: ['states:StartExecution'],
    resources: [`${ARN}:states:${HERE}:stateMachine:${parameter('StateMachineName')}`],
  }),
  SQSSendMessagePolicy: (parameter) => ({
    actions: ['sqs:SendMessage*'],
    resources: [`${ARN}:sqs:${HERE}:${parameter('QueueName')}`],
  }),
  SQSPollerPolicy: (parameter) => ({
    actions: ['sqs:*'],
    resources: [`${ARN}:sqs:${HERE}:${parameter('QueueName')}`],
  }),
  SNSPublishMessagePolicy: (parameter) => ({
    actions: ['sns:Publish'],
    resources: [`${ARN}:sns:${HERE}:${parameter('TopicName')}`],
  }),
};

/** What a policy template of SAM allows; undefined for one that is not known here. */
export function samPolicy(name: string, parameter: (name: string) => string): readonly Granted[] | undefined {
  const policy = Object.hasOwn(SAM_POLICIES, name) ? SAM_POLICIES[name] : undefined;
  return policy && [policy(parameter)];
}
