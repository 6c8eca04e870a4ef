import type { JsonObject, JsonValue } from '../../asl/json.ts';

/** What a function may do beside writing its own log. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resource: JsonValue;
}

export const arnOf = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** Rows are read and written one by one or in transactions of updates: nothing is deleted, nothing scanned. */
export const USE_TABLE: Grant = {
  actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
  resource: arnOf('Table'),
};

export const sendTo = (queue: string): Grant => ({ actions: ['sqs:SendMessage'], resource: arnOf(queue) });

export const consume = (queue: string): Grant => ({
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
  resource: arnOf(queue),
});

export const READ_STREAM: readonly Grant[] = [
  {
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    resource: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
  },
  // It knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
  { actions: ['dynamodb:ListStreams'], resource: '*' },
  sendTo('StreamFailureQueue'),
];

/**
 * A role of its own, with this and no more: SAM's own roles take managed policies, which allow every queue and every
 * table of the account.
 */
export function functionRole(logGroup: string, grants: readonly Grant[]): JsonObject {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'function',
          PolicyDocument: policyDocument([
            { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resource: arnOf(logGroup) },
            ...grants,
          ]),
        },
      ],
    },
  };
}

/** A policy beside the role: within it, what it names and the role would wait for each other. */
export function policyBeside(name: string, role: string, grants: readonly Grant[]): JsonObject {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: name, Roles: [{ Ref: role }], PolicyDocument: policyDocument(grants) },
  };
}

function policyDocument(grants: readonly Grant[]): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: grants.map(({ actions, resource }) => ({ Effect: 'Allow', Action: [...actions], Resource: resource })),
  };
}
