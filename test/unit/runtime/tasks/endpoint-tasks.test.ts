import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskRequest } from '../../../../src/runtime/contracts.ts';
import { failureOf, run } from './run-task.ts';

let server: Server;
let asked: { headers: IncomingMessage['headers']; body: string; url: string | undefined }[];
let answer: { status: number; headers?: Record<string, string>; body: string };
let environment: Record<string, string>;

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: '{}' };
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      asked.push({ headers: request.headers, body, url: request.url });
      response.sendDate = false;
      response.writeHead(answer.status, { 'x-amzn-RequestId': 'r-1', ...answer.headers }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  environment = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});
afterEach(() => server.close());

const task = (resource: string, parameters: object, more: Partial<TaskRequest> = {}) =>
  run({ resource: `arn:aws:states:::${resource}`, parameters: { ...parameters }, ...more }, { environment });
const sent = () => JSON.parse(asked.at(-1)?.body ?? '') as unknown;

describe('an SDK integration', () => {
  it.each([
    ['aws-sdk:dynamodb:query', 'DynamoDB_20120810.Query', '1.0', 'dynamodb'],
    ['aws-sdk:sqs:receiveMessage', 'AmazonSQS.ReceiveMessage', '1.0', 'sqs'],
    ['aws-sdk:eventbridge:putEvents', 'AWSEvents.PutEvents', '1.1', 'events'],
    ['aws-sdk:secretsmanager:getSecretValue', 'secretsmanager.GetSecretValue', '1.1', 'secretsmanager'],
    ['aws-sdk:ssm:getParameter', 'AmazonSSM.GetParameter', '1.1', 'ssm'],
    ['aws-sdk:kinesis:putRecord', 'Kinesis_20131202.PutRecord', '1.1', 'kinesis'],
    ['aws-sdk:cloudwatchlogs:putLogEvents', 'Logs_20140328.PutLogEvents', '1.1', 'logs'],
    ['aws-sdk:ecs:listTasks', 'AmazonEC2ContainerServiceV20141113.ListTasks', '1.1', 'ecs'],
    ['aws-sdk:kms:encrypt', 'TrentService.Encrypt', '1.1', 'kms'],
    ['aws-sdk:athena:getQueryResults', 'AmazonAthena.GetQueryResults', '1.1', 'athena'],
  ])('%s is one signed call', async (resource, target, version, signingName) => {
    expect(await task(resource, {})).toEqual({});
    expect(asked).toMatchObject([
      {
        url: '/',
        body: '{}',
        headers: {
          'x-amz-target': target,
          'content-type': `application/x-amz-json-${version}`,
          authorization: expect.stringContaining(`/us-east-1/${signingName}/aws4_request`) as string,
        },
      },
    ]);
  });

  it('hands over names, dates and blobs as the service has them', async () => {
    await task('aws-sdk:ecs:runTask', {
      TaskDefinition: 'd',
      Overrides: { ContainerOverrides: [{ Name: 'c', Environment: [{ Name: 'A', Value: 'b' }] }] },
    });
    expect(sent()).toEqual({
      taskDefinition: 'd',
      overrides: { containerOverrides: [{ name: 'c', environment: [{ name: 'A', value: 'b' }] }] },
    });
    await task('aws-sdk:ecs:registerTaskDefinition', { ContainerDefinitions: [{ DockerLabels: { Free: 'Key' } }] });
    expect(sent()).toEqual({ containerDefinitions: [{ dockerLabels: { Free: 'Key' } }] });
    await task('aws-sdk:dynamodb:exportTableToPointInTime', { ExportTime: '2026-01-02T03:04:05.500Z' });
    expect(sent()).toEqual({ ExportTime: 1767323045.5 });
    await task('aws-sdk:kinesis:putRecord', { Data: 'aGk=' });
    expect(sent()).toEqual({ Data: 'aGk=' });
    await task('aws-sdk:sqs:sendMessage', { MessageBody: { a: 1 } });
    expect(sent()).toEqual({ MessageBody: '{"a":1}' });
    await task('aws-sdk:dynamodb:putItem', { Item: { ExportTime: { S: 'not a date' } } });
    expect(sent()).toEqual({ Item: { ExportTime: { S: 'not a date' } } });
  });

  it('gives the answer with its names in PascalCase and its dates as texts', async () => {
    answer.body = '{"tasks":[{"startedAt":1767323045.5,"version":3,"overrides":null}],"failures":[]}';
    expect(await task('aws-sdk:ecs:describeTasks', {})).toEqual({
      Tasks: [{ StartedAt: '2026-01-02T03:04:05.500Z', Version: 3 }],
      Failures: [],
    });
    answer.body = '{"CreatedDate":1767323045,"SecretString":"s","VersionIdsToStages":{"free":["AWSCURRENT"]}}';
    expect(await task('aws-sdk:secretsmanager:describeSecret', {})).toEqual({
      CreatedDate: '2026-01-02T03:04:05Z',
      SecretString: 's',
      VersionIdsToStages: { free: ['AWSCURRENT'] },
    });
  });

  it('fails rather than round a number of the answer', async () => {
    answer.body = '{"Table":{"ItemCount":12345678901234567890}}';
    expect(await failureOf(task('aws-sdk:dynamodb:describeTable', { TableName: 't' }))).toMatchObject({
      error: 'States.Runtime',
      cause: 'The number 12345678901234567890 cannot be kept exactly here: pass it as a string.',
    });
  });

  it.each([
    [
      'aws-sdk:dynamodb:putItem',
      'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
      'DynamoDb.ResourceNotFoundException',
    ],
    ['aws-sdk:dynamodb:putItem', 'com.amazon.coral.validate#ValidationException', 'DynamoDb.DynamoDbException'],
    ['aws-sdk:sqs:sendMessage', 'com.amazonaws.sqs#QueueDoesNotExist', 'Sqs.QueueDoesNotExistException'],
    ['aws-sdk:ssm:getParameter', 'ParameterNotFound', 'Ssm.ParameterNotFoundException'],
  ])('%s names the error %s as the SDK for Java 2 does', async (resource, type, name) => {
    answer = { status: 400, body: JSON.stringify({ __type: type, message: 'Why' }) };
    const { error, cause } = await failureOf(task(resource, {}));
    expect(error).toBe(name);
    expect(cause).toBe(
      `Why (Service: ${name.split('.')[0]}, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)`,
    );
  });

  it('fails where nobody answers', async () => {
    environment = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' };
    const { error, cause } = await failureOf(task('aws-sdk:dynamodb:getItem', {}));
    expect(error).toBe('DynamoDb.SdkClientException');
    expect(cause).toMatch(/^Unable to execute HTTP request: http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/);
  });
});

