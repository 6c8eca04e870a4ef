import type { JsonObject } from '../asl/json.ts';
import type { PolicyContext, Statement } from './statement.ts';
import { arnOf, keysOf, namedText, serviceArn, type NamedText } from './texts.ts';

/** What a Task state asks for: the statements, or why they cannot be told. */
export type Grant = { readonly statements: readonly Statement[] } | { readonly fault: string };

interface Integration {
  /** The field of Parameters or Arguments that names what is called. */
  readonly target: string;
  readonly sid: string;
  readonly actions: readonly string[];
  readonly arn: (text: string, context: PolicyContext) => string | undefined;
}

const TABLE = (text: string, context: PolicyContext): string =>
  arnOf(text, 'dynamodb', (name) => `table/${name}`, context).replace(
    /^\$\{([A-Za-z0-9]+)\}$/,
    // Ref of a table is its name.
    (_, table: string) => serviceArn('dynamodb', `table/\${${table}}`, context),
  );

function dynamo(action: string): Integration {
  return { target: 'TableName', sid: `DynamoDB${action}`, actions: [`dynamodb:${action}`], arn: TABLE };
}

/**
 * The optimized integrations whose permissions follow from one field.
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html and the page of each service there.
 */
const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  'lambda:invoke': {
    target: 'FunctionName',
    sid: 'InvokeFunctions',
    actions: ['lambda:InvokeFunction'],
    arn: (text, context) => arnOf(text, 'lambda', (name) => `function:${name}`, context),
  },
  'sqs:sendMessage': { target: 'QueueUrl', sid: 'SendMessages', actions: ['sqs:SendMessage'], arn: queueArn },
  'sns:publish': {
    target: 'TopicArn',
    sid: 'PublishMessages',
    actions: ['sns:Publish'],
    arn: (text) => text,
  },
  'dynamodb:getItem': dynamo('GetItem'),
  'dynamodb:putItem': dynamo('PutItem'),
  'dynamodb:updateItem': dynamo('UpdateItem'),
  'dynamodb:deleteItem': dynamo('DeleteItem'),
};

/** `https://sqs.region.amazonaws.com/account/name`; Ref of a queue is its URL, which CloudFormation cannot take apart. */
function queueArn(text: string, { partition }: PolicyContext): string | undefined {
  const reference = /^\$\{([A-Za-z0-9]+)\}$/.exec(text)?.[1];
  if (reference !== undefined) return `\${${reference}.Arn}`;
  const [, region, account, name] = /^https:\/\/sqs\.([a-z0-9-]+)\.[a-z.]+\/([^/]+)\/([^/]+)$/.exec(text) ?? [];
  return name === undefined ? undefined : `arn:${partition}:sqs:${region ?? ''}:${account ?? ''}:${name}`;
}

/** What one Task needs, by its Resource. Activities need nothing. */
export function grantTask(resource: NamedText, fields: JsonObject, context: PolicyContext): Grant {
  if ('fault' in resource) return resource;
  const integration = /^arn:[^:]+:states:::([A-Za-z0-9-]+:[A-Za-z0-9:-]+?)(\.sync(?::2)?|\.waitForTaskToken)?$/.exec(
    resource.text,
  );
  if (!integration) return grantDirect(resource.text);
  const [, name = '', pattern = ''] = integration;
  if (name === 'states:startExecution') return grantNestedExecution(fields, pattern.startsWith('.sync'), context);
  if (name === 'aws-sdk:s3:getObject' && pattern === '') return grantObject(fields, context);
  const known = Object.hasOwn(INTEGRATIONS, name) ? INTEGRATIONS[name] : undefined;
  if (!known || pattern.startsWith('.sync'))
    return { fault: `the permissions of ${name}${pattern} are not known here` };
  const target = namedText(fields, known.target, context);
  if ('fault' in target) return target;
  const arn = known.arn(target.text, context);
  if (arn === undefined) return { fault: `${known.target} ${target.text} does not tell the ARN` };
  return { statements: [{ sid: known.sid, actions: known.actions, resources: [arn] }] };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function grantObject(fields: JsonObject, context: PolicyContext): Grant {
  const bucket = namedText(fields, 'Bucket', context);
  if ('fault' in bucket) return bucket;
  const key = namedText(fields, 'Key', context);
  const keys = 'text' in key ? key.text : keysOf(bucket.text, context);
  const action = 'VersionId' in fields || 'VersionId.$' in fields ? 's3:GetObjectVersion' : 's3:GetObject';
  const resources = [`arn:${context.partition}:s3:::${bucket.text}/${keys}`];
  return { statements: [{ sid: 'ReadObjects', actions: [action], resources }] };
}

/** Resource is a function's ARN, or an activity's. */
function grantDirect(text: string): Grant {
  if (/^arn:[^:]+:states:[^:]*:[^:]*:activity:/.test(text)) return { statements: [] };
  if (/^arn:[^:]+:lambda:/.test(text) || /^\$\{[^}]+\.Arn\}$/.test(text))
    return { statements: [{ sid: 'InvokeFunctions', actions: ['lambda:InvokeFunction'], resources: [text] }] };
  return { fault: `nothing tells what ${text} is` };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
function grantNestedExecution(fields: JsonObject, waits: boolean, context: PolicyContext): Grant {
  const machine = namedText(fields, 'StateMachineArn', context);
  if ('fault' in machine) return machine;
  const statements: Statement[] = [
    { sid: 'StartNestedExecutions', actions: ['states:StartExecution'], resources: [machine.text] },
  ];
  if (!waits) return { statements };
  const reference = /^\$\{([A-Za-z0-9]+)\}$/.exec(machine.text)?.[1];
  const name = reference === undefined ? /:stateMachine:([^:]+)/.exec(machine.text)?.[1] : `\${${reference}.Name}`;
  if (name === undefined) return { fault: `StateMachineArn ${machine.text} does not tell the name of its executions` };
  return {
    statements: [
      ...statements,
      {
        sid: 'FollowNestedExecutions',
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [serviceArn('states', `execution:${name}:*`, context)],
      },
      {
        sid: 'ReceiveNestedExecutionEvents',
        actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        resources: [serviceArn('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule', context)],
      },
    ],
  };
}
