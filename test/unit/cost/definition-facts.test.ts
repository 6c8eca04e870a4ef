import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { readDefinitionFacts } from '../../../src/cost/definition-facts.ts';
import { readWorkload } from '../../../src/cost/workload.ts';
import { estimate } from './estimates.ts';

const task = (next: object): object => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...next });

function read(definition: object): ReturnType<typeof readDefinitionFacts> {
  return readDefinitionFacts(parseDefinition(JSON.stringify(definition), 'json'));
}

it('takes batch size, concurrency, child type and states from the distributed Map', () => {
  const { values, facts, approach } = read({
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Next: 'Map' },
      Map: {
        Type: 'Map',
        MaxConcurrency: 50,
        ItemBatcher: { MaxItemsPerBatch: 100 },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'A',
          States: { A: task({ Next: 'B' }), B: task({ End: true }) },
        },
        End: true,
      },
    },
  });
  expect(values).toEqual({
    statesPerChild: 2,
    lambdaCallsPerChild: 2,
    maxAttempts: 1,
    itemsPerBatch: 100,
    concurrency: 50,
  });
  expect(facts).toMatchObject({ mapPointer: '/States/Map', parentStates: 2 });
  expect(approach).toBe('distributed-express');
});

it('counts the longest way through choices, and every branch of a Parallel', () => {
  const { facts } = read({
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ Next: 'Long' }], Default: 'Short' },
      Short: { Type: 'Succeed' },
      Long: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'X', States: { X: task({ End: true }) } },
          { StartAt: 'Y', States: { Y: task({ End: true }) } },
        ],
        Next: 'Choose',
      },
    },
  });
  expect(facts.parentStates).toBe(4);
});

it('ends on a chain of ten thousand states, on a loop, and on nothing', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, n) => [`S${String(n)}`, { Type: 'Pass', Next: `S${String(n + 1)}` }]),
  );
  expect(read({ StartAt: 'S0', States: chain }).facts.parentStates).toBe(10_000);
  expect(read({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }).facts.parentStates).toBe(1);
  expect(readDefinitionFacts(parseDefinition('[]', 'json'))).toMatchObject({ values: {}, approach: undefined });
});

const mapOf = (processor: object, fields: object = {}): object => ({
  StartAt: 'Map',
  States: { Map: { Type: 'Map', ItemProcessor: processor, End: true, ...fields } },
});
const DISTRIBUTED = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

it('tells what a batch enters from what each of its items does, where an inline Map goes over the batch', () => {
  const inner = { StartAt: 'B', States: { B: task({ Next: 'C' }), C: { Type: 'Pass', End: true } } };
  const { values } = read(
    mapOf(
      {
        ...DISTRIBUTED,
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Next: 'Each' },
          Each: { Type: 'Map', MaxConcurrency: 7, ItemProcessor: inner, End: true },
        },
      },
      { ItemBatcher: { MaxItemsPerBatch: 50 } },
    ),
  );
  expect(values).toEqual({
    statesPerChild: 2,
    lambdaCallsPerChild: 0,
    statesPerItem: 2,
    lambdaCallsPerItem: 1,
    innerConcurrency: 7,
    maxAttempts: 1,
    itemsPerBatch: 50,
  });
});

it('knows reader, writer, retries, and what Express executions cannot have', () => {
  const retry = { Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }, { ErrorEquals: ['States.ALL'] }] };
  const wait = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true };
  const { facts, values } = read(
    mapOf(
      { ...DISTRIBUTED, StartAt: 'A', States: { A: task({ ...retry, Next: 'W' }), W: wait } },
      {
        ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2' },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject' },
        ItemBatcher: { MaxItemsPerBatchPath: '$.n' },
      },
    ),
  );
  expect(facts).toMatchObject({
    reader: 'listing',
    writer: true,
    standardOnly: 'W',
    workerPointer: '/States/Map/ItemProcessor/States/A',
    eventsPerChild: 12,
  });
  expect(values).toEqual({ statesPerChild: 2, lambdaCallsPerChild: 1, maxAttempts: 4 });
  const reader = (config: object): string =>
    read(
      mapOf(
        { ...DISTRIBUTED, StartAt: 'W', States: { W: wait } },
        { ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: config } },
      ),
    ).facts.reader;
  expect(reader({ InputType: 'MANIFEST' })).toBe('inventory');
  expect(reader({ InputType: 'CSV' })).toBe('object');
});

it('does not take other services for functions', () => {
  const calls = (resource: string): unknown =>
    read(mapOf({ StartAt: 'A', States: { A: { Type: 'Task', Resource: resource, End: true } } })).values
      .lambdaCallsPerChild;
  expect(calls('arn:aws:states:::lambda:invoke.waitForTaskToken')).toBe(1);
  expect(calls('arn:aws-cn:lambda:cn-north-1:1:function:f')).toBe(1);
  expect(calls('arn:aws:states:::aws-sdk:lambda:invoke')).toBe(1);
  expect(calls('${WorkerArn}')).toBe(1);
  expect(calls('arn:aws:states:::dynamodb:putItem')).toBe(0);
  expect(calls('arn:aws:states:us-east-1:1:activity:a')).toBe(0);
});

const inlineMap = (states: Record<string, object>, next: object): object => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: Object.keys(states)[0], States: states },
  ...next,
});
const distributedMap = (states: Record<string, object>, next: object): object => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: Object.keys(states)[0],
    States: states,
  },
  ...next,
});