describe('an optimized integration', () => {
  it('adds what came by HTTP', async () => {
    answer = { status: 200, headers: { Server: 'Local' }, body: '{"Item":{"id":{"S":"1"}}}' };
    expect(await task('dynamodb:getItem', { TableName: 't', Key: { id: { S: '1' } } })).toMatchObject({
      Item: { id: { S: '1' } },
      SdkHttpMetadata: {
        AllHttpHeaders: { 'x-amzn-RequestId': ['r-1'], Server: ['Local'] },
        HttpHeaders: { 'x-amzn-RequestId': 'r-1', Server: 'Local' },
        HttpStatusCode: 200,
      },
      SdkResponseMetadata: { RequestId: 'r-1' },
    });
    expect(sent()).toEqual({ TableName: 't', Key: { id: { S: '1' } } });
  });

  it.each([
    ['dynamodb:putItem', 'x#ConditionalCheckFailedException', 'DynamoDB.ConditionalCheckFailedException', undefined],
    ['dynamodb:putItem', 'x#ValidationException', 'DynamoDB.AmazonDynamoDBException', undefined],
    ['sqs:sendMessage', 'x#MissingRequiredParameterException', 'SQS.AmazonSQSException', 'MissingParameter;Sender'],
  ])('%s names the error %s as the SDK for Java 1 does', async (resource, type, name, query) => {
    answer = { status: 400, body: JSON.stringify({ __type: type, Message: 'Why' }) };
    if (query !== undefined) answer.headers = { 'x-amzn-query-error': query };
    const { error, cause } = await failureOf(task(resource, {}));
    expect(error).toBe(name);
    const code = query?.split(';')[0] ?? type.slice(2);
    expect(cause).toMatch(
      new RegExp(
        `^Why \\(Service: Amazon\\w+; Status Code: 400; Error Code: ${code}; Request ID: r-1; Proxy: null\\)$`,
      ),
    );
  });

  it('events:putEvents names its source, and fails with an entry that failed', async () => {
    await task('events:putEvents', { Entries: [{ Source: 's', Detail: { a: 1 } }] });
    expect(sent()).toEqual({
      Entries: [
        {
          Source: 's',
          Detail: '{"a":1}',
          Resources: [
            'arn:aws:states:us-east-1:123456789012:stateMachine:orders',
            'arn:aws:states:us-east-1:123456789012:execution:orders:one',
          ],
        },
      ],
    });
    answer.body = '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Bad."}]}';
    const { error, cause } = await failureOf(task('events:putEvents', { Entries: [{}] }));
    expect([error, cause]).toEqual([
      'EventBridge.FailedEntry',
      '{"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Bad."}],"FailedEntryCount":1}',
    ]);
  });
});

