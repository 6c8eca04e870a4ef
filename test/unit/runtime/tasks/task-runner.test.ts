import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import type { TaskRequest } from '../../../../src/runtime/contracts.ts';
import { parseMocks } from '../../../../src/runtime/tasks/mocks.ts';
import { failureOf, run as runTask, type RunnerOptions } from './run-task.ts';

const settled: [string, JsonValue][] = [];

beforeEach(() => {
  settled.length = 0;
});

const settleToken = (token: string, output: JsonValue) => void settled.push([token, output]);
const run = (request: Partial<TaskRequest>, options: RunnerOptions = {}) =>
  runTask(request, { settleToken, ...options });

describe('a mocked state', () => {
  const mocks = parseMocks(
    JSON.stringify({
      StateMachines: { orders: { TestCases: { Busy: { Send: 'Sent' } } } },
      MockedResponses: { Sent: { '0-1': { Throw: { Error: 'Busy', Cause: 'later' } }, 2: { Return: { id: 7 } } } },
    }),
  );
  const busy = { resource: 'arn:aws:states:::sqs:sendMessage', testCase: 'Busy' };

  it('gets the answer of its attempt, which settles its token', async () => {
    const first = await failureOf(run(busy, { mocks }));
    expect([first.error, first.cause]).toEqual(['Busy', 'later']);
    expect(await run({ ...busy, retryCount: 2, taskToken: 'token' }, { mocks })).toEqual({ id: 7 });
    expect(settled).toEqual([['token', { id: 7 }]]);
  });

  it.each([
    ['a test case that is not there', { testCase: 'None' }, /no test case "None" of the state machine "orders"/],
    ['an attempt without an answer', { retryCount: 3 }, /no response for attempt 3 of the state "Send"/],
    [
      'a state that is not mocked',
      { stateName: 'Other' },
      /Nothing here carries out .*sqs:sendMessage: mock the state/,
    ],
    ['an execution without a test case', { testCase: undefined }, /Nothing here carries out/],
  ])('fails for %s', async (_what, change, cause) => {
    const error = await failureOf(run({ ...busy, ...change }, { mocks }));
    expect(error.error).toBe('States.Runtime');
    expect(error.cause).toMatch(cause);
  });

  it.each([
    ['{', /^not valid JSON/],
    ['{"MockedResponses":{"A":{"0":{"Return":9007199254740993}}}}', /^The number 9007199254740993 cannot be kept/],
    ['{"Machines":{}}', /"Machines" is not known here/],
    ['{"StateMachines":{"m":{"TestCases":{"c":{"S":"None"}}}}}', /\.S must name one of MockedResponses/],
    ['{"MockedResponses":{"r":{"x":{"Return":1}}}}', /attempts are written "0" or "1-2"/],
    ['{"MockedResponses":{"r":{"0":{}}}}', /must have either Return or Throw/],
    ['{"MockedResponses":{"r":{"0":{"Throw":{"Cause":"c"}}}}}', /must have Error/],
  ])('needs a configuration that says what it means: %s', (text, message) => {
    expect(() => parseMocks(text)).toThrow(message);
  });
});

describe('lambda:invoke', () => {
  it.each([
    ['a function that nobody has', { FunctionName: 'price' }, /"price" has no local handler.*--lambda price=MODULE/],
    ['no function', {}, /lack "FunctionName"/],
    ['a parameter that AWS does not know', { FunctionName: 'f', Speed: 1 }, /field "Speed" is not supported/],
    ['a type of call that there is not', { FunctionName: 'f', InvocationType: 'Fast' }, /"InvocationType"/],
    ['a type of log that there is not', { FunctionName: 'f', LogType: 'All' }, /"LogType".*must be None or Tail/],
    ['a context that is no text', { FunctionName: 'f', ClientContext: {} }, /"ClientContext".*must be a text/],
    ['a context for a local handler', { FunctionName: 'local', ClientContext: 'e30=' }, /takes no "ClientContext"/],
    ['the log of a local handler', { FunctionName: 'local', LogType: 'Tail' }, /takes no "LogType"/],
  ])('fails with %s', async (_what, parameters, cause) => {
    const local = { name: 'local', modulePath: '/none.mjs', exportName: 'handler', timeoutSeconds: 3, memoryMb: 128 };
    const error = await failureOf(run({ parameters }, { functions: [local] }));
    expect(error.error).toBe('States.Runtime');
    expect(error.cause).toMatch(cause);
  });
});

describe('a Lambda endpoint', () => {
  let server: Server;
  let asked: {
    readonly url: string | undefined;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[];
  let answer: { readonly status: number; readonly headers?: Record<string, string>; readonly body: string };
  const invoke = (request: Partial<TaskRequest>) =>
    run(request, {
      environment: { AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    });

  beforeEach(async () => {
    asked = [];
    answer = { status: 200, body: '{"total":3}' };
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        asked.push({ url: request.url, headers: request.headers, body });
        response.writeHead(answer.status, { 'x-amzn-requestid': 'r-1', ...answer.headers }).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => server.close());

  it('is asked with everything that the state says, and answers with the envelope', async () => {
    answer = { ...answer, headers: { 'x-amz-executed-version': '5', 'x-amz-log-result': 'bG9n' } };
    const parameters = { FunctionName: 'price:live', Payload: [1, 2], ClientContext: 'e30=', LogType: 'Tail' };
    expect(await invoke({ parameters })).toMatchObject({
      Payload: { total: 3 },
      ExecutedVersion: '5',
      LogResult: 'bG9n',
      StatusCode: 200,
      SdkResponseMetadata: { RequestId: 'r-1' },
    });
    expect(asked).toMatchObject([
      {
        url: '/2015-03-31/functions/price/invocations?Qualifier=live',
        headers: { 'x-amz-client-context': 'e30=', 'x-amz-log-type': 'Tail' },
        body: '[1,2]',
      },
    ]);
  });

  it('answers with the payload alone where the Resource is the function', async () => {
    const resource = 'arn:aws:lambda:us-east-1:123456789012:function:price';
    expect(await invoke({ resource, parameters: { a: 1 } })).toEqual({ total: 3 });
    expect(asked[0]?.body).toBe('{"a":1}');
  });

  it('fails with the error of the function, of Lambda, or of the network', async () => {
    const parameters = { FunctionName: 'price' };
    answer = { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorType":"Odd"}' };
    const own = await failureOf(invoke({ parameters }));
    expect([own.error, own.cause]).toEqual(['Odd', '{"errorType":"Odd"}']);
    answer = {
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      body: '{"Message":"Function not found"}',
    };
    const lambda = await failureOf(invoke({ parameters }));
    expect(lambda.error).toBe('Lambda.ResourceNotFoundException');
    expect(lambda.cause).toMatch(/\(Service: Lambda, Status Code: 404, Request ID: r-1\)$/);
    const nowhere = await failureOf(
      run({ parameters }, { environment: { AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1' } }),
    );
    expect(nowhere.error).toBe('Lambda.SdkClientException');
  });
});
