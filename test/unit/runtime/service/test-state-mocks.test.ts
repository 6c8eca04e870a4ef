import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BROKEN,
  DISTRIBUTED,
  FORK,
  GREET,
  INVOKE,
  json,
  MAP,
  openStateTester,
  type StateTester,
} from './state-tester.ts';
import { failure } from './test-service.ts';

let tester: StateTester;
beforeAll(async () => {
  tester = await openStateTester();
});
afterAll(() => tester.close());

describe('a mocked Task', () => {
  it('has its fields evaluated on both sides of the mock', async () => {
    const state = {
      ...INVOKE,
      QueryLanguage: 'JSONata',
      Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
    };
    const mock = { result: json({ Payload: { a: 1 }, StatusCode: 200 }) };
    const Output = '{% $states.result.Payload.a %}';
    expect(await tester.ask({ ...state, Output }, { input: '{"b":2}', mock, inspectionLevel: 'DEBUG' })).toEqual({
      status: 'SUCCEEDED',
      output: '1',
      inspectionData: {
        input: '{"b":2}',
        afterArguments: json({ FunctionName: 'f', Payload: { b: 2 } }),
        result: mock.result,
      },
    });
  });

  it.each([
    ['an activity', 'arn:aws:states:us-east-1:123456789012:activity:manual'],
    ['a task token', 'arn:aws:states:::sqs:sendMessage.waitForTaskToken'],
    ['a function', GREET.Resource],
  ])('of %s may answer with anything, or fail', async (_what, Resource) => {
    const Parameters = { QueueUrl: 'q', MessageBody: { 't.$': '$$.Task.Token' } };
    const state = { Type: 'Task', Resource, End: true, ...(Resource.includes('sqs') ? { Parameters } : {}) };
    expect(await tester.ask(state, { mock: { result: '"done"' } })).toEqual({ status: 'SUCCEEDED', output: '"done"' });
    const failed = { status: 'FAILED', error: 'Broken', cause: 'it broke' };
    expect(await tester.ask({ ...state, TimeoutSeconds: 5 }, { mock: BROKEN })).toEqual(failed);
  });

  it('counts the attempts that its retrier has used up, then goes on to its Catch', async () => {
    const state = {
      ...INVOKE,
      Parameters: { FunctionName: 'f' },
      Retry: [{ ErrorEquals: ['Broken'], IntervalSeconds: 2, BackoffRate: 1.5, MaxAttempts: 2 }],
      Catch: [
        { ErrorEquals: ['Other'], Next: 'No' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Repair' },
      ],
    };
    const again = await tester.ask(state, {
      mock: BROKEN,
      inspectionLevel: 'DEBUG',
      stateConfiguration: { retrierRetryCount: 1 },
    });
    expect(again).toMatchObject({ status: 'RETRIABLE', error: 'Broken' });
    expect(again.inspectionData?.errorDetails).toEqual({ retryIndex: 0, retryBackoffIntervalSeconds: 3 });
    const caught = await tester.ask(state, {
      input: '{"a":1}',
      mock: BROKEN,
      inspectionLevel: 'DEBUG',
      stateConfiguration: { retrierRetryCount: 2 },
    });
    expect(caught).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'Broken',
      cause: 'it broke',
      nextState: 'Repair',
      output: json({ a: 1, error: { Error: 'Broken', Cause: 'it broke' } }),
    });
    expect(caught.inspectionData?.errorDetails).toEqual({ retryIndex: 0, catchIndex: 1 });
  });

  it('sees the Context object of the request, whole', async () => {
    const state = { ...INVOKE, Parameters: { FunctionName: 'f', 'Payload.$': '$$' } };
    const context = json({ State: { RetryCount: 3 }, Map: { Item: { Index: 1, Value: 'v' } } });
    const answer = await tester.ask(state, { context, mock: { result: '{}' }, inspectionLevel: 'DEBUG' });
    expect(JSON.parse(answer.inspectionData?.afterParameters ?? '')).toEqual({
      FunctionName: 'f',
      Payload: JSON.parse(context) as unknown,
    });
  });
});