describe('sns:publish', () => {
  it('speaks the query protocol', async () => {
    answer.body =
      '<PublishResponse><PublishResult><MessageId>m-1</MessageId><SequenceNumber>7</SequenceNumber></PublishResult>' +
      '<ResponseMetadata><RequestId>q-1</RequestId></ResponseMetadata></PublishResponse>';
    const parameters = {
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:t',
      Message: { a: 'ä&b' },
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    };
    expect(await task('sns:publish', parameters)).toMatchObject({
      MessageId: 'm-1',
      SequenceNumber: '7',
      SdkResponseMetadata: { RequestId: 'q-1' },
    });
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:t',
      Message: '{"a":"ä&b"}',
      'MessageAttributes.entry.1.Name': 'kind',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'x',
    });
    expect(await task('aws-sdk:sns:publish', { Message: 'm' })).toEqual({ MessageId: 'm-1', SequenceNumber: '7' });
  });

  it('names its errors', async () => {
    answer = {
      status: 404,
      body: '<ErrorResponse><Error><Code>NotFound</Code><Message>No &quot;t&quot;</Message></Error><RequestId>q-1</RequestId></ErrorResponse>',
    };
    const { error, cause } = await failureOf(task('sns:publish', { Message: 'm' }));
    expect([error, cause]).toEqual([
      'SNS.NotFoundException',
      'No "t" (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: q-1; Proxy: null)',
    ]);
    expect((await failureOf(task('aws-sdk:sns:publish', { Message: 'm' }))).error).toBe('Sns.NotFoundException');
  });
});

describe('what is not sent', () => {
  it.each([
    ['dynamodb:getItem', /, or give an endpoint of DynamoDB \(AWS_ENDPOINT_URL_DYNAMODB\)\.$/],
    ['aws-sdk:secretsmanager:getSecretValue', /an endpoint of Secrets Manager \(AWS_ENDPOINT_URL_SECRETS_MANAGER\)\.$/],
    ['sns:publish', /an endpoint of SNS \(AWS_ENDPOINT_URL_SNS\)\.$/],
    ['aws-sdk:s3:listBuckets', /give an S3 endpoint/],
  ])('without an endpoint nothing is: %s', async (resource, ways) => {
    environment = { AWS_ENDPOINT_URL: '' };
    const { error, cause } = await failureOf(task(resource, {}));
    expect(error).toBe('States.Runtime');
    expect(cause).toMatch(/^Nothing here carries out arn:aws:states:::.*: mock the state "Send" \(--mocks FILE\)/);
    expect(cause).toMatch(ways);
  });

  it.each([
    ['http:invoke', /EventBridge connection/],
    ['ecs:runTask.sync', /jobs that a state waits for/],
    ['glue:startJobRun.sync', /jobs that a state waits for/],
    ['batch:submitJob', /no endpoint is asked/],
    ['apigateway:invoke', /no endpoint is asked/],
    ['dynamodb:query', /no endpoint is asked/],
    ['aws-sdk:ec2:describeInstances', /no endpoint is asked/],
    ['aws-sdk:dynamodb:fly', /no endpoint is asked/],
  ])('with an endpoint neither is %s', async (resource, reason) => {
    const { error, cause } = await failureOf(task(resource, {}));
    expect(error).toBe('States.Runtime');
    expect(cause).toMatch(/^Nothing here carries out .*: mock the state "Send" \(--mocks FILE\)/);
    expect(cause).toMatch(reason);
    expect(asked).toEqual([]);
  });

  it.each([
    ['aws-sdk:kinesis:putRecord', { Data: 'no base64!' }, {}, /"Data" for Kinesis is a blob: give it as base64/],
    ['aws-sdk:dynamodb:exportTableToPointInTime', { ExportTime: 'soon' }, {}, /"ExportTime" for DynamoDB is no date/],
    ['dynamodb:getItem', {}, { roleArn: 'arn:aws:iam::210987654321:role/other' }, /role of another account/],
    ['dynamodb:getItem', {}, { parameters: 'text' }, /must be an object/],
  ])('a call that cannot be right is not: %s %j', async (resource, parameters, more, reason) => {
    const { error, cause } = await failureOf(task(resource, parameters, more));
    expect(error).toBe('States.Runtime');
    expect(cause).toMatch(reason);
    expect(asked).toEqual([]);
  });
});
