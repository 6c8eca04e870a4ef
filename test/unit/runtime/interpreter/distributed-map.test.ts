import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import type { ChildExecution, MapRunRequest } from '../../../../src/runtime/contracts.ts';
import { createMapRuns } from '../../../../src/runtime/map-run/map-runs.ts';
import { EXECUTION_ARN, only, refusals, run, start, START } from './harness.ts';

describe('a distributed Map', () => {
  const machine = only({
    Type: 'Map',
    Label: 'Rows',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItemsPath: '$.most' },
      Parameters: { 'Bucket.$': '$.bucket', Key: 'rows.csv' },
    },
    ItemSelector: { 'row.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
    ItemBatcher: { MaxItemsPerBatch: 5, BatchInput: { 'bucket.$': '$.bucket' } },
    ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'p' } },
    MaxConcurrency: 7,
    ToleratedFailurePercentage: 1.5,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'Item',
      States: { Item: { Type: 'Pass', End: true } },
    },
  });

  it('evaluates all that its Map Run needs', async () => {
    let asked: MapRunRequest | undefined;
    let selected: JsonValue | undefined;
    let child: JsonValue | undefined;
    const mapRuns = {
      run: async (request: MapRunRequest, signal: AbortSignal): Promise<JsonValue> => {
        asked = request;
        selected = await request.selectItem?.({ a: 1 }, { index: 3, key: undefined, source: 'S3://b/rows.csv' });
        const execution: ChildExecution = { executionArn: 'arn', name: 'child', input: [1], startDate: START };
        child = await request.runChild(execution, signal);
        return { done: true };
      },
    };
    expect(await run(machine, { bucket: 'b', most: 9 }, { mapRuns })).toMatchObject({ output: { done: true } });
    expect(asked).toMatchObject({
      stateName: 'Only',
      pointer: '/States/Only',
      label: 'Rows',
      executionType: 'EXPRESS',
      source: {
        reader: {
          action: 'getObject',
          parameters: { Bucket: 'b', Key: 'rows.csv' },
          config: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 9 },
        },
      },
      batcher: { maxItemsPerBatch: 5, batchInput: { bucket: 'b' } },
      writer: { target: { bucket: 'out', prefix: 'p' }, transformation: 'NONE', outputType: 'JSON' },
      maxConcurrency: 7,
      toleratedFailurePercentage: 1.5,
      toleratedFailureCount: undefined,
    });
    expect(asked?.mapRunArn).toMatch(/^arn:aws:states:us-east-1:111111111111:mapRun:machine\/Rows:/);
    expect(selected).toEqual({ row: { a: 1 }, index: 3 });
    expect(child).toEqual([1]);
  });

  it('counts children that run out of time apart from those that fail', async () => {
    const clock = new VirtualClock(START);
    const buckets = { find: () => Promise.reject(new Error('no bucket expected')) };
    const mapRuns = createMapRuns({ buckets, clock, limits: 'aws' });
    const late = only({
      Type: 'Map',
      ToleratedFailureCount: 2,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Sort',
        States: {
          Sort: { Type: 'Choice', Choices: [{ Variable: '$', NumericLessThan: 0, Next: 'Fail' }], Default: 'Wait' },
          Fail: { Type: 'Fail' },
          Wait: { Type: 'Wait', SecondsPath: '$', End: true },
        },
      },
    });
    expect(await run(late, [1, 301, -1], { clock, mapRuns })).toMatchObject({
      status: 'SUCCEEDED',
      output: [1, { Status: 'TIMED_OUT', Error: 'States.Timeout' }, { Status: 'FAILED' }],
    });
    const [mapRun] = mapRuns.list(EXECUTION_ARN);
    expect(mapRun?.itemCounts).toMatchObject({ succeeded: 1, timedOut: 1, failed: 1 });
    expect(mapRun?.executionCounts).toMatchObject({ succeeded: 1, timedOut: 1, failed: 1 });
  });

  it('gives no error name to a child that gave none', async () => {
    const clock = new VirtualClock(START);
    const buckets = { find: () => Promise.reject(new Error('no bucket expected')) };
    const mapRuns = createMapRuns({ buckets, clock, limits: 'aws' });
    const nameless = only({
      Type: 'Map',
      ToleratedFailurePercentage: 100,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Fail',
        States: { Fail: { Type: 'Fail' } },
      },
    });
    const { output } = (await run(nameless, [1], { clock, mapRuns })) as unknown as { output: JsonObject[] };
    expect(output[0]).toMatchObject({ Status: 'FAILED' });
    expect(output[0]).not.toHaveProperty('Error');
  });

  it('ends at once when the execution is stopped, whatever its Map Run does', async () => {
    const mapRuns = { run: () => new Promise<JsonValue>(() => undefined) };
    const execution = start(machine, { bucket: 'b', most: 9 }, { mapRuns });
    await new Promise((resolve) => setImmediate(resolve));
    execution.stop();
    expect((await execution.result).status).toBe('ABORTED');
  });

  describe('is refused when it is made', () => {
    const S3 = 'arn:aws:states:::s3:';
    const distributed = (more: JsonObject): JsonObject =>
      only({
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Item',
          States: { Item: { Type: 'Pass', End: true } },
        },
        ...more,
      });
    const reading = (config: JsonObject | undefined, parameters: JsonObject = {}): JsonObject =>
      distributed({
        ItemReader: {
          Resource: `${S3}getObject`,
          Parameters: { Bucket: 'b', 'Key.$': '$.key', ...parameters },
          ...(config && { ReaderConfig: config }),
        },
      });
    const writing = (writer: JsonObject): JsonObject => distributed({ ResultWriter: writer });
    const where = { Bucket: 'b', Prefix: 'p' };

    it.each<[string, JsonObject]>([
      ['ReaderConfig', reading(undefined)],
      ['InputType', reading({})],
      ['InputType', reading({ InputType: 'XML' })],
      ['InputType', reading({ InputType: '{% $type %}' })],
      ['CSVHeaders', reading({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' })],
      ['Transformation', reading({ InputType: 'CSV', Transformation: 'LOAD_AND_FLATTEN' })],
      ['RequestPayer', reading({ InputType: 'JSON' }, { RequestPayer: 'requester' })],
      ['ChecksumMode', reading({ InputType: 'JSON' }, { 'ChecksumMode.$': '$.mode' })],
      ['OutputType', writing({ WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' } })],
      [
        'ExpectedBucketOwner',
        writing({ Resource: `${S3}putObject`, Parameters: { ...where, ExpectedBucketOwner: '1' } }),
      ],
    ])('for its %s', (field, definition) => {
      const refused = refusals(definition);
      expect(refused).toHaveLength(1);
      expect(refused[0]).toMatch(/^The field '\w+' of the state 'Only' /);
      expect(refused[0]).toContain(field);
    });

    it('unless only the input decides', () => {
      expect(refusals(reading({ InputType: 'JSON', MaxItemsPath: '$.most' }))).toEqual([]);
      const jsonata = {
        ...distributed({
          ItemReader: {
            Resource: `${S3}getObject`,
            Arguments: '{% $states.input.where %}',
            ReaderConfig: { InputType: 'JSON', MaxItems: '{% $states.input.most %}' },
          },
        }),
        QueryLanguage: 'JSONata',
      };
      expect(refusals(jsonata)).toEqual([]);
    });
  });

  it.each<[string, JsonObject]>([
    ['Prefix', { Bucket: 'b', Prefix: 5 }],
    ['Bucket', { Bucket: null, Prefix: 'p' }],
    ['ExpectedBucketOwner', { Bucket: 'b', Prefix: 'p', ExpectedBucketOwner: '1' }],
  ])('fails when an expression gives a %s that cannot be used', async (field, where) => {
    const writing = only(
      {
        Type: 'Map',
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: '{% $states.input %}' },
        Items: [1],
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Item',
          States: { Item: { Type: 'Pass', End: true } },
        },
      },
      { QueryLanguage: 'JSONata' },
    );
    expect(await run(writing, where)).toMatchObject({
      status: 'FAILED',
      error: 'States.ResultWriterFailed',
      cause: expect.stringContaining(field) as string,
    });
  });

  it('is for Standard machines only', () => {
    expect(refusals(machine, 'EXPRESS')[0]).toContain("'ItemProcessor' of the state 'Only'");
  });
});
