import { expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { readDefinitionFacts } from '../../../src/cost/definition-facts.ts';

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
        ResultWriter: {},
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
