import { describe, expect, it } from 'vitest';
import { brief, distributedMap, machineOf, validateText } from './validate-text.ts';

function check(map: Record<string, unknown>, options = {}): string[] {
  return brief(validateText(machineOf({ M: map }), 'json', options));
}

function reader(config: unknown, over: Record<string, unknown> = {}): Record<string, unknown> {
  return distributedMap({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: config,
      Parameters: { Bucket: 'b', Key: 'k' },
      ...over,
    },
  });
}

function processor(config: Record<string, unknown>, states: Record<string, unknown>): Record<string, unknown> {
  return { ProcessorConfig: config, StartAt: Object.keys(states)[0], States: states };
}

const READER = '/States/M/ItemReader';
const CONFIG = `${READER}/ReaderConfig`;

describe('fan-out', () => {
  it('says nothing about a distributed Map that is right', () => {
    expect(check(distributedMap())).toEqual([]);
    expect(check(reader({ ManifestType: 'S3_INVENTORY' }))).toEqual([]);
    expect(check(reader({ InputType: 'PARQUET' }))).toEqual([]);
    expect(check(reader({ InputType: 'JSON', ItemsPointer: '/rows' }))).toEqual([]);
    const listed = { Resource: 'arn:aws-cn:states:::s3:listObjectsV2', Parameters: { Bucket: 'b', Prefix: 'p/' } };
    expect(check(distributedMap({ ItemReader: listed }))).toEqual([]);
    const flattened = { ...listed, ReaderConfig: { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' } };
    expect(check(distributedMap({ ItemReader: flattened }))).toEqual([]);
    expect(check(distributedMap({ ResultWriter: { WriterConfig: { OutputType: 'JSONL' } } }))).toEqual([]);
  });

  it.each([
    ['no InputType', reader({}), `error INVALID_ITEM_READER ${CONFIG}`],
    ['a CSV without header', reader({ InputType: 'CSV' }), `error INVALID_ITEM_READER ${CONFIG}`],
    [
      'GIVEN without headers',
      reader({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }),
      `error INVALID_ITEM_READER ${CONFIG}/CSVHeaderLocation`,
    ],
    [
      'headers twice',
      reader({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVHeaders: ['a'] }),
      `warning IGNORED_FIELD ${CONFIG}/CSVHeaders`,
    ],
    [
      'a delimiter for JSON',
      reader({ InputType: 'JSON', CSVDelimiter: 'TAB' }),
      `warning IGNORED_FIELD ${CONFIG}/CSVDelimiter`,
    ],
    [
      'a pointer into CSV',
      reader({ InputType: 'JSONL', ItemsPointer: '/a' }),
      `warning IGNORED_FIELD ${CONFIG}/ItemsPointer`,
    ],
    [
      'an inventory with a type',
      reader({ ManifestType: 'S3_INVENTORY', InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }),
      `error INVALID_ITEM_READER ${CONFIG}/InputType`,
    ],
    [
      'an Athena manifest of JSON',
      reader({ ManifestType: 'ATHENA_DATA', InputType: 'JSON' }),
      `error INVALID_ITEM_READER ${CONFIG}/InputType`,
    ],
    [
      'flattening one file',
      reader({ InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' }),
      `error INVALID_ITEM_READER ${CONFIG}/Transformation`,
    ],
    [
      'no Key',
      reader({ InputType: 'JSON' }, { Parameters: { 'Bucket.$': '$.b' } }),
      `error SCHEMA_VALIDATION_FAILED ${READER}/Parameters`,
    ],
    [
      'another resource',
      reader({ InputType: 'JSON' }, { Resource: 'arn:aws:states:::s3:putObject' }),
      `error INVALID_ITEM_READER ${READER}/Resource`,
    ],
    [
      'a result writer that reads',
      distributedMap({ ResultWriter: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b' } } }),
      'error INVALID_RESULT_WRITER /States/M/ResultWriter/Resource',
    ],
    [
      'an empty result writer',
      distributedMap({ ResultWriter: {} }),
      'error SCHEMA_VALIDATION_FAILED /States/M/ResultWriter',
    ],
    ['an empty batcher', distributedMap({ ItemBatcher: {} }), 'error SCHEMA_VALIDATION_FAILED /States/M/ItemBatcher'],
    [
      'a batch of too many bytes',
      distributedMap({ ItemBatcher: { MaxInputBytesPerBatch: 262_145 }, ToleratedFailureCount: 1 }),
      'error SCHEMA_VALIDATION_FAILED /States/M/ItemBatcher/MaxInputBytesPerBatch',
    ],
    [
      'a batch that nothing saves',
      distributedMap({ ItemBatcher: { MaxItemsPerBatch: 10 } }),
      'info UNHANDLED_BATCH_FAILURE /States/M/ItemBatcher',
    ],
    ['a label with blanks', distributedMap({ Label: 'a b' }), 'error INVALID_LABEL_NAME /States/M/Label'],
    [
      'a label that is long',
      distributedMap({ Label: 'x'.repeat(41) }),
      'error SCHEMA_VALIDATION_FAILED /States/M/Label',
    ],
    [
      'more children than the quota',
      distributedMap({ MaxConcurrency: 10_001 }),
      'warning DISTRIBUTED_CONCURRENCY_LIMIT /States/M/MaxConcurrency',
    ],
    ['results without a writer', distributedMap({ ResultWriter: undefined }), 'info RESULT_SIZE_LIMIT /States/M'],
  ])('names %s', (_name, map, expected) => {
    expect(check(map)).toEqual([expected]);
  });

  it('tells what an inline Map does not do', () => {
    const inline = { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
    expect(check(distributedMap({ ItemProcessor: inline, MaxConcurrency: 41, ToleratedFailureCount: 1 }))).toEqual([
      'error SCHEMA_VALIDATION_FAILED /States/M/ItemReader',
      'error SCHEMA_VALIDATION_FAILED /States/M/ResultWriter',
      'warning INLINE_CONCURRENCY_LIMIT /States/M/MaxConcurrency',
      'warning IGNORED_FIELD /States/M/ToleratedFailureCount',
    ]);
  });

  it('tells what children of type EXPRESS cannot do', () => {
    const express = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' };
    const job = {
      Type: 'Task',
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Parameters: { JobName: 'j' },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Next: 'Rest',
    };
    const rest = { Type: 'Wait', Seconds: 301, Next: 'Inner' };
    const inner = distributedMap();
    expect(
      check(distributedMap({ ItemProcessor: processor(express, { Job: job, Rest: rest, Inner: inner }) })),
    ).toEqual([
      'error SCHEMA_VALIDATION_FAILED /States/M/ItemProcessor/States/Job/Resource',
      'warning EXPRESS_TIMEOUT /States/M/ItemProcessor/States/Rest/Seconds',
      'error EXPRESS_PARENT /States/M/ItemProcessor/States/Inner',
    ]);
  });

  it('adds up what one way through an EXPRESS execution waits', () => {
    const express = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' };
    const wait = (seconds: number, next?: string) => ({
      Type: 'Wait',
      Seconds: seconds,
      ...(next === undefined ? { End: true } : { Next: next }),
    });
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'C' }], Default: 'B' };
    const states = (b: number) => ({ A: wait(200, 'X'), X: choice, B: wait(b), C: wait(60, 'D'), D: wait(40) });
    const at = (b: number) => check(distributedMap({ ItemProcessor: processor(express, states(b)) }));
    expect(at(100)).toEqual([]);
    expect(at(101)).toEqual(['warning EXPRESS_TIMEOUT /States/M/ItemProcessor/States/B/Seconds']);
    const side = { Type: 'Parallel', Branches: [{ StartAt: 'P', States: { P: wait(200) } }], Next: 'B' };
    expect(check(distributedMap({ ItemProcessor: processor(express, { A: side, B: wait(200) }) }))).toEqual([
      'warning EXPRESS_TIMEOUT /States/M/ItemProcessor/States/B/Seconds',
    ]);
    const round = { A: wait(100, 'B'), B: wait(100, 'C'), C: { ...choice, Default: 'A' }, D: wait(1) };
    expect(
      check(
        distributedMap({
          ItemProcessor: processor(express, {
            ...round,
            C: { ...round.C, Choices: [{ ...choice.Choices[0], Next: 'D' }] },
          }),
        }),
      ),
    ).toEqual([]);
  });

  it('counts the events of items that are known in number', () => {
    const work = {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: 'arn:aws:states:::lambda:invoke',
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      End: true,
    };
    const map = (items: unknown) => ({
      Type: 'Map',
      QueryLanguage: 'JSONata',
      Items: items,
      ItemProcessor: { StartAt: 'W', States: { W: { ...work, Arguments: { FunctionName: 'work' } } } },
      End: true,
    });
    // Seven events an iteration.
    expect(check(map('{% [1..3571] %}'))).toEqual([]);
    expect(check(map('{% [1..3572] %}'))).toEqual(['warning HISTORY_LIMIT /States/M']);
    expect(check(map('{% [1..3572] %}'), { type: 'EXPRESS' })).toEqual([]);
    expect(check(map(Array.from({ length: 3572 }, () => 0)))).toEqual(['warning HISTORY_LIMIT /States/M']);
    const inner = {
      Type: 'Map',
      ItemsPath: '$.Items',
      ItemProcessor: { StartAt: 'V', States: { V: { Type: 'Pass', End: true } } },
      End: true,
    };
    const batched = (size: number, type: string) =>
      check(
        distributedMap({
          ItemBatcher: { MaxItemsPerBatch: size },
          ItemProcessor: processor({ Mode: 'DISTRIBUTED', ExecutionType: type }, { I: inner }),
        }),
      );
    expect(batched(6249, 'STANDARD')).toEqual([]);
    expect(batched(6250, 'STANDARD')).toEqual(['warning HISTORY_LIMIT /States/M/ItemProcessor/States/I']);
    expect(batched(6250, 'EXPRESS')).toEqual([]);
  });

  it('knows that a machine of type EXPRESS runs no distributed Map', () => {
    expect(check(distributedMap(), { type: 'EXPRESS' })).toEqual(['error EXPRESS_PARENT /States/M']);
    expect(check(distributedMap(), { type: 'STANDARD' })).toEqual([]);
  });

  it('finds a label that stands twice', () => {
    const inner = processor({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, { V: { Type: 'Pass', End: true } });
    const states = {
      M: distributedMap({ Label: 'rows', End: undefined, Next: 'N' }),
      N: distributedMap({ Label: 'rows', ItemProcessor: inner }),
    };
    expect(brief(validateText(machineOf(states)))).toEqual(['error DUPLICATE_LABEL_NAME /States/N/Label']);
  });
});
