import { arnOf, type Grant } from '../sam/roles.ts';

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