it('tells what an inline iteration enters from what a Map within it does', () => {
  const inner = inlineMap({ B: task({ Next: 'C' }), C: task({ End: true }) }, { End: true });
  const { values, remarks } = read({
    StartAt: 'M',
    States: { M: inlineMap({ A: task({ Next: 'Inner' }), Inner: inner }, { End: true }) },
  });
  expect(values).toEqual({
    statesPerChild: 2,
    lambdaCallsPerChild: 1,
    inner: { states: 2, calls: 2, within: 'iteration' },
    maxAttempts: 1,
  });
  expect(remarks).toEqual([]);
  const counted = (given: JsonObject): unknown => {
    const found = readWorkload({ items: 1, ...given }, values);
    return 'errors' in found ? found.errors : [found.workload.statesPerChild, found.workload.lambdaCallsPerChild];
  };
  expect(counted({})).toEqual([4, 3]);
  expect(counted({ innerItems: 10 })).toEqual([22, 21]);
  expect(counted({ innerItems: 0 })).toEqual([2, 1]);
});

it('reads the Maps around and beside the one that works on the items', () => {
  const one = { A: task({ End: true }) };
  const { facts, remarks } = read({
    StartAt: 'First',
    States: {
      First: inlineMap(one, { Next: 'Second' }),
      Second: distributedMap({ Deep: distributedMap(one, { End: true }) }, { End: true }),
    },
  });
  expect(facts.mapName).toBe('Deep');
  expect(facts.outer).toMatchObject({ name: 'Second', kind: 'EXPRESS', unit: { states: 1, calls: 0 } });
  expect(facts.beside).toMatchObject([{ name: 'First', kind: 'INLINE', over: 'other', unit: { states: 1, calls: 1 } }]);
  expect(remarks).toEqual([]);
});

it('prices the Map Run that works on the items, not the one that starts it for each file', () => {
  const inner = distributedMap(
    { A: task({ Next: 'B' }), B: task({ End: true }) },
    { ItemReader: { Resource: 'arn:aws:states:::s3:getObject' }, ItemBatcher: { MaxItemsPerBatch: 20 }, End: true },
  );
  const { approach, facts, values } = read({
    StartAt: 'Files',
    States: {
      Files: {
        Type: 'Map',
        MaxConcurrency: 3,
        ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Items',
          States: { Items: inner },
        },
        End: true,
      },
    },
  });
  expect(approach).toBe('distributed-express');
  expect(facts).toMatchObject({ mapPointer: '/States/Files/ItemProcessor/States/Items', reader: 'object' });
  expect(values).toMatchObject({ itemsPerBatch: 20, statesPerChild: 2 });
});

it('says that a definition has no Map, or one that its type cannot have', () => {
  expect(read({ StartAt: 'A', States: { A: task({ End: true }) } }).remarks.join()).toMatch(/has no Map/);
  const distributed = { StartAt: 'M', States: { M: distributedMap({ A: task({ End: true }) }, { End: true }) } };
  const { remarks } = readDefinitionFacts(parseDefinition(JSON.stringify(distributed), 'json'), 'EXPRESS');
  expect(remarks.join()).toMatch(/M is a distributed Map in an Express workflow.*Standard/);
  expect(read(distributed).remarks).toEqual([]);
});

it('fills a batch up to MaxInputBytesPerBatch, and takes the smaller of the two limits', () => {
  const batchOf = (ItemBatcher: object, given: JsonObject): unknown => {
    const { values } = read({
      StartAt: 'M',
      States: { M: distributedMap({ A: task({ End: true }) }, { ItemBatcher, End: true }) },
    });
    const found = readWorkload({ items: 1000, ...given }, values);
    return 'errors' in found ? found.errors : found.assumptions.find(({ field }) => field === 'itemsPerBatch');
  };
  const fromDefinition = { field: 'itemsPerBatch', from: 'definition' };
  // {"Items":[ and ]} take 12 bytes, each item its own and a comma.
  expect(batchOf({ MaxInputBytesPerBatch: 10_240 }, { itemBytes: 100 })).toEqual({ ...fromDefinition, value: 101 });
  expect(batchOf({ MaxInputBytesPerBatch: 10_240, MaxItemsPerBatch: 1000 }, {})).toEqual({
    ...fromDefinition,
    value: 9,
  });
  expect(batchOf({ MaxInputBytesPerBatch: 10_240, MaxItemsPerBatch: 5 }, {})).toEqual({ ...fromDefinition, value: 5 });
  expect(batchOf({ MaxInputBytesPerBatch: 10 }, {})).toEqual({ ...fromDefinition, value: 1 });
});

it('finds a state outside the processor that only a Standard parent can have', () => {
  const { facts } = read({
    StartAt: 'M',
    States: {
      M: inlineMap({ A: task({ End: true }) }, { Next: 'Ask' }),
      Ask: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true },
    },
  });
  expect(facts).toMatchObject({ standardOnly: undefined, parentStandardOnly: 'Ask' });
  expect(estimate({ items: 10 }, '2026-09', { facts, values: {}, approach: undefined, remarks: [] })).toMatchObject({
    recommended: 'inline-standard',
  });
});

it('reads how long a child waits: on the longest way, in the longest branch; and names what only a run knows', () => {
  const wait = (more: object): object => ({ Type: 'Wait', ...more });
  const branch = (Seconds: number): object => ({ StartAt: 'X', States: { X: wait({ Seconds, End: true }) } });
  const { values, remarks } = read({
    StartAt: 'M',
    States: {
      M: distributedMap(
        {
          First: wait({ Seconds: 100, Next: 'Both' }),
          Both: { Type: 'Parallel', Branches: [branch(30), branch(50)], Next: 'Until' },
          Until: wait({ SecondsPath: '$.s', Next: 'A' }),
          A: task({ End: true }),
        },
        { End: true },
      ),
    },
  });
  expect(values).toMatchObject({ waitMilliseconds: 150_000 });
  expect(remarks.join()).toMatch(/How long Until waits is known in a run only, and not counted/);
});