describe('a mocked Map or Parallel', () => {
  it('shows the inputs of its iterations, which do not run', async () => {
    const state = {
      ...DISTRIBUTED,
      ItemsPath: '$.list',
      ItemSelector: { 'at.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'from.$': '$$.Map.Item.Source' },
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'all.$': '$.all' } },
      MaxConcurrency: 5,
      ToleratedFailurePercentagePath: '$.most',
    };
    const input = json({ list: ['a', 'b', 'c'], all: 1, most: 34.5 });
    const answer = await tester.ask(state, { input, mock: { result: '[1,2]' }, inspectionLevel: 'DEBUG' });
    const items = ['a', 'b', 'c'].map((v, at) => ({ at, v, from: 'STATE_DATA' }));
    expect(answer).toEqual({
      status: 'SUCCEEDED',
      output: '[1,2]',
      inspectionData: {
        input,
        afterInputPath: input,
        afterItemsPath: json(['a', 'b', 'c']),
        afterItemSelector: json(items),
        afterItemBatcher: json([
          { BatchInput: { all: 1 }, Items: items.slice(0, 2) },
          { BatchInput: { all: 1 }, Items: items.slice(2) },
        ]),
        afterResultSelector: '[1,2]',
        afterResultPath: '[1,2]',
        maxConcurrency: 5,
        toleratedFailurePercentage: 34.5,
      },
    });
  });

  it('the same inline', async () => {
    const ItemSelector = { 'item.$': '$$.Map.Item', 'other.$': '$.other' };
    const input = json({ list: ['a'], other: 1 });
    const answer = await tester.ask(
      { ...MAP, ItemsPath: '$.list', ItemSelector },
      { input, mock: { result: '[7]' }, inspectionLevel: 'DEBUG' },
    );
    expect(answer).toMatchObject({ output: '[7]', inspectionData: { maxConcurrency: 0 } });
    expect(answer.inspectionData?.afterItemSelector).toBe(json([{ item: { Index: 0, Value: 'a' }, other: 1 }]));
  });

  it('reads the data of its ItemReader from the request', async () => {
    const reader = (config: object) => ({
      ...DISTRIBUTED,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: config,
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ItemSelector: { 'v.$': '$$.Map.Item.Value', 'from.$': '$$.Map.Item.Source' },
    });
    const test = (config: object, mapItemReaderData: string) =>
      tester.ask(reader(config), {
        mock: { result: '[]' },
        stateConfiguration: { mapItemReaderData },
        inspectionLevel: 'DEBUG',
      });
    const csv = await test({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 1 }, 'a,b\n1,2\n3,4\n');
    expect(csv.inspectionData?.afterItemSelector).toBe(json([{ v: { a: '1', b: '2' }, from: 'S3://b/k' }]));
    expect(csv.inspectionData?.afterItemsPath).toBeUndefined();
    const pointed = await test({ InputType: 'JSON', ItemsPointer: '/in/side' }, json({ in: { side: [1, 2] } }));
    expect(pointed.inspectionData?.afterItemsPointer).toBe('[1,2]');
    expect(await test({ InputType: 'JSON' }, '{')).toMatchObject({
      status: 'FAILED',
      error: 'States.ItemReaderFailed',
    });
    const refused = await failure(test({ InputType: 'PARQUET' }, 'PAR1'));
    expect(refused.name).toBe('ValidationException');
    expect(refused.message).toContain('"PARQUET"');
  });

  it('fails when more iterations failed than it tolerates, and only where it says what it tolerates', async () => {
    const test = (fields: object, mapIterationFailureCount: number) =>
      tester.ask(
        { ...DISTRIBUTED, ...fields },
        {
          input: '[1,2,3,4]',
          mock: { result: '[1]' },
          stateConfiguration: { mapIterationFailureCount },
        },
      );
    expect(await test({ ToleratedFailurePercentage: 50 }, 2)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await test({ ToleratedFailurePercentage: 50 }, 3)).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    expect(await test({ ToleratedFailureCount: 0 }, 1)).toMatchObject({ status: 'FAILED' });
    expect(await test({}, 4)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await failure(test({}, 5))).toMatchObject({ name: 'ValidationException' });
  });

  it('an ItemSelector that fails is told of in the words of an execution', async () => {
    const ItemSelector = { 'v.$': '$.absent' };
    const answer = await tester.ask({ ...DISTRIBUTED, ItemSelector }, { input: '[1]', mock: { result: '[1]' } });
    expect(answer).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(answer.cause).toMatch(/^An error occurred while executing the state 'StateName'/);
  });

  it('hands on what its branches are mocked with', async () => {
    const fork = { Type: 'Parallel', Branches: FORK.Branches, ResultPath: '$.both', Next: 'Join' };
    expect(await tester.ask(fork, { input: '{}', mock: { result: '[1,2]' } })).toEqual({
      status: 'SUCCEEDED',
      output: json({ both: [1, 2] }),
      nextState: 'Join',
    });
    const caught = await tester.ask(
      { ...fork, Catch: [{ ErrorEquals: ['Broken'], Next: 'Repair' }] },
      { mock: BROKEN, stateConfiguration: { errorCausedByState: 'Other' } },
    );
    expect(caught).toMatchObject({ status: 'CAUGHT_ERROR', nextState: 'Repair' });
  });
});
