import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import type { ChildExecution, MapRunRequest } from '../../../../src/runtime/contracts.ts';
import { createMapRuns } from '../../../../src/runtime/map-run/map-runs.ts';
import { endless, EXECUTION_ARN, only, refusals, run, start, START, TASK, typesOf, type Work } from './harness.ts';

function mapOf(state: JsonObject, more: JsonObject = {}): JsonObject {
  return only({ Type: 'Map', ItemProcessor: { StartAt: 'Item', States: { Item: { End: true, ...state } } }, ...more });
}

describe('an inline Map', () => {
  it('keeps the order of the items, whatever ends first', async () => {
    const wait = mapOf({ Type: 'Wait', SecondsPath: '$' });
    expect(await run(wait, [3, 1, 2, 0])).toMatchObject({ output: [3, 1, 2, 0] });
  });

  it('runs no more at once than MaxConcurrency, and 40 at most', async () => {
    const atOnce = async (more: JsonObject): Promise<number> => {
      let running = 0;
      let most = 0;
      const clock = new VirtualClock(START);
      const work: Work = async () => {
        most = Math.max(most, ++running);
        await clock.sleep(1000);
        running--;
        return null;
      };
      await run(
        mapOf(TASK, more),
        Array.from({ length: 100 }, (_, index) => index),
        { clock, work },
      );
      return most;
    };
    expect(await atOnce({ MaxConcurrency: 3 })).toBe(3);
    expect(await atOnce({})).toBe(40);
  });

  it('selects items with their index and value', async () => {
    const machine = mapOf(
      { Type: 'Pass' },
      { ItemsPath: '$.list', ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'k.$': '$.k' } },
    );
    expect(await run(machine, { list: ['a', 'b'], k: 7 })).toMatchObject({
      output: [
        { i: 0, v: 'a', k: 7 },
        { i: 1, v: 'b', k: 7 },
      ],
    });
  });

  it('tears the others down when one iteration fails', async () => {
    let aborted = 0;
    const machine = mapOf(TASK);
    const work: Work = (request, signal) =>
      request.parameters === 2 ? Promise.reject(new StatesError('Bad')) : endless(() => aborted++)(request, signal);
    expect(await run(machine, [1, 2, 3], { work })).toMatchObject({ status: 'FAILED', error: 'Bad' });
    expect(aborted).toBe(2);
  });

  it('gives each iteration its own variables over those of outside', async () => {
    const machine: JsonObject = {
      QueryLanguage: 'JSONata',
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { outer: 10 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: [1, 2],
          ItemProcessor: {
            StartAt: 'In',
            States: {
              In: { Type: 'Pass', Assign: { inner: '{% $states.input + $outer %}' }, Next: 'Out' },
              Out: { Type: 'Pass', Output: '{% $inner %}', End: true },
            },
          },
          End: true,
        },
      },
    };
    expect(await run(machine)).toMatchObject({ output: [11, 12] });
  });

  it('gives the same with one lane and with forty', async () => {
    const machine = (MaxConcurrency: number): JsonObject =>
      mapOf(
        {
          Type: 'Pass',
          QueryLanguage: 'JSONata',
          Output: { square: '{% $states.input * $states.input %}', all: '{% $sum([0..$states.input]) %}' },
        },
        { MaxConcurrency },
      );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), async (items) => {
        expect(await run(machine(1), items)).toEqual(await run(machine(40), items));
      }),
      { numRuns: 20 },
    );
  });

  it('runs 100,000 items without their history being copied', async () => {
    const items: JsonValue[] = Array.from({ length: 100_000 }, (_, id) => ({ id }));
    const execution = start(mapOf({ Type: 'Pass' }), items, { limits: 'off' });
    const result = await execution.result;
    expect(result.status === 'SUCCEEDED' && (result.output as JsonValue[])[99_999]).toBe(items[99_999]);
    expect(execution.history.length).toBe(400_006);
  });
});

describe('a Parallel', () => {
  it('gives the outputs of its branches in their order', async () => {
    const branch = (Seconds: number) => ({
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds, Next: 'P' }, P: { Type: 'Pass', Result: Seconds, End: true } },
    });
    expect(await run(only({ Type: 'Parallel', Branches: [branch(2), branch(1)] }))).toMatchObject({ output: [2, 1] });
  });

  it('fails at once with the first branch that fails', async () => {
    const clock = new VirtualClock(START);
    const machine = only({
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 100, End: true } } },
        { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, Next: 'F' }, F: { Type: 'Fail', Error: 'Bad' } } },
      ],
    });
    const execution = start(machine, {}, { clock });
    expect(await execution.result).toMatchObject({ status: 'FAILED', error: 'Bad' });
    expect(clock.now()).toBe(START + 1000);
    expect(typesOf(execution).slice(-3)).toEqual(['WaitStateAborted', 'ParallelStateFailed', 'ExecutionFailed']);
  });
});

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

  it('is for Standard machines only', () => {
    expect(refusals(machine, 'EXPRESS')[0]).toContain("'ItemProcessor' of the state 'Only'");
  });
});
